import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findVsftpd } from '../../src/adapters/ftp-server.js';
import {
  FAULTS,
  faultNames,
  faultsBySlot,
  parseFaults,
  type FaultName,
} from '../../src/simulator/daac/faults.js';
import { sizeOf, until, type Arrival } from './fixtures/bare-station.js';
import { DaacBench, DAY, DELAYS, FILES_OF_DAY, filesOf } from './fixtures/daac-bench.js';

/** A timer may end a little early by the clock of the records. */
const TIMER_ERROR_MS = 20;

describe('the names of faults', () => {
  it('are read from a list, and an unknown one is answered with those that there are', () => {
    expect(parseFaults('late-dn, pan-lost')).toEqual(['late-dn', 'pan-lost']);
    expect(parseFaults('')).toEqual([]);
    expect(parseFaults('all')).toEqual(faultNames);
    expect(() => parseFaults('late-dn,rain')).toThrow(/'rain' is no fault.*late-dn/);
  });

  it('stand for slots that differ, and are the same whichever others are asked for', () => {
    for (const seed of [1, 2, 77]) {
      const all = faultsBySlot(faultNames, seed);
      expect(all.size).toBe(faultNames.filter((name) => ['push', 'mail'].includes(FAULTS[name].side)).length);
      for (const [slot, fault] of all) expect([...faultsBySlot([fault], seed)]).toEqual([[slot, fault]]);
    }
  });
});

