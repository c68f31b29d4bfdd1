import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sendMail } from '../../src/adapters/mail/send-mail.js';
import { dataDay } from '../../src/domain/data-day.js';
import { workflowIds } from '../../src/domain/ids.js';
import { emitDn, type DnFile } from '../../src/formats/dn.js';
import { DAAC_ADDRESS, STATION_ADDRESS } from '../../src/simulator/daac/options.js';
import { makeDay } from '../../src/simulator/instrument/day.js';
import { expectAtRest, expectDayComplete } from '../support/day-complete.js';
import { PATIENT, useStation, type TestStation } from '../support/station.js';
import { NO_TINY_DISK, tinyDisk, type TinyDisk } from './fixtures/tiny-disk.js';

const DAY = dataDay('2026-11-20');

const mayMount = await (async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tiny-disk-'));
  const disk = await tinyDisk(join(directory, 'disk'), 64);
  disk?.remove();
  await rm(directory, { recursive: true, force: true });
  return disk !== undefined;
})();

describe.skipIf(!mayMount)(
  `disks that refuse${mayMount ? '' : ` (skipped: ${NO_TINY_DISK})`}`,
  PATIENT,
  () => {
    const disks: Record<string, TinyDisk> = {};
    const station = useStation({
      days: [DAY],
      async prepare(home) {
        for (const [name, kibibytes] of [
          ['archive', 4096],
          ['staging', 8192],
        ] as const)
          disks[name] = (await tinyDisk(join(home, name), kibibytes))!;
        for (const branch of ['L0', 'DAS', 'L1', 'L2']) await mkdir(join(home, 'archive', branch));
        disks['archive']!.makeReadOnly();
      },
      restore: () => Object.values(disks).forEach((disk) => disk.remove()),
    });

    it('an archive that is mounted read-only: receipts are held and name the directory, and the files wait in overflow', async () => {
      const held = await heldReceipt(station(), 'NOT_WRITABLE');
      expect(held.heldSentence).toMatch(
        /^the archive: .*\/archive\/(L0|DAS).* is on a file system that is mounted read-only\.$/,
      );
      expect((await station().names('overflow/complete')).length).toBeGreaterThan(0);
      expect(await station().rows('files')).toEqual([]);
      const story = await station().until('the receipt says what then', async () => {
        const story = await station().story(held.workflowId);
        return story.then !== undefined && story;
      });
      expect(story.then).toBe('it is tried again by itself');
      expect(story.verbs).toEqual(['retry', 'abandon']);
      const mail = await station().oneMail(`DN ${held.key} is held: NOT_WRITABLE`);
      expect(mail.text).toContain('the stage is tried again by itself, or at once with `retry`');
    });

    it('an archive that is full: receipts are held and say how much is free', async () => {
      disks['archive']!.grow(600);
      const held = await heldReceipt(station(), 'DISK_FULL');
      expect(held.heldSentence).toMatch(
        /^the archive: the disk is full in .*\/archive\/.* \([\d,]+ bytes free\)\.$/,
      );
      disks['archive']!.grow(400_000);
      await station().until('every receipt goes on by itself', async () => {
        const receipts = await station().rows('receipts');
        return receipts.length > 12 && receipts.every(({ state }) => state === 'done');
      });
    });

    it('a staging disk that is full: L1 is held before it runs, and goes on by itself', async () => {
      const row = await station().levelHeld(DAY, 'L1', 'DISK_FULL');
      expect(row).toMatchObject({ stage: 'stage', thenWhat: 'it is tried again by itself' });
      expect(row.heldSentence).toMatch(/staging has [\d,]+ bytes left; a run needs room for its products\.$/);
      expect(await station().rows('runs')).toEqual([]);
      await station().oneMail(`${DAY} L1 is held: DISK_FULL`);
      disks['staging']!.grow(400_000);
      await expectDayComplete(station(), DAY);
      await expectAtRest(station());
      expect(await station().rows('interventions')).toEqual([]);
    });
  },
);

