import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Arrival, type KeptMail, mailStore } from '../../src/adapters/mail/mail-store.js';
import { OperationsError } from '../../src/domain/failures.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sipstream-mail-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const message = (body: string, headers = 'Message-ID: <one@daac.example>'): Uint8Array =>
  bytes(`From: ops@daac.example\r\n${headers}\r\n\r\n${body}`);
const arrival = (receivedAt = '2026-11-21T03:15:00.123Z'): Arrival => ({ via: 'smtp', receivedAt });
const all = async (mails: AsyncIterable<KeptMail>): Promise<KeptMail[]> => {
  const found: KeptMail[] = [];
  for await (const mail of mails) found.push(mail);
  return found;
};
const messagesIn = async (folder: string): Promise<string[]> =>
  (await readdir(join(home, folder))).filter((name) => !name.endsWith('.json'));

describe('keeping', () => {
  it('keeps every byte under a name of the time and the digest, with the arrival beside it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (raw) => {
        const kept = await mailStore(home).keep(raw, { ...arrival(), envelopeFrom: 'ops@daac.example' });
        expect(new Uint8Array(await readFile(kept.path))).toEqual(raw);
        expect(basename(kept.path)).toMatch(/^20261121T031500\.123Z-[0-9a-f]{12}\.eml$/);
        const record: unknown = JSON.parse(await readFile(`${kept.path}.json`, 'utf8'));
        expect(record).toMatchObject({ id: kept.id, via: 'smtp', envelopeFrom: 'ops@daac.example' });
      }),
      { numRuns: 15 },
    );
  });

  it('keeps a message that comes five times at once only once, whatever relays have put on top of it', async () => {
    const store = mailStore(home);
    const kept = await Promise.all(
      [1, 2, 3, 4, 5].map((hop) =>
        store.keep(
          message('PAN\r\n', `Received: from relay${hop}\r\nMessage-Id:\r\n <one@daac.example>`),
          arrival(),
        ),
      ),
    );
    expect(kept.map(({ repeated }) => repeated)).toEqual([false, true, true, true, true]);
    expect(new Set(kept.map(({ id }) => id))).toEqual(new Set(['<one@daac.example>']));
    expect(await messagesIn('in')).toHaveLength(1);
  });

  it('recognises a repetition after a restart, and one that is in quarantine by now', async () => {
    const first = await mailStore(home).keep(message('a'), arrival());
    expect(await mailStore(home).keep(message('a\r\n'), arrival('2026-12-01T00:00:00Z'))).toEqual({
      ...first,
      repeated: true,
    });
    const aside = await mailStore(home).quarantine(first, {
      code: 'MAIL_SENDER',
      sentence: 'Not on the list.',
    });
    expect(await mailStore(home).keep(message('a'), arrival())).toEqual({ ...aside, repeated: true });
  });

  it('loses no message whose sender has used one Message-ID for two', async () => {
    const store = mailStore(home);
    await store.keep(message('first'), arrival());
    const second = await store.keep(message('second'), arrival());
    expect(second).toMatchObject({ repeated: false });
    expect(second.id).toMatch(/^<one@daac\.example>#[0-9a-f]{12}$/);
    expect(await mailStore(home).keep(message('second'), arrival())).toMatchObject({
      id: second.id,
      repeated: true,
    });
    expect(await messagesIn('in')).toHaveLength(2);
  });

  it('takes a message without a Message-ID by what it consists of', async () => {
    const store = mailStore(home);
    const kept = await store.keep(message('x', 'X-A: b'), arrival());
    expect(kept.id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await store.keep(message('x', 'X-A: b'), arrival())).toMatchObject({ repeated: true });
    expect(await store.keep(message('y', 'X-A: b'), arrival())).toMatchObject({ repeated: false });
  });

  it('does not take a Message-ID in the text for that of the message', async () => {
    const kept = await mailStore(home).keep(message('Message-ID: <other@x>\r\n', 'X-A: b'), arrival());
    expect(kept.id).toMatch(/^sha256:/);
  });

  it('tells files from pickup apart by their names when their texts are the same', async () => {
    const store = mailStore(home);
    const put = (fileName: string) =>
      store.keep(bytes('MESSAGE_TYPE = SHORTPAN;'), { ...arrival(), via: 'pickup', fileName });
    const [one, other] = [await put('A.PAN'), await put('B.PAN')];
    expect([one.repeated, other.repeated, (await put('A.PAN')).repeated]).toEqual([false, false, true]);
    expect(one.path).toMatch(/\.PAN$/);
    expect((await all(mailStore(home).list())).map(({ fileName }) => fileName)).toEqual(['A.PAN', 'B.PAN']);
    expect(await store.read(other.id)).toMatchObject({ text: 'MESSAGE_TYPE = SHORTPAN;' });
  });

  it('keeps again what somebody has removed from the disk', async () => {
    const store = mailStore(home);
    await unlink((await store.keep(message('a'), arrival())).path);
    expect(await store.keep(message('a'), arrival())).toMatchObject({ repeated: false });
    expect(await messagesIn('in')).toHaveLength(1);
  });

  it('refuses a time that is none, and goes on', async () => {
    const store = mailStore(home);
    await expect(store.keep(message('a'), arrival('yesterday'))).rejects.toThrow(TypeError);
    expect(await store.keep(message('a'), arrival())).toMatchObject({ repeated: false });
  });
});