describe.skipIf(findVsftpd() === undefined)('faults of one day, each in a slot of its own', () => {
  let bench: DaacBench;
  /** Sizes on the disk when the DAAC said that it had pushed, by the key of the push. */
  const seen = new Map<string, number | undefined>();
  const slots = new Map([...faultsBySlot(faultNames, 1)].map(([slot, fault]) => [fault, slot]));
  let releasedAt: number;

  beforeAll(async () => {
    bench = await DaacBench.open();
    const running = await bench.start({
      days: [DAY],
      faults: faultNames.filter((name) => FAULTS[name].side !== 'answer'),
      onEvent: (event) => {
        bench.events.push(event);
        if (event.kind === 'pushed') seen.set(event.key, sizeOf(event.path));
      },
    });
    await running.done;
    releasedAt = bench.events.length;
    await bench.daac!.release('missing-granule');
    await until(() => mailed('dn/MOP00ENG').length === 1);
  });
  afterAll(() => bench.close());

  const mailed = (prefix: string) =>
    bench.events.flatMap((event) => (event.kind === 'mailed' && event.key.startsWith(prefix) ? [event] : []));
  const pushed = (suffix: string) =>
    bench.events.flatMap((event) => (event.kind === 'pushed' && event.key.endsWith(suffix) ? [event] : []));
  /** The notices about the slot that a fault strikes, as they arrived. */
  const noticesOf = (fault: FaultName): Arrival[] => {
    const ids = new Set(mailed(`dn/${DAY}/${slots.get(fault)}`).map(({ messageId }) => messageId));
    return bench.station.arrivals.filter(({ mail }) => ids.has(mail.messageId ?? ''));
  };
  /** Files whose size on the disk was not that of the notice when it came. */
  const untrue = (arrival: Arrival) =>
    filesOf(arrival).filter(({ name, size }) => arrival.onDisk.get(name) !== size);

  it('late-dn: the notice comes only long after the last of its files', async () => {
    const [notice, ...others] = noticesOf('late-dn');
    expect(others).toEqual([]);
    expect(untrue(notice!)).toEqual([]);
    const slot = slots.get('late-dn')!;
    const files = bench.events.flatMap((event) =>
      event.kind === 'pushed' && notice!.onDisk.has(basename(event.path)) ? [event.key] : [],
    );
    const lateness = (await bench.doneAt(`dn/${DAY}/${slot}`)) - (await bench.doneAt(files.at(-1)!));
    expect(lateness).toBeGreaterThanOrEqual(DELAYS.lateDnMs - TIMER_ERROR_MS);
  });

  it('dn-before-push: the notice comes when none of its files is there', () => {
    const [arrival, ...others] = noticesOf('dn-before-push');
    expect(others).toEqual([]);
    expect(new Set(arrival!.onDisk.values())).toEqual(new Set([undefined]));
  });

  it('wrong-size: a notice is wrong about one file, and a corrected one with a later time follows', () => {
    const notices = noticesOf('wrong-size');
    expect(notices.map((arrival) => untrue(arrival).length)).toEqual([1, 0]);
    const finished = notices.map(({ message }) => (message.kind === 'DN' ? message.notice.finished : ''));
    expect(finished[0]! < finished[1]!).toBe(true);
  });

  it('duplicate-dn: the same message twice, and once more under another Message-ID', () => {
    const notices = noticesOf('duplicate-dn');
    expect(new Set(notices.map(({ mail }) => mail.text)).size).toBe(1);
    const [first, ...others] = notices.map(({ mail }) => mail.messageId);
    expect(others.map((id) => id === first)).toEqual([true, false]);
  });

  it('truncated-file: a file is cut short when its notice comes, and whole later', () => {
    const [arrival] = noticesOf('truncated-file');
    const [file, ...others] = untrue(arrival!);
    expect(others).toEqual([]);
    expect(arrival!.onDisk.get(file!.name)).toBeLessThan(file!.size);
    expect(arrival!.onDisk.get(file!.name)).toBeGreaterThan(0);
    expect(pushed('/short')).toHaveLength(1);
  });

  it('dropped-connection: part of a file stays on the disk until it is pushed whole, before its notice', () => {
    const [dropped, ...others] = pushed('/dropped');
    expect(others).toEqual([]);
    const whole = pushed(dropped!.key.replace('/dropped', ''))[0]!;
    expect(seen.get(dropped!.key)).toBeLessThan(whole.size);
    expect(noticesOf('dropped-connection').map(untrue)).toEqual([[]]);
  });

  it('unknown-file: a file comes that no notice lists', async () => {
    const listed = new Set(await bench.expectAsAnnounced());
    const strangers = (await readdir(bench.station.pickup)).filter((name) => !listed.has(name));
    expect(strangers).toEqual([`note-to-users-${DAY}-${slots.get('unknown-file')}.txt`]);
  });

  it('missing-granule: it comes only when it is released, with a notice of its own', () => {
    const granule = `MOP00ENG/${DAY}/${slots.get('missing-granule')}`;
    const first = bench.events.findIndex((event) => 'key' in event && event.key.includes(`push/${granule}`));
    expect(first).toBeGreaterThanOrEqual(releasedAt);
    expect(bench.ofKind('DN').at(-1)?.message).toMatchObject({
      notice: { granules: [{ shortName: 'MOP00ENG' }] },
    });
  });

  it('malformed-mail: one mail cannot be read', () => {
    expect(bench.ofKind('UNKNOWN')).toHaveLength(1);
  });

  it('foreign-sender: a notice with false sizes comes from another address, before the true one', () => {
    const foreign = bench.station.arrivals.filter(({ mail }) => mail.from !== 'daac@simulator.localhost');
    expect(foreign.map(({ message }) => message.kind)).toEqual(['DN']);
    expect(untrue(foreign[0]!)).toHaveLength(filesOf(foreign[0]!).length);
    expect(noticesOf('foreign-sender')).toHaveLength(2);
  });

  it('leave in the end every file of the day in pickup, whole and announced', async () => {
    expect(await bench.expectAsAnnounced()).toHaveLength(FILES_OF_DAY + 4);
  });

  it('duplicate-push: a file comes again once the station has taken it', async () => {
    expect(pushed('/again')).toEqual([]);
    const taken = await readdir(bench.station.pickup);
    for (const name of taken) await rm(join(bench.station.pickup, name));
    await until(() => pushed('/again').length === 1);
    const [again] = await readdir(bench.station.pickup);
    expect(taken).toContain(again);
    expect(pushed('/again')[0]?.path).toBe(join(bench.station.pickup, again!));
  });
});

