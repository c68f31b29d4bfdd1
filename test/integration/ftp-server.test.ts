import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Client } from 'basic-ftp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awaitGreeting } from '../../src/adapters/ftp-greeting.js';
import { findVsftpd, startFtpServer, type FtpServer } from '../../src/adapters/ftp-server.js';
import { findProgram } from '../../src/adapters/programs.js';
import { freePorts } from '../support/running-station.js';

describe.skipIf(findVsftpd() === undefined)('the FTP server of the demo', () => {
  let directory: string;
  let root: string;
  let runDirectory: string;
  let server: FtpServer | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sipstream-ftp-'));
    root = join(directory, 'root');
    runDirectory = join(directory, 'run');
  });

  afterEach(async () => {
    await server?.stop();
    server = undefined;
    await rm(directory, { recursive: true, force: true });
  });

  async function login(to: FtpServer): Promise<Client> {
    const client = new Client();
    await client.access({ host: to.host, port: to.port });
    return client;
  }

  const text = (content: string): Readable => Readable.from([Buffer.from(content)]);

  it('takes a file under a temporary name, and its final name is on the disk after the rename', async () => {
    server = await startFtpServer({ root, port: 0, runDirectory, uploadDirectories: ['pickup'] });
    const client = await login(server);

    await client.uploadFrom(text('twelve bytes'), 'pickup/granule.tmp');
    await client.rename('pickup/granule.tmp', 'pickup/granule.hdf');
    client.close();

    expect(await readdir(join(root, 'pickup'))).toEqual(['granule.hdf']);
    expect(await readFile(join(root, 'pickup/granule.hdf'), 'utf8')).toBe('twelve bytes');
    expect((await stat(join(root, 'pickup/granule.hdf'))).mode & 0o777).toBe(0o644);
  });

  it('lists, sends back and removes what is there, and makes directories', async () => {
    server = await startFtpServer({ root, port: 0, runDirectory });
    const client = await login(server);

    await client.ensureDir('delivery/one');
    await client.uploadFrom(text('product'), 'MOP01.hdf');
    const [entry] = await client.list();
    expect(entry).toMatchObject({ name: 'MOP01.hdf', size: 7, isFile: true });

    const received: Buffer[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        received.push(chunk);
        done();
      },
    });
    await client.downloadTo(sink, 'MOP01.hdf');
    expect(Buffer.concat(received).toString()).toBe('product');

    await client.remove('MOP01.hdf');
    expect(await client.list()).toEqual([]);
    client.close();
  });

  it('takes uploads of two clients at once over the passive ports it was given', async () => {
    // Below the ports that the system gives to connections.
    server = await startFtpServer({ root, port: 0, runDirectory, passivePorts: [30_100, 30_140] });
    const clients = await Promise.all([login(server), login(server)]);

    await Promise.all(
      clients.map((client, index) => client.uploadFrom(text('x'.repeat(100_000)), `file-${index}`)),
    );
    clients.forEach((client) => client.close());

    expect((await readdir(root)).sort()).toEqual(['file-0', 'file-1']);
  });

  it('writes each transfer into the log of its run directory', async () => {
    server = await startFtpServer({ root, port: 0, runDirectory });
    const client = await login(server);
    await client.uploadFrom(text('x'), 'noted.hdf');
    client.close();

    const { logFile } = server;
    await vi.waitFor(async () => expect(await readFile(logFile, 'utf8')).toMatch(/OK UPLOAD.*noted\.hdf/), {
      timeout: 60_000,
    });
  });

  it('greets with nothing about its software', async () => {
    server = await startFtpServer({ root, port: 0, runDirectory });
    const client = new Client();
    const greeting = await client.connect(server.host, server.port);
    client.close();

    expect(greeting.message).toMatch(/^220 sipstream [0-9a-f]{12}$/m);
  });

  it('ends with its sessions when it is stopped, as often as that is asked', async () => {
    server = await startFtpServer({ root, port: 0, runDirectory });
    const client = await login(server);

    await server.stop();
    await server.stop();

    await expect(client.list()).rejects.toThrow();
    await expect(login(server)).rejects.toThrow(/ECONNREFUSED/);
    expect(await server.exited).toBe(-1);
  });

  it('says that a port is taken, by number, and what to do', async () => {
    const other = createServer();
    const port = await listenOnFreePort(other);

    await expect(startFtpServer({ root, port, runDirectory })).rejects.toThrow(
      new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is taken by another program\\. Stop that program, or`),
    );
    other.close();
  });

  it('says what vsftpd said when it will not serve', async () => {
    const port = (await freePorts(1))[0]!;
    // A log that cannot be opened is found out by the first session, not at the start.
    await mkdir(join(runDirectory, `vsftpd-${port}.log`), { recursive: true });

    await expect(startFtpServer({ root, port, runDirectory })).rejects.toThrow(
      new RegExp(
        `^The FTP server did not start on 127\\.0\\.0\\.1:${port}: 500 OOPS: .*log.*Its configuration is `,
      ),
    );
  });

  it.skipIf(findProgram('setpriv') === undefined)('ends with a station that is killed', async () => {
    const module = new URL('../../dist/adapters/ftp-server.js', import.meta.url).href;
    const station = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { startFtpServer } from ${JSON.stringify(module)};
       const server = await startFtpServer(${JSON.stringify({ root, port: 0, runDirectory })});
       console.log(server.port);`,
    ]);
    const [line] = (await once(station.stdout, 'data')) as [Buffer];
    const port = Number(line.toString());
    const client = new Client();
    await client.access({ host: '127.0.0.1', port });
    client.close();

    station.kill('SIGKILL');

    await vi.waitFor(() => expect(client.connect('127.0.0.1', port)).rejects.toThrow(/ECONNREFUSED/), {
      timeout: 60_000,
    });
  });

  it('will not be open to the network', async () => {
    await expect(startFtpServer({ root, port: 0, runDirectory, listen: '0.0.0.0' })).rejects.toThrow(
      /no passwords .* on 0\.0\.0\.0\. Leave its address at 127\.0\.0\.1/,
    );
  });
});

