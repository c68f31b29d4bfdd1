import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StationContext } from '../../src/activities/context.js';
import { clientMailActivities } from '../../src/activities/orders/client-mail.js';
import type { ClientMail, MailKind, OrderHold } from '../../src/activities/orders/contract.js';
import { tellOperators } from '../../src/activities/orders/operator-mail.js';
import { mailer, type MailerOptions } from '../../src/adapters/mail/outgoing.js';
import { readMessage } from '../../src/adapters/mail/read-mail.js';
import { type SmtpListener, startSmtpListener } from '../../src/adapters/mail/smtp-listener.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';

const ORDER = 'GB18_00_2018_123a_0123456789ab';
const SUBJECTS: Readonly<Partial<Record<MailKind, string>>> = {
  confirmation: 'NERC-ARF web processor confirmation email',
  processing: `${ORDER} order processing`,
  complete: `${ORDER} order complete`,
  attention: `${ORDER} processing error`,
};
const HOLD: OrderHold = {
  order: ORDER,
  line: 'f123a011',
  workflowId: `scops/${ORDER}/f123a011`,
  code: 'LINE_FAILED',
  sentence: '1 of 2 products of f123a011 failed.',
  details: ['f123a011: the disk is full'],
  at: 1_700_000_000_000,
  verbs: ['retry', 'cancel'],
};

