import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findVsftpd } from '../../src/adapters/ftp-server.js';
import { dataDay } from '../../src/domain/data-day.js';
import { parsePan } from '../../src/formats/pan.js';
import type { Pdr } from '../../src/formats/pdr.js';
import { granuleOfFiles, openByHand } from '../../src/simulator/daac/by-hand.js';
import { makeDay } from '../../src/simulator/instrument/day.js';
import { bareStation, until } from './fixtures/bare-station.js';
import { DaacBench, DAY, FILES_OF_DAY, filesOf, SCALE } from './fixtures/daac-bench.js';

let bench: DaacBench;
beforeEach(async () => {
  bench = await DaacBench.open();
});
afterEach(() => bench.close());

describe.skipIf(findVsftpd() === undefined)('the simulated DAAC', () => {
  it('pushes every file of a day, whole, and announces each by a DN after it has arrived', async () => {
    const running = await bench.start({ days: [DAY] });
    await running.done;

    const made = makeDay({ mission: bench.mission, day: DAY, scale: SCALE });
    const names = made.granules.flatMap(({ files }) => files.map(({ name }) => name));
    const nextDay = makeDay({ mission: bench.mission, day: dataDay('2026-11-21'), scale: SCALE });
    const dao = nextDay.granules.filter(({ slot }) => slot === undefined);
    const expected = [...names, ...dao.flatMap(({ files }) => files.map(({ name }) => name))];
    expect((await readdir(bench.station.pickup)).sort()).toEqual([...expected].sort());
    expect((await bench.expectAsAnnounced()).sort()).toEqual([...expected].sort());

    expect(bench.ofKind('DN')).toHaveLength(12 + 2 + 2);
    for (const arrival of bench.ofKind('DN')) {
      for (const { name, size } of filesOf(arrival)) expect(arrival.onDisk.get(name)).toBe(size);
    }
    expect(
      new Set(
        bench
          .ofKind('DN')
          .flatMap(filesOf)
          .map(({ cksumType }) => cksumType),
      ),
    ).toEqual(new Set(['CKSUM', 'MD5', undefined]));
    expect(bench.ofKind('SN')).toHaveLength(12 + 2 + 2);
    expect(bench.station.arrivals).toHaveLength(32);
  });

  it('pushes several days side by side', async () => {
    const days = ['2026-11-20', '2026-11-21', '2026-11-22'].map(dataDay);
    const running = await bench.start({ days, daysAtOnce: 2 });
    await running.done;
    const pushed = bench.events.flatMap((event) => (event.kind === 'day-pushed' ? [event.day] : []));
    expect(pushed.sort()).toEqual(days);
    expect(await bench.expectAsAnnounced()).toHaveLength(3 * FILES_OF_DAY + 4);
  });

  it('does without FTP where the directories are its own', async () => {
    const running = await bench.start({ days: [DAY], ftp: null });
    await running.done;
    expect(await bench.expectAsAnnounced()).toHaveLength(FILES_OF_DAY + 4);
    await bench.deliver('D.1', 'MOP01');
    await until(() => bench.answersOf('D.1').length === 1);
    expect(bench.answersOf('D.1')).toMatchObject([{ what: 'PAN', disposition: 'SUCCESSFUL' }]);
  });

  it('lasts through a gateway that goes away and comes back', async () => {
    const running = await bench.start({ days: [DAY] });
    await until(() => bench.events.filter(({ kind }) => kind === 'mailed').length > 5);
    await bench.station.stopGateway();
    const before = bench.events.length;
    await bench.station.startGateway();
    await running.done;
    expect(bench.events.length).toBeGreaterThan(before);
    expect(await bench.expectAsAnnounced()).toHaveLength(FILES_OF_DAY + 4);
  });

  it('sends a mail again after a temporary refusal, under the same Message-ID', async () => {
    await bench.station.remove();
    let refusals = 0;
    bench.station = await bareStation(() => {
      if (refusals++ < 2) throw new Error('The disk is full.');
    });
    const running = await bench.start({ days: [DAY] });
    await running.done;
    expect(refusals).toBe(32 + 2);
    expect(new Set(bench.station.arrivals.map(({ mail }) => mail.messageId)).size).toBe(32);
  });
});

