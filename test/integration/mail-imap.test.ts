import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type MailboxOptions,
  type TooLargeMessage,
  type WatchedMailbox,
  watchMailbox,
} from '../../src/adapters/mail/imap-mailbox.js';
import { Dovecot, whyNoDovecot } from '../support/dovecot.js';

const reason = whyNoDovecot();
const message = (subject: string, body = 'x'): string =>
  `From: ops@daac.example\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@daac.example>\r\n\r\n${body}\r\n`;
const subjectOf = (raw: Uint8Array): string =>
  /^Subject: (.*?)\r?$/m.exec(Buffer.from(raw).toString('latin1'))?.[1] ?? '';

describe.skipIf(reason)(`a mailbox${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let server: Dovecot;
  let watched: WatchedMailbox[];
  let got: string[];
  let tooLarge: TooLargeMessage[];
  let said: string[];
  beforeEach(async () => {
    [watched, got, tooLarge, said] = [[], [], [], []];
    server = await Dovecot.start();
  });
  afterEach(async () => {
    for (const one of watched) await one.stop();
    await server.remove();
  });

  async function watch(options: Partial<MailboxOptions> = {}): Promise<WatchedMailbox> {
    const one = await watchMailbox({
      host: server.host,
      port: server.port,
      secure: false,
      user: server.user,
      password: server.password,
      mailbox: 'INBOX',
      onMessage: (raw) => Promise.resolve(got.push(subjectOf(raw))),
      onTooLarge: (large) => Promise.resolve(tooLarge.push(large)),
      log: {
        info: (_details, sentence) => said.push(sentence),
        warn: (_details, sentence) => said.push(sentence),
      },
      pauses: { first: 20, longest: 200 },
      ...options,
    });
    watched.push(one);
    return one;
  }
  const eventually = (look: () => unknown) => expect.poll(look, { timeout: 60_000, interval: 50 });
  const unseen = async (): Promise<number> =>
    (await server.files()).filter((name) => !/:2,.*S/.test(name)).length;

  it('gives what is in it, oldest first, then what comes while it is watched', async () => {
    for (const subject of ['one', 'two', 'three']) await server.deliver(message(subject));
    await watch();
    await eventually(() => got).toEqual(['one', 'two', 'three']);
    await server.deliver(message('four'));
    await eventually(() => got).toEqual(['one', 'two', 'three', 'four']);
    await eventually(unseen).toBe(0);
  });

  it('gives no message twice, though it is watched anew, but gives one that somebody has only read', async () => {
    await server.deliver(message('one'));
    const first = await watch();
    await eventually(unseen).toBe(0);
    await first.stop();
    await server.deliver(message('two'), true);
    await watch();
    await eventually(() => got).toEqual(['one', 'two']);
  });

  it('marks a message only when it is kept, and tries again when it could not be', async () => {
    let attempts = 0;
    let marksAtFirst: number | undefined;
    for (const subject of ['one', 'two']) await server.deliver(message(subject));
    await watch({
      onMessage: async (raw) => {
        attempts += 1;
        if (attempts < 3) throw new Error('disk full');
        marksAtFirst ??= 2 - (await unseen());
        got.push(subjectOf(raw));
      },
    });
    await eventually(() => got).toEqual(['one', 'two']);
    expect(marksAtFirst).toBe(0);
    await eventually(unseen).toBe(0);
    expect(said.filter((sentence) => sentence.includes('tried again'))).toHaveLength(2);
  });

  it('goes on when the server comes back', async () => {
    await watch();
    await server.deliver(message('before'));
    await eventually(() => got).toEqual(['before']);
    await server.halt();
    await server.deliver(message('meanwhile'));
    await server.startAgain();
    await eventually(() => got).toEqual(['before', 'meanwhile']);
    await server.deliver(message('after'));
    await eventually(() => got).toEqual(['before', 'meanwhile', 'after']);
  });

  it('may be watched before its server runs', async () => {
    await server.halt();
    await server.deliver(message('one'));
    await watch();
    await server.startAgain();
    await eventually(() => got).toEqual(['one']);
  });

  it('keeps what is too large on the server, says so once, and goes on', async () => {
    await server.deliver(message('large', 'sixty-four characters of nothing \r\n'.repeat(100)));
    await server.deliver(message('small'));
    const first = await watch({ maxBytes: 2000 });
    await eventually(() => got).toEqual(['small']);
    await eventually(unseen).toBe(0);
    await first.stop();
    await server.deliver(message('last'));
    await watch({ maxBytes: 2000 });
    await eventually(() => got).toEqual(['small', 'last']);
    expect(tooLarge).toEqual([
      {
        uid: 1,
        sizeBytes: expect.any(Number) as number,
        from: 'ops@daac.example',
        subject: 'large',
        messageId: '<large@daac.example>',
      },
    ]);
  });

  it('is emptied into a folder where that is wanted', async () => {
    for (const subject of ['one', 'two']) await server.deliver(message(subject));
    await watch({ done: { moveTo: 'Kept' } });
    await eventually(() => got).toEqual(['one', 'two']);
    await eventually(() => server.files()).toEqual([]);
    expect(await server.files('.Kept')).toHaveLength(2);
  });

  it('is refused at once with a wrong password or name', async () => {
    const refusal = expect.objectContaining({ code: 'STATION_CONFIG' }) as Error;
    await expect(watch({ password: 'wrong' })).rejects.toEqual(refusal);
    await expect(watch({ mailbox: 'No such' })).rejects.toEqual(refusal);
  });

  it('finishes the message that is being kept before it stops', async () => {
    let keep = (): void => undefined;
    for (const subject of ['one', 'two']) await server.deliver(message(subject));
    const one = await watch({
      onMessage: (raw) =>
        new Promise<void>((resolve) => {
          keep = resolve;
          got.push(subjectOf(raw));
        }),
    });
    await eventually(() => got).toEqual(['one']);
    const stopping = one.stop();
    keep();
    await stopping;
    expect(got).toEqual(['one']);
    await eventually(unseen).toBe(1);
  });
});