describe.skipIf(findVsftpd() === undefined)('the configuration for a site, in deploy/ftp', () => {
  it('has no option that vsftpd does not know', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sipstream-ftp-'));
    const site = new URL('../../deploy/ftp/', import.meta.url);
    const parts = ['vsftpd.conf', 'users/daacpush', 'users/daacpull'];
    const texts = await Promise.all(parts.map((part) => readFile(new URL(part, site), 'utf8')));
    const port = (await freePorts(1))[0]!;
    // What only root and a prepared machine have is put aside; the last word on an option counts.
    const aside = [
      `listen_port=${port}`,
      'listen_address=127.0.0.1',
      'background=NO',
      'run_as_launching_user=YES',
      'seccomp_sandbox=NO',
      'local_enable=NO',
      'anonymous_enable=YES',
      `ftp_username=${userInfo().username}`,
      'ssl_enable=NO',
      'userlist_enable=NO',
      `vsftpd_log_file=${join(directory, 'log')}`,
    ];
    await writeFile(join(directory, 'conf'), [...texts, ...aside].join('\n') + '\n', { mode: 0o600 });

    const server = spawn(findVsftpd() ?? '', [join(directory, 'conf')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const over = new AbortController();
    let words = '';
    server.stdout.on('data', (chunk: Buffer) => (words += chunk.toString()));
    const closed = once(server, 'close').then(() => over.abort());
    const greeting = await awaitGreeting('FTP service', { host: '127.0.0.1', port, signal: over.signal });
    server.kill('SIGKILL');
    await closed;
    await rm(directory, { recursive: true });

    expect([greeting, words]).toEqual(['220 FTP service', '']);
  });
});

async function listenOnFreePort(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