describe.skipIf(findVsftpd() === undefined)('the ingest of the simulated DAAC', () => {
  it('pulls a delivery, compares it with its record, and accepts it by a mail named after it', async () => {
    await bench.start({ keepFiles: true });
    await bench.deliver('MOPITT_SIPS.1', 'MOP01');
    await until(() => bench.ofKind('PAN').length === 1);

    const [arrival] = bench.ofKind('PAN');
    expect(arrival).toMatchObject({
      mail: { subject: 'MOPITT_SIPS.1', from: 'daac@simulator.localhost' },
      message: { pdrName: 'MOPITT_SIPS.1', pan: { form: 'short', disposition: 'SUCCESSFUL' } },
    });
    expect(bench.events.filter(({ kind }) => kind === 'pulled')).toHaveLength(2);
    const ingested = JSON.parse(
      await readFile(join(bench.station.state, 'ingested.jsonl'), 'utf8'),
    ) as unknown;
    expect(ingested).toMatchObject({ pdr: 'MOPITT_SIPS.1', files: [{ name: 'data.he5', size: 22 }, {}] });
    const kept = join(bench.station.state, 'ingested/MOPITT_SIPS.1/data.he5');
    expect(await readFile(kept, 'utf8')).toBe('MOPITT_SIPS.1 data.he5');
  });

  it('answers by a long PAN in pickup where that is asked for', async () => {
    await bench.start({ answerBy: 'file', panForm: 'long' });
    await bench.deliver('D.2', 'MOP01');
    await until(() => bench.answersOf('D.2').length === 1);
    const pan = parsePan(await readFile(join(bench.station.pickup, 'D.2.PAN'), 'utf8'));
    expect(pan).toMatchObject({ form: 'long', fileCount: 2 });
    expect(bench.station.arrivals).toEqual([]);
  });

  it('never looks again at a name that it has seen, not even after a restart', async () => {
    await bench.start();
    await bench.deliver('D.3', 'MOP01', (pdr) => ({ ...pdr, originatingSystem: 'SOMEBODY' }));
    await until(() => bench.answersOf('D.3').length === 1);
    await bench.daac!.stop();
    await rm(join(bench.station.delivery, 'D.3'), { recursive: true });

    await bench.start();
    await bench.deliver('D.3', 'MOP01');
    await bench.deliver('D.4', 'MOP01');
    await until(() => bench.answersOf('D.4').length === 1);
    await bench.deliver('D.5', 'MOP01');
    await until(() => bench.answersOf('D.5').length === 1);
    expect(bench.answersOf('D.3')).toHaveLength(1);
    expect(bench.ofKind('PAN').map(({ mail }) => mail.subject)).toEqual(['D.3', 'D.4', 'D.5']);
  });

  it('refuses a record that it cannot read by a short PDRD, and pulls nothing', async () => {
    await bench.start();
    await writeFile(
      join(bench.station.delivery, 'BAD.PDR'),
      'ORIGINATING_SYSTEM = MOPITT_SIPS;\nOBJECT = FILE_GROUP;\n',
    );
    await until(() => bench.ofKind('PDRD').length === 1);
    expect(bench.ofKind('PDRD')[0]?.message).toMatchObject({
      pdrName: 'BAD',
      pdrd: { form: 'short', disposition: 'INVALID PVL STATEMENT' },
    });
    expect(bench.events.filter(({ kind }) => kind === 'pulled')).toEqual([]);
  });

  it('refuses a group that is wrong by a long PDRD', async () => {
    await bench.start();
    await bench.deliver('GOOD', 'MOP01');
    const text = await readFile(join(bench.station.delivery, 'GOOD.PDR'), 'utf8');
    await writeFile(
      join(bench.station.delivery, 'BAD.PDR'),
      text.replace('FILE_TYPE = SCIENCE', 'FILE_TYPE = POEM'),
    );
    await until(() => bench.ofKind('PDRD').length === 1);
    expect(bench.ofKind('PDRD')[0]?.message).toMatchObject({
      pdrd: { form: 'long', groups: [{ dataType: 'MOP01', disposition: 'INVALID FILE TYPE' }] },
    });
  });

  it('says of each file why it was not accepted', async () => {
    const withFile = (pdr: Pdr, change: object): Pdr => ({
      ...pdr,
      groups: pdr.groups.map((group) => ({
        ...group,
        files: group.files.map((file, index) => (index === 0 ? { ...file, ...change } : file)),
      })),
    });
    await bench.start();
    await bench.deliver('SUM', 'MOP01', (pdr) => withFile(pdr, { cksumValue: '0'.repeat(32) }));
    await bench.deliver('SIZE', 'MOP01', (pdr) => withFile(pdr, { fileSize: 5 }));
    await bench.deliver('GONE', 'MOP01', (pdr) => withFile(pdr, { fileId: 'absent.he5' }));
    await bench.deliver('NOTHING', 'MOP01', (pdr) => ({
      ...pdr,
      groups: pdr.groups.map((group) => ({
        ...group,
        files: group.files.map((file) => ({ ...file, directoryId: '/nowhere' })),
      })),
    }));
    await until(() => bench.ofKind('PAN').length === 4);
    const said = Object.fromEntries(
      bench
        .ofKind('PAN')
        .flatMap(({ message }) => (message.kind === 'PAN' ? [[message.pdrName, message.pan]] : [])),
    );
    const long = (disposition: string) => ({
      form: 'long',
      files: [{ disposition }, { disposition: 'SUCCESSFUL' }],
    });
    expect(said).toMatchObject({
      SUM: long('CHECKSUM VERIFICATION FAILURE'),
      SIZE: long('POST-TRANSFER FILE SIZE CHECK FAILURE'),
      GONE: long('FTP/KFTP FAILURE'),
      NOTHING: { form: 'short', disposition: 'ALL FILE GROUPS/FILES NOT FOUND' },
    });
  });
});

