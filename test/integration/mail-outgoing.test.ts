import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mailer, messageIdFor } from '../../src/adapters/mail/outgoing.js';
import { readMessage } from '../../src/adapters/mail/read-mail.js';
import { type SmtpListener, startSmtpListener } from '../../src/adapters/mail/smtp-listener.js';

let outDirectory: string;
beforeEach(async () => {
  outDirectory = join(await mkdtemp(join(tmpdir(), 'sipstream-out-')), 'out');
});
afterEach(() => rm(join(outDirectory, '..'), { recursive: true, force: true }));

const people = { from: 'station@sips.example', to: ['op@sips.example', 'lead@sips.example'] };
const held = {
  key: 'mopitt/2026-11-20/L1 held MISSING_INPUT #1',
  subject: '2026-11-20 L1 holds: 2 granules are missing',
  text: 'MOPSCI at 02:00 is missing.\n\nNächster Schritt: warten.\n',
  about: 'mopitt/2026-11-20/L1',
  at: '2026-11-21T03:15:00Z',
};
const onlyFile = async (): Promise<Buffer> => {
  const names = await readdir(outDirectory);
  expect(names).toHaveLength(1);
  return readFile(join(outDirectory, names[0] ?? ''));
};

describe('without a relay', () => {
  it('writes the complete message to a file', async () => {
    const { messageId, how } = await mailer({ ...people, outDirectory }).send(held);
    expect(how).toBe('file');
    const raw = await onlyFile();
    expect(await readMessage(raw)).toMatchObject({
      from: people.from,
      to: people.to,
      subject: held.subject,
      date: '2026-11-21T03:15:00.000Z',
      text: held.text,
      messageId,
    });
    expect(raw.toString('latin1')).toContain(`References: ${messageIdFor(held.about)}`);
    expect(raw.toString('latin1')).not.toMatch(/[^\r]\n/);
  });

  it('leaves the file of an event as it is when the event is sent again', async () => {
    const mail = mailer({ ...people, outDirectory });
    const first = await mail.send(held);
    const raw = await onlyFile();
    const again = await Promise.all([1, 2, 3].map((n) => mail.send({ ...held, subject: `again ${n}` })));
    expect(again.map(({ messageId }) => messageId)).toEqual(Array(3).fill(first.messageId));
    expect(await onlyFile()).toEqual(raw);
  });

  it('tells events apart whose keys look alike in a file name', async () => {
    const mail = mailer({ ...people, outDirectory });
    for (const key of ['a/b', 'a b', 'a-b', '../../etc/x', '', '\0']) await mail.send({ ...held, key });
    expect(await readdir(outDirectory)).toHaveLength(6);
  });

  it('lets no subject become another header, or a recipient', async () => {
    let count = 0;
    const unit = fc.oneof(
      fc.constantFrom('\r\n', '\n', '\r', '\u2028', '\u0085', '\0', 'Bcc: x@evil.example', ': ', 'ü'),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { maxLength: 12 }), async (parts) => {
        await rm(outDirectory, { recursive: true, force: true });
        await mailer({ ...people, outDirectory }).send({
          ...held,
          key: `k${count++}`,
          subject: parts.join(''),
        });
        const text = (await onlyFile()).toString('latin1');
        const names = [...text.slice(0, text.indexOf('\r\n\r\n')).matchAll(/^([^\s:]+):/gm)].map(
          ([, name]) => name,
        );
        expect(names.filter((name) => name !== 'Subject').sort()).toEqual([
          ...['Auto-Submitted', 'Content-Transfer-Encoding', 'Content-Type', 'Date', 'From', 'MIME-Version'],
          ...['Message-ID', 'References', 'To'],
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses addresses that are none', () => {
    for (const from of ['', 'station', 'a@b\r\nBcc: c@d', 'a@b, c@d', 'A <a@b>']) {
      expect(() => mailer({ ...people, from, outDirectory })).toThrow(
        expect.objectContaining({ code: 'STATION_CONFIG' }),
      );
    }
  });
});

describe('with a relay', () => {
  let relay: SmtpListener;
  const got: { raw: Buffer; to: readonly string[] }[] = [];
  beforeEach(async () => {
    got.length = 0;
    relay = await startSmtpListener({
      host: '127.0.0.1',
      port: 0,
      onMessage: (raw, { to }) => Promise.resolve(got.push({ raw: Buffer.from(raw), to })),
    });
  });
  afterEach(() => relay.stop());

  it('hands the message over, the same one when it is sent again', async () => {
    const mail = mailer({ ...people, relay, outDirectory });
    const sent = [await mail.send(held), await mail.send(held)];
    expect(sent.map(({ how }) => how)).toEqual(['relay', 'relay']);
    expect(got).toHaveLength(2);
    expect(got[0]?.raw).toEqual(got[1]?.raw);
    expect(got[0]?.to).toEqual(people.to);
    expect(await readMessage(got[0]?.raw ?? Buffer.of())).toMatchObject({ messageId: sent[0]?.messageId });
  });

  it('sends no password over a connection in the clear', async () => {
    const mail = mailer({ ...people, relay: { ...relay, user: 'u', password: 'p' }, outDirectory });
    await expect(mail.send(held)).rejects.toThrow(/STARTTLS/i);
    expect(got).toEqual([]);
  });

  it('says so when the relay cannot be reached', async () => {
    await relay.stop();
    await expect(mailer({ ...people, relay, outDirectory }).send(held)).rejects.toThrow(/ECONNREFUSED/);
  });
});