describe('taking up again', () => {
  it('lists in order of arrival, those of one millisecond too', async () => {
    const store = mailStore(home);
    const times = [
      '2026-11-22T00:00:00Z',
      '2026-11-21T00:00:00Z',
      '2026-11-21T00:00:00Z',
      '2026-11-21T00:00:00Z',
    ];
    const ids: string[] = [];
    for (const [index, time] of times.entries()) {
      ids.push((await store.keep(message(`${index}`, `Message-ID: <${index}@x>`), arrival(time))).id);
    }
    expect((await all(mailStore(home).list())).map(({ id }) => id)).toEqual([...ids.slice(1), ids[0]]);
  });

  it('uses a message whose record is missing or damaged', async () => {
    const store = mailStore(home);
    const [bare, damaged] = [
      await store.keep(message('a'), arrival()),
      await store.keep(message('b', 'X: y'), arrival()),
    ];
    await unlink(`${bare.path}.json`);
    await writeFile(`${damaged.path}.json`, '{"id": ');
    const again = mailStore(home);
    expect((await all(again.list())).map(({ id, receivedAt }) => [id, receivedAt]).sort()).toEqual(
      [bare, damaged].map(({ id, receivedAt }) => [id, receivedAt]).sort(),
    );
    expect(await again.keep(message('a'), arrival())).toMatchObject({ repeated: true });
  });

  it('takes neither a record without a message nor an unfinished file for a message', async () => {
    const kept = await mailStore(home).keep(message('a'), arrival());
    await writeFile(join(home, 'in', `.${basename(kept.path)}.0123456789ab.part`), 'half');
    await unlink(kept.path);
    expect(await all(mailStore(home).list())).toEqual([]);
  });
});

describe('quarantine', () => {
  const reason = { code: 'MAIL_NOT_UNDERSTOOD', sentence: 'It is neither a PAN nor a DN.' };

  it('moves the message with its record, says why, and may be told again', async () => {
    const store = mailStore(home);
    const kept = await store.keep(message('what?'), arrival());
    const aside = await store.quarantine(kept, reason);
    expect(await mailStore(home).quarantine(kept, { code: 'OTHER', sentence: 'Later.' })).toEqual(aside);
    expect(await readdir(join(home, 'in'))).toEqual([]);
    expect(await messagesIn('quarantine')).toEqual([basename(kept.path)]);
    expect(JSON.parse(await readFile(`${aside.path}.reason.json`, 'utf8'))).toEqual(reason);
    expect((await store.read(kept.path)).text.trim()).toBe('what?');
    expect(await all(store.list())).toEqual([]);
  });

  it('finishes what an earlier attempt has begun', async () => {
    const kept = await mailStore(home).keep(message('what?'), arrival());
    // What a kill between giving the second name and taking the first away leaves.
    const raw = await readFile(kept.path);
    const record = await readFile(`${kept.path}.json`);
    await mailStore(home).quarantine(kept, reason);
    await writeFile(kept.path, raw);
    await writeFile(`${kept.path}.json`, record);
    const again = mailStore(home);
    for (const left of await all(again.list())) await again.quarantine(left, reason);
    expect(await readdir(join(home, 'in'))).toEqual([]);
    expect(await messagesIn('quarantine')).toHaveLength(1);
  });
});

describe('reading', () => {
  it('finds nothing outside its own directories', async () => {
    await writeFile(join(home, 'secret.eml'), 'x');
    const store = mailStore(home);
    for (const name of ['../secret.eml', join(home, 'secret.eml'), '..', '', 'in', '<no@such>']) {
      await expect(store.read(name)).rejects.toThrow(RangeError);
    }
  });

  it('never throws anything but the typed error, whatever the bytes are', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'Content-Type: multipart/mixed; boundary=b\r\n',
        'Content-Type: multipart/mixed; boundary=\r\n',
        'Content-Type: text/html; charset=nonsense\r\n',
        'Content-Transfer-Encoding: base64\r\n',
        'Content-Disposition: attachment; filename=x.PAN\r\n',
        'From: =?utf-8?Q?=ZZ?= <a@b\r\n',
        '\r\n',
        '--b\r\n',
        '--b--\r\n',
        '=E9=\r\n',
        '<pre>&#99999999;</p',
      ),
      fc.uint8Array({ maxLength: 40 }).map((part) => Buffer.from(part).toString('latin1')),
    );
    const store = mailStore(home);
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 15 }), async (parts) => {
        const kept = await store.keep(bytes(parts.join('')), arrival());
        await store.read(kept.id).then(
          (mail) => expect(typeof mail.text).toBe('string'),
          (error: unknown) => expect(error).toBeInstanceOf(OperationsError),
        );
      }),
      { numRuns: 80 },
    );
  });
});