describe.skipIf(findVsftpd() === undefined)('the DAAC by hand', () => {
  it('pushes a file, announces it, and answers a delivery, one thing at a time', async () => {
    const byHand = openByHand(bench.partner);
    const name = 'DLLAPMIS.A2026324.001.2026325120000';
    const path = join(bench.station.root, name);
    await writeFile(path, 'an analysis');

    await byHand.pushFile(path);
    const messageId = await byHand.sendDn([await granuleOfFiles('DLLAPMIS', [path], 7)]);
    await byHand.sendPan('D.1.PDR');
    await byHand.sendPan('D.2', 'FILE I/O ERROR');
    await byHand.sendPdrd('D.3', 'INVALID FILE COUNT');
    byHand.close();

    expect(await bench.expectAsAnnounced()).toEqual([name]);
    expect(bench.ofKind('DN')[0]?.mail.messageId).toBe(messageId);
    expect(bench.station.arrivals.slice(1).map(({ message }) => message)).toMatchObject([
      { kind: 'PAN', pdrName: 'D.1', pan: { disposition: 'SUCCESSFUL' } },
      { kind: 'PAN', pdrName: 'D.2', pan: { disposition: 'FILE I/O ERROR' } },
      { kind: 'PDRD', pdrName: 'D.3', pdrd: { disposition: 'INVALID FILE COUNT' } },
    ]);
  });

  it('pushes a whole day', async () => {
    const byHand = openByHand(bench.partner);
    await byHand.pushDay(DAY, { stateDirectory: bench.station.state, scale: SCALE });
    byHand.close();
    expect(await bench.expectAsAnnounced()).toHaveLength(FILES_OF_DAY);
  });
});
