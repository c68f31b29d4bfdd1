import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mailStore } from '../../src/adapters/mail/mail-store.js';
import { sendMail } from '../../src/adapters/mail/send-mail.js';
import {
  type SmtpListener,
  type SmtpListenerOptions,
  startSmtpListener,
} from '../../src/adapters/mail/smtp-listener.js';
import { type TranspiledSources, transpiledSources } from './fixtures/transpiled-sources.js';

const host = '127.0.0.1';
const MIB = 1024 * 1024;
let stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  stops = [];
});

async function listen(options: Partial<SmtpListenerOptions>): Promise<SmtpListener> {
  const listener = await startSmtpListener({ host, port: 0, onMessage: () => Promise.resolve(), ...options });
  stops.push(() => listener.stop());
  return listener;
}
const mail = { from: 'ops@daac.example', to: 'station@sips.example', subject: 'PAN', text: 'as expected' };

/** A dialogue in which the test decides every line. */
async function dialogue(port: number) {
  const socket = connect(port, host);
  stops.push(() => Promise.resolve(socket.destroy()));
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) return 'closed';
      if (!/^\d{3}-/.test(value)) return value;
    }
  };
  const say = async (line: string): Promise<string> => {
    socket.write(`${line}\r\n`);
    return answer();
  };
  return { socket, answer, say, greeting: await answer() };
}

