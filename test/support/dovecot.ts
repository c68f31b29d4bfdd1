import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = '/usr/sbin/dovecot';

/** Why no mailbox can be served on this machine, or undefined when one can. */
export function whyNoDovecot(): string | undefined {
  try {
    accessSync(PROGRAM, constants.X_OK);
    return undefined;
  } catch {
    return `${PROGRAM} is not installed (Debian: apt-get install dovecot-imapd)`;
  }
}

/** An IMAP server with one user, in a directory and on a port of its own, run by whoever runs the tests. */
export class Dovecot {
  readonly host = '127.0.0.1';
  readonly user = 'station';
  readonly password = 'test-password';
  private process: ChildProcess | undefined;
  private delivered = 0;

  private constructor(
    private readonly directory: string,
    readonly port: number,
  ) {}

  /** A server with an empty INBOX, listening. */
  static async start(): Promise<Dovecot> {
    const server = new Dovecot(await mkdtemp(join(tmpdir(), 'dovecot-')), await freePort());
    await server.prepare();
    await server.startAgain();
    return server;
  }

  /** Starts the server after `halt`, on the same port with the same mail. */
  async startAgain(): Promise<void> {
    const child = spawn(PROGRAM, ['-F', '-c', join(this.directory, 'dovecot.conf')], { stdio: 'inherit' });
    this.process = child;
    const ended = once(child, 'exit').then(([status]) => {
      throw new Error(`dovecot ended with status ${status}; its log is in ${this.directory}`);
    });
    await Promise.race([greeted(this.host, this.port), ended]);
    ended.catch(() => undefined);
  }

  /** Stops the server; its mail stays. */
  async halt(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  /** Stops the server and removes everything. */
  async remove(): Promise<void> {
    await this.halt();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** Puts a message into the mailbox, as a delivery agent does it; `read` as if somebody had looked at it since. */
  async deliver(raw: string, read = false): Promise<void> {
    const name = `${1_700_000_000 + this.delivered++}.M1P${process.pid}Q${this.delivered}.test`;
    const temporary = join(this.directory, 'mail/tmp', name);
    await writeFile(temporary, raw, 'latin1');
    await rename(temporary, join(this.directory, 'mail', read ? `cur/${name}:2,S` : `new/${name}`));
  }

  /** Names of the maildir files of a folder (INBOX when none is given); flags are the letters after `:2,`. */
  async files(folder = ''): Promise<string[]> {
    const found: string[] = [];
    for (const part of ['new', 'cur'])
      found.push(...(await readdir(join(this.directory, 'mail', folder, part))));
    return found.sort();
  }

  /** What the server logged. */
  log(): Promise<string> {
    return readFile(join(this.directory, 'log'), 'utf8');
  }

  private async prepare(): Promise<void> {
    for (const part of ['run', 'state', 'mail/new', 'mail/cur', 'mail/tmp']) {
      await mkdir(join(this.directory, part), { recursive: true });
    }
    await chmod(this.directory, 0o755);
    const { username } = userInfo();
    const owner = await unprivileged();
    await chown(this.directory, owner.uid, owner.gid);
    for (const part of ['', 'new', 'cur', 'tmp']) {
      await chown(join(this.directory, 'mail', part), owner.uid, owner.gid);
    }
    await writeFile(
      join(this.directory, 'users'),
      `${this.user}:{PLAIN}${this.password}:${owner.uid}:${owner.gid}::${this.directory}\n`,
    );
    await writeFile(join(this.directory, 'dovecot.conf'), this.configuration(username, owner.name));
  }

  private configuration(username: string, owner: string): string {
    const own = `user = ${username}\n  chroot =`;
    return `
protocols = imap
listen = ${this.host}
base_dir = ${this.directory}/run
state_dir = ${this.directory}/state
log_path = ${this.directory}/log
default_internal_user = ${username}
default_login_user = ${owner}
default_internal_group = ${execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()}
first_valid_uid = 1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${this.directory}/mail
mailbox_idle_check_interval = 1 secs
passdb {
  driver = passwd-file
  args = ${this.directory}/users
}
userdb {
  driver = passwd-file
  args = ${this.directory}/users
}
service imap-login {
  user = ${owner}
  chroot =
  inet_listener imap {
    port = ${this.port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  ${own}
}
service stats {
  ${own}
}
service auth {
  ${own}
}
service auth-worker {
  ${own}
}
service imap {
  ${own}
}
`;
  }
}

/** Whose mail it is: whoever runs the tests, or `nobody` for root, to whom dovecot gives no mailbox and no login process. */
async function unprivileged(): Promise<{ name: string; uid: number; gid: number }> {
  const { username: name, uid, gid } = userInfo();
  if (uid !== 0) return { name, uid, gid };
  const nobody = /^nobody:[^:]*:(\d+):(\d+):/m.exec(await readFile('/etc/passwd', 'utf8'));
  if (!nobody) throw new Error('This machine has no user nobody');
  return { name: 'nobody', uid: Number(nobody[1]), gid: Number(nobody[2]) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when a server on the port has said something. */
async function greeted(host: string, port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, host);
    try {
      await once(socket, 'connect');
      for await (const _line of createInterface({ input: socket })) return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      socket.destroy();
    }
  }
}