describe.skipIf(findVsftpd() === undefined)('faults in the answers of the simulated DAAC', () => {
  let bench: DaacBench;
  beforeEach(async () => {
    bench = await DaacBench.open();
  });
  afterEach(() => bench.close());

  const saidOf = (pdr: string) =>
    bench.answersOf(pdr).map(({ what, disposition }) => `${what} ${disposition}`);

  it.each<[FaultName, string[], Arrival['message']['kind']]>([
    ['pdrd-short', ['PDRD INVALID PVL STATEMENT'], 'PDRD'],
    ['pdrd-long', ['PDRD INVALID DATA TYPE'], 'PDRD'],
    ['pan-failure-short', ['PAN ECS INTERNAL ERROR'], 'PAN'],
    ['pan-failure-long', ['PAN DATA CONVERSION FAILURE'], 'PAN'],
    ['pan-contradiction', ['PAN ECS INTERNAL ERROR', 'PAN SUCCESSFUL'], 'PAN'],
  ])('%s: the first good delivery of Level 1 suffers, later ones do not', async (fault, said, kind) => {
    await bench.start({ faults: [fault] });
    await bench.deliver('L2.1', 'MOP02');
    await until(() => bench.answersOf('L2.1').length === 1);
    expect(saidOf('L2.1')).toEqual(['PAN SUCCESSFUL']);

    await bench.deliver('L1.1', 'MOP01');
    await until(() => bench.answersOf('L1.1').length === said.length);
    expect(saidOf('L1.1')).toEqual(said);
    expect(bench.ofKind(kind).filter(({ mail }) => mail.subject === 'L1.1')).toHaveLength(said.length);

    await bench.deliver('L1.2', 'MOP01');
    await until(() => bench.answersOf('L1.2').length === 1);
    expect(saidOf('L1.2')).toEqual(['PAN SUCCESSFUL']);
    expect(saidOf('L1.1')).toEqual(said);
  });

  it('pan-lost: the first PAN comes much later, the next one at once', async () => {
    await bench.start({ faults: ['pan-lost'] });
    await bench.deliver('L1.1', 'MOP01');
    await until(() => bench.events.some((event) => event.kind === 'pulled' && event.pdr === 'L1.1'));
    await bench.deliver('L1.2', 'MOP01');
    await until(() => bench.answersOf('L1.1').length + bench.answersOf('L1.2').length === 2);
    expect(bench.answersOf('L1.1')).toMatchObject([{ disposition: 'SUCCESSFUL', fault: 'pan-lost' }]);
    expect(bench.answersOf('L1.2')).toMatchObject([{ disposition: 'SUCCESSFUL', fault: null }]);
    const lateness = (await bench.doneAt('answer/L1.1.PDR/0')) - (await bench.doneAt('judged/L1.1.PDR'));
    expect(lateness).toBeGreaterThanOrEqual(DELAYS.panLostMs - TIMER_ERROR_MS);
  });

  it('strike one delivery each, and are not forgotten over a restart', async () => {
    const faults: FaultName[] = ['pdrd-short', 'pan-failure-short'];
    await bench.start({ faults });
    await bench.deliver('L1.1', 'MOP01');
    await until(() => bench.answersOf('L1.1').length === 1);
    await bench.daac!.stop();
    await bench.start({ faults });
    for (const [index, base] of ['L1.2', 'L1.3'].entries()) {
      await bench.deliver(base, 'MOP01');
      await until(() => bench.answersOf(base).length === 1);
      expect(saidOf(base)).toEqual([index === 0 ? 'PAN ECS INTERNAL ERROR' : 'PAN SUCCESSFUL']);
    }
    expect(saidOf('L1.1')).toEqual(['PDRD INVALID PVL STATEMENT']);
  });
});