describe('a Temporal server that is away, and a DAAC that passes over a PDR', PATIENT, () => {
  const first = 'MOPITT_SIPS.L1.20261120.V1.0.1.001';
  const station = useStation({
    days: [DAY],
    mission: { delivery: '{ expiry: 14d, panExpected: 12s, panLate: 24s }' },
    async prepare(home) {
      await mkdir(join(home, 'simulator'), { recursive: true });
      const seen = { key: `judged/${first}.PDR`, at: Date.now(), data: { fault: null, answers: [] } };
      await writeFile(join(home, 'simulator/daac.jsonl'), `${JSON.stringify(seen)}\n`);
    },
  });

  it('mail that comes meanwhile is kept, and acted upon when the server is back with what it knew', async () => {
    await station().until(
      'the first files are archived',
      async () => (await station().rows('files')).length > 0,
    );
    const before = station().running.station.temporalPid!;
    process.kill(before, 'SIGSTOP');
    const [kept] = await station().until('a message waits for the server', async () => {
      const rows = await station().rows('messages', { state: 'kept' });
      return rows.length > 0 && rows;
    });
    process.kill(before, 'SIGKILL');
    await station().until('the server is another one', () => {
      const now = station().running.station.temporalPid;
      return Promise.resolve(now !== undefined && now !== before);
    });
    await station().until('the message is acted upon', async () => {
      const [row] = await station().rows('messages', { id: kept!.id });
      return row?.state !== 'kept';
    });
    expect(station().running.said.join('\n')).toContain(
      'The Temporal server ended (SIGKILL) and is started anew.',
    );
  });

  it('a PDR name that the DAAC has seen before is never answered; a resubmission has a new one', async () => {
    const row = await station().levelHeld(DAY, 'L1', 'PAN_LATE');
    expect(row.heldSentence).toContain(first);
    await station().oneMail(`no PAN yet for ${first}`);
    await station().verb('resubmit', workflowIds.delivery('mopitt', DAY, 'L1'));
    await expectDayComplete(station(), DAY);
    const deliveries = await station().rows('deliveries', { level: 'L1' });
    expect(deliveries.map(({ pdr, state }) => [pdr, state]).sort()).toEqual([
      [first, 'superseded'],
      [first.replace(/1$/, '2'), 'accepted'],
    ]);
  });

  it('nothing is lost or doubled', async () => {
    await expectAtRest(station());
    expect(await station().rows('messages', { state: 'kept' })).toEqual([]);
    expect(await station().rows('messages', { state: 'quarantined' })).toEqual([]);
  });
});

describe('what others put into pickup and into the mail', PATIENT, () => {
  const station = useStation({ days: [] });

  it('a symbolic link of no known name is left where it is, and reported once', async () => {
    const path = join(station().paths.pickup, 'passwd');
    await symlink('/etc/passwd', path);
    const [stray] = await strays('passwd');
    expect(stray).toMatchObject({ state: 'unmatched', size: 0 });
    const mail = await station().oneMail('passwd');
    expect(mail.text).toContain('passwd in pickup is a symlink, not a regular file.');
    expect(mail.text).not.toContain('root:');
    await rm(path);
  });

  it('a directory is left where it is, and reported once', async () => {
    const path = join(station().paths.pickup, 'old data');
    await mkdir(path);
    await strays('old data');
    const mail = await station().oneMail('old data');
    expect(mail.text).toContain('old data in pickup is a directory, not a regular file.');
    await rm(path, { recursive: true });
  });

  it('a symbolic link in place of a file that a DN announces is never read: the receipt holds and says what it is', async () => {
    const granule = makeDay({ mission: station().mission, day: DAY }).granules[0]!;
    const [file] = granule.files;
    const path = join(station().paths.pickup, file!.name);
    await symlink('/etc/passwd', path);
    await station().daac.sendDn([
      {
        ur: granule.ur,
        shortName: granule.type,
        versionId: granule.versionId,
        files: granule.files.map(({ name, size }) => ({ name, size })),
      },
    ]);
    const held = await heldReceipt(station(), 'FILE_INCOMPLETE');
    expect(held.heldDetails).toContain(
      `${file!.name}: in pickup it is a symlink, not a regular file; nothing is read through it`,
    );
    await rm(path);
  });

  it.each([
    [
      'a file name that leads elsewhere',
      (text: string) => text.replace('FILENAME: NAME', 'FILENAME: ../../etc/passwd'),
      /FILENAME|file name/,
    ],
    [
      'a negative size',
      (text: string) => text.replace(/FILESIZE: \d+/, 'FILESIZE: -4096'),
      /not a whole number of bytes/,
    ],
    [
      'an absurd size',
      (text: string) => text.replace(/FILESIZE: \d+/, 'FILESIZE: 900000000000000'),
      /beyond the limit of/,
    ],
  ])('a DN with %s is set aside, with the line', async (_what, spoil, reason) => {
    const file: DnFile = { name: 'NAME', size: 4096 };
    const ur = 'UR:10:DsShESDTUR:UR:15:DsShSciServerUR:13:[LDP:DSSDSRV]:19:SC:MOP00TBL.001:1';
    const text = emitDn({
      mediaType: 'FtpPush',
      ftpDir: station().paths.pickup,
      granules: [{ ur, shortName: 'MOP00TBL', versionId: '001', files: [file] }],
    });
    expect(spoil(text)).not.toBe(text);
    const messageId = `<${Math.random().toString(36).slice(2)}@simulator.localhost>`;
    const to = { to: STATION_ADDRESS, from: DAAC_ADDRESS, subject: 'ECS Notification', messageId };
    await sendMail({ ...station().running.station.file.smtp!, ...to, text: spoil(text) });
    const [message] = await station().until('the DN is set aside', async () => {
      const rows = await station().rows('messages', { state: 'quarantined' });
      const found = rows.filter(({ sentence }) => reason.test(sentence ?? ''));
      return found.length > 0 && found;
    });
    expect(message).toMatchObject({ code: 'MAIL_NOT_UNDERSTOOD' });
    expect(message?.sentence).toMatch(/line \d+/);
    // The ledger is told first, and the file moved last, so that a kill in between loses nothing.
    await station().until('the message lies in quarantine, and there alone', async () => {
      const name = message!.path.split('/').at(-1)!;
      const [there, here] = [await station().names('mail/quarantine'), await station().names('mail/in')];
      return there.includes(name) && !here.includes(name);
    });
  });

  it('a mail of 100 MB is refused, and not a byte of it is kept', async () => {
    const before = await station().names('mail/in');
    expect(await sendLargeMail(station(), 100)).toMatch(/^552 /);
    expect(await station().names('mail/in')).toEqual(before);
    expect(await sendLargeMail(station(), 0)).toMatch(/^250 /);
  });

  it('a PAN for a PDR that this station never wrote is set aside, and people are told once', async () => {
    await station().daac.sendPan('MOPITT_SIPS.L1.20200101.V1.0.1.001');
    const [message] = await station().until('the PAN is set aside', async () => {
      const rows = await station().rows('messages', { code: 'PAN_UNKNOWN' });
      return rows.length > 0 && rows;
    });
    expect(message?.sentence).toBe(
      'The PAN is for a PDR that this station never wrote (MOPITT_SIPS.L1.20200101.V1.0.1.001).',
    );
    await station().oneMail('PAN_UNKNOWN');
    expect(await station().rows('acknowledgements')).toEqual([]);
  });

  it('after all of it a day is pushed, and completes', async () => {
    await station().daac.pushDay(DAY, { stateDirectory: join(station().home, 'by-hand') });
    await expectDayComplete(station(), DAY);
    await expectAtRest(station());
  });

  async function strays(name: string) {
    return station().until(`${name} is on the list of strays`, async () => {
      const rows = await station().rows('strays', { name });
      return rows.length > 0 && (await station().mails(name)).length > 0 && rows;
    });
  }
});

