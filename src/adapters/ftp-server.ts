import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { awaitGreeting } from './ftp-greeting.js';
import { findProgram, type Environment } from './programs.js';
import { vsftpdConfiguration } from './vsftpd-configuration.js';

/** What an FTP server is started with. */
export interface FtpServerOptions {
  /** The directory that clients see as `/`. */
  readonly root: string;
  /** The control port; 0 takes a free one. */
  readonly port: number;
  /** First and last data port, for a firewall; any free port otherwise. */
  readonly passivePorts?: readonly [number, number];
  /** Where the configuration and the transfer log go. It must be outside `root`, or clients could read them. */
  readonly runDirectory: string;
  /** The loopback address to listen on, 127.0.0.1 by default. There is no password and no chroot, so no other is taken. */
  readonly listen?: string;
  /** Directories below `root` that must be there before the first client comes; made if they are not. */
  readonly uploadDirectories?: readonly string[];
}

/** A running FTP server. */
export interface FtpServer {
  readonly host: string;
  readonly port: number;
  readonly root: string;
  /** Where vsftpd writes a line for each login and transfer. */
  readonly logFile: string;
  /** Ends the server and every session at once; resolves when it is gone. Calling it again does nothing. */
  stop(): Promise<void>;
  /** The exit status, once the server has ended for whatever reason; -1 when a signal ended it. */
  readonly exited: Promise<number>;
}

/** The path of vsftpd, or undefined where it is not installed. */
export function findVsftpd(environment: Environment = process.env): string | undefined {
  return findProgram('vsftpd', environment, ['/usr/sbin', '/usr/local/sbin']);
}

/**
 * Starts vsftpd as the user who runs this, for the demo and the tests; a site runs its own with `deploy/ftp/vsftpd.conf`.
 * Resolves when it answers. Throws an Error, one sentence and what to do, when vsftpd is not installed, the address is
 * not a loopback one, the port is taken, or the server ends or refuses before it answers.
 */
export async function startFtpServer(options: FtpServerOptions): Promise<FtpServer> {
  const program = findVsftpd();
  if (program === undefined) {
    throw new Error(
      'The FTP server vsftpd is not installed. Run deploy/setup, or: sudo apt-get install vsftpd.',
    );
  }
  const host = options.listen ?? '127.0.0.1';
  if (!/^127\.\d+\.\d+\.\d+$/.test(host)) {
    throw new Error(
      `The FTP server of the demo has no passwords and would be open to the network on ${host}. ` +
        'Leave its address at 127.0.0.1; for a site there is deploy/ftp.',
    );
  }
  const root = resolve(options.root);
  const runDirectory = resolve(options.runDirectory);
  await mkdir(runDirectory, { recursive: true });
  for (const directory of ['.', ...(options.uploadDirectories ?? [])]) {
    await mkdir(join(root, directory), { recursive: true });
  }

  // A free port can be taken between our look and vsftpd's bind. Another one is as good, unless it was asked for by number.
  for (let attempt = 1; ; attempt += 1) {
    const port = await availablePort(host, options.port);
    try {
      return await launch({ program, host, port, root, runDirectory, passivePorts: options.passivePorts });
    } catch (error) {
      if (options.port !== 0 || attempt === 5) throw error;
    }
  }
}

interface Launch {
  readonly program: string;
  readonly host: string;
  readonly port: number;
  readonly root: string;
  readonly runDirectory: string;
  readonly passivePorts: readonly [number, number] | undefined;
}

async function launch({ program, host, port, root, runDirectory, passivePorts }: Launch): Promise<FtpServer> {
  // What answers on the port must be this server and not one that was quicker.
  const greeting = `sipstream ${randomBytes(6).toString('hex')}`;
  const configuration = join(runDirectory, `vsftpd-${port}.conf`);
  const logFile = join(runDirectory, `vsftpd-${port}.log`);
  const user = userInfo().username;
  const text = vsftpdConfiguration({ root, host, port, passivePorts, user, logFile, greeting });
  // vsftpd refuses a configuration that others may write.
  await writeFile(configuration, text, { mode: 0o600 });

  const child = start(program, configuration);
  let words = '';
  child.stdout?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const exited = new Promise<number>((settle) => {
    child.once('error', () => settle(-1));
    child.once('close', (code) => settle(code ?? -1));
  });

  const ended = new AbortController();
  void exited.then(() => ended.abort());
  const stop = async (): Promise<void> => {
    endGroup(child);
    await exited;
  };
  const answer = await awaitGreeting(greeting, { host, port, signal: ended.signal });
  if (answer?.includes(greeting) !== true) {
    await stop();
    const reason = answer ?? (words.trim() || `see ${logFile}`);
    throw new Error(
      `The FTP server did not start on ${host}:${port}: ${reason}. Its configuration is ${configuration}.`,
    );
  }
  return { host, port, root, logFile, stop, exited };
}

/** Sessions are processes of their own; a process group of the server's own lets all of them be ended together. */
function start(program: string, configuration: string): ChildProcess {
  // Where setpriv is (util-linux), the server also ends with a station that is killed and cannot end it any more.
  const setpriv = findProgram('setpriv');
  const [command, argumentsBefore] =
    setpriv === undefined ? [program, []] : [setpriv, ['--pdeathsig', 'SIGTERM', '--', program]];
  return spawn(command, [...argumentsBefore, configuration], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function availablePort(host: string, wanted: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(wanted, host);
    await once(probe, 'listening');
    const address = probe.address();
    if (address === null || typeof address === 'string') throw new Error(`No port could be had on ${host}.`);
    return address.port;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      throw new Error(
        `Port ${wanted} on ${host} is taken by another program. Stop that program, or give the FTP server another port.`,
        { cause: error },
      );
    }
    throw error;
  } finally {
    if (probe.listening) {
      probe.close();
      await once(probe, 'close');
    }
  }
}