describe('a listener', () => {
  it('answers 250 only when the message is kept', async () => {
    let keep = (): void => undefined;
    const order: string[] = [];
    const { port } = await listen({
      onMessage: async () => {
        order.push('asked');
        await new Promise<void>((resolve) => (keep = resolve));
        order.push('kept');
      },
    });
    const sending = sendMail({ host, port, ...mail }).then(() => order.push('acknowledged'));
    await expect.poll(() => order).toEqual(['asked']);
    keep();
    await sending;
    expect(order).toEqual(['asked', 'kept', 'acknowledged']);
  });

  it('answers 451 when the message could not be kept, and takes it when it comes again', async () => {
    let disk = 'full';
    const got: string[] = [];
    const { port } = await listen({
      onMessage: (raw) => {
        if (disk === 'full') return Promise.reject(new Error('ENOSPC'));
        return Promise.resolve(got.push(Buffer.from(raw).toString()));
      },
    });
    await expect(sendMail({ host, port, ...mail })).rejects.toMatchObject({ responseCode: 451 });
    expect(got).toEqual([]);
    disk = 'free';
    await sendMail({ host, port, ...mail });
    expect(got).toHaveLength(1);
  });

  it('hands over what was sent, byte by byte, with the envelope', async () => {
    const got: unknown[] = [];
    const { port } = await listen({
      onMessage: (raw, { from, to }) =>
        Promise.resolve(got.push([Buffer.from(raw).toString('latin1'), from, to])),
    });
    const raw = 'Subject: x\r\n\r\n.\r\n..dots\r\n8bit \xe9\xff\r\nno end';
    const transport = createTransport({ host, port, ignoreTLS: true });
    await transport.sendMail({
      envelope: { from: mail.from, to: [mail.to, 'b@sips.example'] },
      raw: Buffer.from(raw, 'latin1'),
    });
    expect(got).toEqual([[`${raw}\r\n`, mail.from, [mail.to, 'b@sips.example']]]);
  });

  it('hands over nothing of a message whose sender hangs up', async () => {
    const got: unknown[] = [];
    const { port } = await listen({ onMessage: (raw) => Promise.resolve(got.push(raw)) });
    const { socket, say } = await dialogue(port);
    await say('EHLO daac');
    await say('MAIL FROM:<a@b.example>');
    await say('RCPT TO:<c@d.example>');
    expect(await say('DATA')).toMatch(/^354/);
    socket.write('Subject: half\r\n\r\nhalf a PA');
    socket.end();
    await once(socket, 'close');
    await sendMail({ host, port, ...mail });
    expect(got).toHaveLength(1);
  });

  it('takes mail for its own recipients only, where they are listed', async () => {
    const { port } = await listen({ recipients: ['Station@sips.example'] });
    await sendMail({ host, port, ...mail });
    const stranger = sendMail({ host, port, ...mail, to: 'x@elsewhere.example' });
    await expect(stranger).rejects.toMatchObject({ responseCode: 550 });
  });

  it('offers neither passwords nor a certificate that is not its own', async () => {
    const { port } = await listen({});
    const { socket } = await dialogue(port);
    const said: string[] = [];
    socket.on('data', (data: Buffer) => said.push(data.toString()));
    socket.write('EHLO daac\r\n');
    await expect.poll(() => said.join('')).toMatch(/250 SIZE 10485760\r\n/);
    expect(said.join('')).not.toMatch(/AUTH|STARTTLS/);
  });

  it('serves only so many at a time, and the next when one has gone', async () => {
    const { port } = await listen({ maxConnections: 2 });
    const [first, second, third] = [await dialogue(port), await dialogue(port), await dialogue(port)];
    expect([first.greeting, second.greeting].every((line) => line.startsWith('220'))).toBe(true);
    expect(third.greeting).toMatch(/^421/);
    await first.say('QUIT');
    await expect.poll(async () => (await dialogue(port)).greeting).toMatch(/^220/);
  });

  it('lets the message that is being kept be acknowledged before it stops', async () => {
    let keep = (): void => undefined;
    let asked = false;
    const listener = await listen({
      onMessage: () =>
        new Promise<void>((resolve) => {
          asked = true;
          keep = resolve;
        }),
    });
    const sending = sendMail({ host, port: listener.port, ...mail });
    await expect.poll(() => asked).toBe(true);
    const stopping = listener.stop();
    keep();
    await sending;
    await stopping;
    await expect(sendMail({ host, port: listener.port, ...mail })).rejects.toThrow(/ECONNREFUSED/);
  });

  it('says so when its port is taken', async () => {
    const { port } = await listen({});
    await expect(listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('a station that keeps its mail', () => {
  let programs: TranspiledSources;
  let home: string;
  beforeAll(async () => {
    programs = await transpiledSources(
      ['domain', 'formats', 'adapters/files', 'adapters/mail'],
      ['mail/keep-mail.mjs'],
    );
  });
  afterAll(() => programs.remove());
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'sipstream-station-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  async function station() {
    const process_ = spawn(process.execPath, [join(programs.directory, 'mail/keep-mail.mjs'), home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(process_, 'exit');
    stops.push(() => {
      process_.kill('SIGKILL');
      return ended;
    });
    const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<number> => Number(String((await lines.next()).value).split(' ')[1]);
    return { process: process_, ended, next, port: await next() };
  }
  const kept = async (): Promise<string[]> =>
    (await readdir(join(home, 'in'))).filter((name) => name.endsWith('.eml'));

  it('has every message it has acknowledged, though it is killed at once', async () => {
    for (let round = 1; round <= 5; round++) {
      const { process: victim, ended, port } = await station();
      // Killed in the very turn in which the answer is read.
      await sendMail({ host, port, ...mail, subject: `round ${round}` }).then(() => victim.kill('SIGKILL'));
      await ended;
      const names = await kept();
      expect(names).toHaveLength(round);
      const newest = await readFile(join(home, 'in', names.sort().at(-1) ?? ''), 'utf8');
      expect(newest).toContain(`Subject: round ${round}`);
      expect(newest).toContain(mail.text);
    }
    const found: string[] = [];
    for await (const { id } of mailStore(home).list())
      found.push((await mailStore(home).read(id)).subject ?? '');
    expect(found).toEqual([1, 2, 3, 4, 5].map((round) => `round ${round}`));
  });

  it('keeps a message that is delivered five times once, in spite of a restart between', async () => {
    const messageId = '<once@daac.example>';
    const before = await station();
    await Promise.all([1, 2, 3].map(() => sendMail({ host, port: before.port, ...mail, messageId })));
    before.process.kill('SIGKILL');
    await before.ended;
    const { port } = await station();
    await Promise.all([1, 2].map(() => sendMail({ host, port, ...mail, messageId })));
    expect(await kept()).toHaveLength(1);
  });

  it('refuses a mail of 100 MB without needing the memory for it', async () => {
    const { process: listening, next, port } = await station();
    const peak = (): Promise<number> => {
      listening.kill('SIGUSR2');
      return next();
    };
    await sendMail({ host, port, ...mail });
    const before = await peak();
    const { socket, say, answer } = await dialogue(port);
    await say('EHLO daac');
    expect(await say(`MAIL FROM:<a@b.example> SIZE=${100 * MIB}`)).toMatch(/^552/);
    // A sender that doesn't announce it.
    await say('MAIL FROM:<a@b.example>');
    await say('RCPT TO:<c@d.example>');
    await say('DATA');
    const piece = Buffer.alloc(MIB, 'sixty-three characters of no use to anybody, again and again. \r\n');
    for (let sent = 0; sent < 100; sent++) if (!socket.write(piece)) await once(socket, 'drain');
    socket.write('\r\n.\r\n');
    expect(await answer()).toMatch(/^552/);
    expect((await peak()) - before).toBeLessThan(64 * MIB);
    expect(await kept()).toHaveLength(1);
    await say('RSET');
    await sendMail({ host, port, ...mail, subject: 'still here' });
    expect(await kept()).toHaveLength(2);
  });
});