describe('a mission file with a mistake', PATIENT, () => {
  const directory = mkdtemp(join(tmpdir(), 'sipstream-mistake-'));
  afterAll(async () => rm(await directory, { recursive: true, force: true }));

  it('the station does not start, and says in which line what is wrong and what to do', async () => {
    const file = join(await directory, 'mission.yaml');
    await writeFile(file, `extends: ${resolve('missions/mopitt/demo.yaml')}\ndelivery:\n  panExpectd: 20s\n`);
    const args = ['up', '--home', join(await directory, 'home'), '--mission', file];
    const { status, err } = await new Promise<{ status: unknown; err: string }>((ended) =>
      execFile(
        'bin/sipstream',
        args,
        { env: { ...process.env, SIPSTREAM_NO_SETUP: '1' } },
        (error, _out, stderr) => ended({ status: error?.code ?? 0, err: stderr }),
      ),
    );
    const words = err.replace(/\s+/g, ' ');
    expect(status).toBe(1);
    expect(words).toContain(`${file}, line 3: 'panExpectd' is not a setting here.`);
    expect(words).toContain('STATION_CONFIG');
    expect(words).toContain('Correct the line that is named and start again.');
  });
});

async function heldReceipt(station: TestStation, code: string) {
  return station.until(`a receipt is held with ${code}`, async () =>
    (await station.rows('receipts', { state: 'held' })).find(({ heldCode }) => heldCode === code),
  );
}

/** Sends a mail of so many megabytes without saying before how large it is; gives the answer to its end. */
async function sendLargeMail(station: TestStation, megabytes: number): Promise<string> {
  const { host, port } = station.running.station.file.smtp!;
  const socket = connect(port, host);
  let said = '';
  socket.setEncoding('latin1').on('data', (text: string) => (said += text));
  const answer = async (): Promise<string> => {
    await station.until('the mail server answers', async () => /^\d{3} .*\r\n$/m.test(said));
    const last = said.trimEnd().split('\r\n').at(-1)!;
    said = '';
    return last;
  };
  try {
    await answer();
    for (const line of [
      'EHLO simulator.localhost',
      `MAIL FROM:<${DAAC_ADDRESS}>`,
      `RCPT TO:<${STATION_ADDRESS}>`,
      'DATA',
    ]) {
      socket.write(`${line}\r\n`);
      expect(await answer()).toMatch(/^[23]/);
    }
    socket.write(`From: ${DAAC_ADDRESS}\r\nSubject: large\r\n\r\n`);
    const line = `${'x'.repeat(998)}\r\n`.repeat(1000);
    for (let sent = 0; sent < megabytes; sent += 1) if (!socket.write(line)) await once(socket, 'drain');
    socket.write('\r\n.\r\n');
    return await answer();
  } finally {
    socket.destroy();
  }
}
