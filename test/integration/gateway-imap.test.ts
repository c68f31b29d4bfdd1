import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitDn } from '../../src/formats/dn.js';
import { listMessages, openReceipts } from '../../src/ledger/read-lists.js';
import { DAAC_ADDRESS } from '../../src/simulator/daac/options.js';
import { Dovecot, whyNoDovecot } from '../support/dovecot.js';
import { startStation, until, type RunningStation } from '../support/running-station.js';

const why = whyNoDovecot();

const NOTICE = emitDn({
  ftpDir: '/pickup',
  finished: '11/21/2026 05:06:59',
  granules: [
    {
      ur: 'UR:10:DsShESDTUR:UR:15:DsShSciServerUR:13:[LAR:DSSDSRV]:21:SC:MOPEPHN0.001:4711',
      shortName: 'MOPEPHN0',
      versionId: '001',
      files: [{ name: 'MOPEPHN0.A2026324.0000.001.2026325050607', size: 4096 }],
    },
  ],
});

function mail(from: string, id: string): string {
  const head = [
    `From: ${from}`,
    'To: sips@localhost',
    'Subject: ECS Notification',
    `Message-ID: <${id}@test>`,
  ];
  return [...head, '', NOTICE].join('\r\n');
}

describe.skipIf(why !== undefined)(`mail from an IMAP mailbox${why === undefined ? '' : ` (${why})`}`, () => {
  let dovecot: Dovecot;
  let home: string;
  let running: RunningStation;

  beforeAll(async () => {
    dovecot = await Dovecot.start();
    home = await mkdtemp(join(tmpdir(), 'sipstream-imap-'));
    running = await startStation({
      home,
      days: [],
      mission: 'day: { patience: 10h, opensAt: null }',
      prepare: async () => {
        const password = join(home, 'imap-password');
        await writeFile(password, `${dovecot.password}\n`, { mode: 0o600 });
        const path = join(home, 'station.yaml');
        const imap = `imap: { host: ${dovecot.host}, port: ${dovecot.port}, secure: false, user: ${dovecot.user}, passwordFile: ${password} }`;
        await writeFile(path, (await readFile(path, 'utf8')).replace('mail: {', `mail: { ${imap},`));
      },
    });
  });
  afterAll(async () => {
    await running?.stop();
    await dovecot?.remove();
    await rm(home, { recursive: true, force: true });
  });

  const messages = () => listMessages(running.station.ledger, 'mopitt');

  it('starts the receipt of a DN, once, though it comes twice', async () => {
    await dovecot.deliver(mail(DAAC_ADDRESS, 'first'));
    await dovecot.deliver(mail(DAAC_ADDRESS, 'again'));
    await until(
      async () => (await messages()).filter((message) => message.state !== 'kept').length === 2,
      async () => JSON.stringify(await messages()),
    );
    expect((await messages()).map(({ via, kind, state }) => ({ via, kind, state }))).toEqual([
      { via: 'imap', kind: 'DN', state: 'acted' },
      { via: 'imap', kind: 'DN', state: 'acted' },
    ]);
    const receipts = () => openReceipts(running.station.ledger, 'mopitt');
    await until(
      async () => (await receipts()).length > 0,
      async () => JSON.stringify(await messages()),
    );
    expect(await receipts()).toHaveLength(1);
  });

  it('sets a message aside that is not of the DAAC', async () => {
    await dovecot.deliver(mail('somebody@elsewhere.example', 'foreign'));
    await until(
      async () => (await messages()).some((message) => message.state === 'quarantined'),
      async () => JSON.stringify(await messages()),
    );
    expect(await messages()).toContainEqual(
      expect.objectContaining({ via: 'imap', state: 'quarantined', code: 'MAIL_SENDER' }),
    );
    // The ledger is told first, and the file moved last.
    const quarantine = async () =>
      (await readdir(join(home, 'mail', 'quarantine'))).filter((name) => name.endsWith('.eml'));
    await until(
      async () => (await quarantine()).length > 0,
      async () => JSON.stringify(await messages()),
    );
    expect(await quarantine()).toHaveLength(1);
  });
});