describe('the mails of an order', () => {
  let home: string;
  let ledger: Ledger;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'sipstream-mails-'));
    ledger = await openLedger(join(home, 'ledger.sqlite'));
  });
  afterEach(async () => {
    await ledger.close();
    await rm(home, { recursive: true, force: true });
  });

  function contextOf(send = true, relay?: MailerOptions['relay']): StationContext {
    const outDirectory = join(home, 'out');
    const people = { from: 'station@example.org', to: ['ops@example.org'] };
    return {
      scops: {
        serverBase: 'http://orders.example.org',
        mail: { send, bcc: ['copies@example.org'], error: ['errors@example.org'] },
      },
      paths: { home, linkKey: join(home, 'link.key') },
      ledger,
      mailer: mailer({ ...people, outDirectory, ...(relay && { relay }) }),
      now: () => HOLD.at,
    } as unknown as StationContext;
  }

  const mailOf = (kind: MailKind): ClientMail => ({
    ...{ order: ORDER, to: 'ada@example.org', kind, lines: ['a sentence'], at: HOLD.at },
    until: HOLD.at + 86_400_000,
  });

  async function written() {
    const names = await readdir(join(home, 'out')).catch(() => []);
    const raw = await Promise.all(names.map((name) => readFile(join(home, 'out', name))));
    return Promise.all(
      raw.map(async (bytes) => ({ text: bytes.toString(), mail: await readMessage(bytes) })),
    );
  }

  it('have the subjects that clients of SCOPS know, and are written once however often they are told', async () => {
    const { writeToClient } = clientMailActivities(contextOf());
    for (const kind of Object.keys(SUBJECTS) as MailKind[])
      for (let time = 0; time < 3; time += 1) await writeToClient(mailOf(kind));
    const mails = await written();
    expect(mails.map(({ mail }) => mail.subject).sort()).toEqual(Object.values(SUBJECTS).sort());
    for (const { mail, text } of mails) {
      expect(mail.to).toEqual(['ada@example.org']);
      expect(text).toMatch(/^Bcc: copies@example\.org\r$/m);
      expect(mail.text).toMatch(/http:\/\/orders\.example\.org\/orders\/\S+\?key=/);
    }
  });

  it('come a second time for a second reason', async () => {
    const { writeToClient } = clientMailActivities(contextOf());
    for (const occasion of ['0', '1', '1']) await writeToClient({ ...mailOf('attention'), occasion });
    expect(await written()).toHaveLength(2);
  });

  it('go to ERROR_EMAIL when a line fails, once for each hold', async () => {
    for (const at of [HOLD.at, HOLD.at, HOLD.at + 1]) await tellOperators(contextOf(), { ...HOLD, at });
    const mails = await written();
    expect(mails.map(({ mail }) => [mail.subject, mail.to])).toEqual(
      [1, 2].map(() => [`${ORDER} ERROR`, ['errors@example.org']]),
    );
    expect(mails[0]!.mail.text).toContain('f123a011: the disk is full');
    expect(mails[0]!.text).not.toContain('copies@example.org');
  });

  it('are not sent without SEND_EMAIL', async () => {
    const context = contextOf(false);
    for (const kind of Object.keys(SUBJECTS) as MailKind[])
      await clientMailActivities(context).writeToClient(mailOf(kind));
    await tellOperators(context, HOLD);
    expect(await written()).toEqual([]);
  });

  it('are copied to BCC_EMAIL by a relay too, and nobody sees it', async () => {
    const got: { readonly text: string; readonly to: readonly string[] }[] = [];
    const relay = await startSmtpListener({
      host: '127.0.0.1',
      port: 0,
      onMessage: (raw, { to }) => Promise.resolve(got.push({ text: Buffer.from(raw).toString(), to })),
    });
    try {
      await clientMailActivities(contextOf(true, relay)).writeToClient(mailOf('complete'));
    } finally {
      await relay.stop();
    }
    expect(got.map(({ to }) => to)).toEqual([['ada@example.org', 'copies@example.org']]);
    expect(got[0]!.text).not.toContain('copies@example.org');
  });

  describe('that the mail server refuses', () => {
    const got: { readonly subject: string; readonly text: string; readonly to: readonly string[] }[] = [];
    let relay: SmtpListener;
    beforeEach(async () => {
      got.length = 0;
      relay = await startSmtpListener({
        host: '127.0.0.1',
        port: 0,
        recipients: ['ops@example.org', 'copies@example.org'],
        onMessage: async (raw, { to }) => {
          const { subject, text } = await readMessage(raw);
          got.push({ subject: subject ?? '', text, to });
        },
      });
    });
    afterEach(() => relay.stop());

    it('do not stop the order: the operators hear, once, who did not get it and why', async () => {
      const { writeToClient } = clientMailActivities(contextOf(true, relay));
      for (let time = 0; time < 2; time += 1) await writeToClient(mailOf('complete'));
      const copies = got.filter(({ to }) => to.includes('copies@example.org'));
      expect(copies.map(({ subject }) => subject)).toEqual([`${ORDER} order complete`]);
      const told = got.filter(({ to }) => to.includes('ops@example.org'));
      expect(told.map(({ subject }) => subject)).toEqual([`a mail was refused: ${ORDER} order complete`]);
      expect(told[0]!.text).toContain('MAIL_REFUSED');
      expect(told[0]!.text).toMatch(/^- ada@example\.org: 550 .*No such mailbox here$/m);
    });

    it('for everybody do not stop it either', async () => {
      const context = contextOf(true, relay);
      await tellOperators(context, HOLD);
      await tellOperators(context, HOLD);
      expect(got.map(({ subject, to }) => [subject, to])).toEqual([
        [`a mail was refused: ${ORDER} ERROR`, ['ops@example.org']],
      ]);
      expect(got[0]!.text).toContain('errors@example.org');
    });
  });

  it('are tried again when the mail server asks for that, or is away', async () => {
    const busy = await startSmtpListener({
      host: '127.0.0.1',
      port: 0,
      onMessage: () => Promise.reject(new Error('The disk is full.')),
    });
    const { writeToClient } = clientMailActivities(contextOf(true, busy));
    await expect(writeToClient(mailOf('complete'))).rejects.toMatchObject({ responseCode: 451 });
    await busy.stop();
    await expect(writeToClient(mailOf('complete'))).rejects.toMatchObject({ code: 'ESOCKET' });
    await clientMailActivities(contextOf()).writeToClient(mailOf('complete'));
    expect(await written()).toHaveLength(1);
  });
});
