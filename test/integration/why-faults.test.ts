import { describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { workflowIds } from '../../src/domain/ids.js';
import type { ReceiptRow } from '../../src/ledger/schema.js';
import { runCommand } from '../../src/operator/cli/program.js';
import { faultNames, faultsBySlot, type FaultName } from '../../src/simulator/daac/faults.js';
import { makeDay } from '../../src/simulator/instrument/day.js';
import { PATIENT, useStation } from '../support/station.js';

const DAY = dataDay('2026-11-20');
const L1 = workflowIds.level('mopitt', DAY, 'L1');
const L2 = workflowIds.level('mopitt', DAY, 'L2');
const DELIVERY = workflowIds.delivery('mopitt', DAY, 'L1');

/** How the head of an answer says a state in which nothing is held. */
const STATES: Readonly<Record<string, string>> = { done: ' is done since ', waiting: ' waits at ' };

/** What `why` is asked, and what it must say while the fault lasts. */
interface Answer {
  /** Words of the command line after `why`. */
  readonly asks: () => Promise<readonly string[]> | readonly string[];
  /** The stable code of the hold, or the state where nothing is held. */
  readonly is: string;
  /** A phrase of the reason. */
  readonly says: RegExp;
}

interface Row {
  readonly fault: FaultName;
  /** What is done before the question, and what ends the fault after it. */
  readonly before?: () => Promise<unknown>;
  readonly answer: Answer;
  readonly after?: () => Promise<unknown>;
}

describe('`sipstream why` tells the true reason of every fault', PATIENT, () => {
  const station = useStation({
    days: [DAY],
    faults: faultNames,
    mission: {
      day: '{ patience: 4s, opensAt: null }',
      delivery: '{ expiry: 14d, panExpected: 12s, panLate: 24s }',
      // One attempt, so that a processor's fault is held and not made good by the second one.
      levels: `
  L1: { deadline: 1s, grace: 1s, run: { timeLimit: 5m, attempts: 1 } }
  L2: { deadline: 9999d, grace: 1s, run: { timeLimit: 20s, attempts: 1 } }`,
    },
  });

  const day = (level: string) => () => [DAY, level];
  const receipt = (fault: FaultName) => async () => ['--receipt', (await receiptOf(fault)).key];
  const archived = (fault: FaultName) => () =>
    station().until(`all files of ${fault} are archived`, async () => {
      const known = new Set((await station().rows('files')).map(({ originalName }) => originalName));
      return filesOf(fault).every(({ name }) => known.has(name));
    });
  const held = (level: string, code: string) => () => station().levelHeld(DAY, level, code);
  const release = (fault: FaultName) => () => station().release(fault);
  /** A fault that heals itself: its files are archived, and its receipt is done. */
  const healed = (fault: FaultName): Row => ({
    fault,
    before: archived(fault),
    answer: { asks: receipt(fault), is: 'done', says: /is done since/ },
  });

  const table: readonly Row[] = [
    {
      fault: 'late-dn',
      before: () =>
        station().until('its files are in pickup, and L1 is held', async () => {
          const names = await station().names('pickup');
          const row = await station().level(DAY, 'L1');
          return row?.state === 'held' && filesOf('late-dn').every(({ name }) => names.includes(name));
        }),
      answer: {
        asks: day('L1'),
        is: 'MISSING_INPUT',
        says: /MOPATTNF: \d+ files in pickup, and no DN that announces them\./,
      },
      after: release('late-dn'),
    },
    {
      fault: 'dn-before-push',
      answer: { asks: receipt('dn-before-push'), is: 'waiting', says: /It waits for .*MOPATTNF/ },
      after: release('dn-before-push'),
    },
    {
      fault: 'wrong-size',
      answer: {
        asks: receipt('wrong-size'),
        is: 'FILE_INCOMPLETE',
        says: /it has \d+ bytes, and the DN says \d+/,
      },
      after: release('wrong-size'),
    },
    {
      fault: 'truncated-file',
      answer: {
        asks: receipt('truncated-file'),
        is: 'FILE_INCOMPLETE',
        says: /it has \d+ bytes, and the DN says \d+/,
      },
      after: release('truncated-file'),
    },
    healed('duplicate-push'),
    healed('duplicate-dn'),
    healed('dropped-connection'),
    healed('unknown-file'),
    healed('malformed-mail'),
    healed('foreign-sender'),
    {
      fault: 'missing-granule',
      before: () =>
        station().until('L1 lacks nothing else', async () => {
          const row = await station().level(DAY, 'L1');
          return row?.state === 'held' && row.missing?.length === 1;
        }),
      answer: {
        asks: day('L1'),
        is: 'MISSING_INPUT',
        says: /The DAAC has neither pushed nor announced: MOP00ENG \d\d:00\./,
      },
      after: release('missing-granule'),
    },
    {
      fault: 'processor-crash',
      before: held('L1', 'PROCESSOR_FAILED'),
      answer: { asks: day('L1'), is: 'PROCESSOR_FAILED', says: /L1Processor 1\.0\.1 .* SIGSEGV/ },
      after: () => station().verb('retry', L1),
    },
    {
      fault: 'processor-hang',
      before: held('L2', 'PROCESSOR_TIMEOUT'),
      answer: { asks: day('L2'), is: 'PROCESSOR_TIMEOUT', says: /time limit of 20 s/ },
    },
    {
      fault: 'pdrd-short',
      before: held('L1', 'PDRD_RECEIVED'),
      answer: { asks: day('L1'), is: 'PDRD_RECEIVED', says: /INVALID PVL STATEMENT/ },
      after: () => station().verb('resubmit', DELIVERY),
    },
    {
      fault: 'pdrd-long',
      before: () =>
        station().until('the second PDR is refused', async () =>
          (await heldDetail('PDRD_RECEIVED')).includes('INVALID DATA TYPE'),
        ),
      answer: { asks: day('L1'), is: 'PDRD_RECEIVED', says: /MOP01: INVALID DATA TYPE/ },
      after: () => station().verb('resubmit', DELIVERY),
    },
    {
      fault: 'pan-failure-short',
      before: held('L1', 'PAN_FAILED'),
      answer: { asks: day('L1'), is: 'PAN_FAILED', says: /ECS INTERNAL ERROR/ },
      after: () => station().verb('resubmit', DELIVERY),
    },
    {
      fault: 'pan-failure-long',
      before: held('L1', 'PAN_PARTIAL'),
      answer: {
        asks: day('L1'),
        is: 'PAN_PARTIAL',
        says: /MOP01-20261120-L1V1\.0\.1\.he5: DATA CONVERSION FAILURE/,
      },
      after: () => station().verb('resubmit', DELIVERY, { what: 'all' }),
    },
    {
      fault: 'pan-contradiction',
      before: async () => {
        await held('L1', 'PAN_FAILED')();
        await station().release('pan-contradiction');
        await held('L1', 'PAN_CONTRADICTS')();
      },
      answer: { asks: day('L1'), is: 'PAN_CONTRADICTS', says: /it said no and yes, and last yes/ },
      after: () => station().verb('resubmit', DELIVERY, { what: 'all' }),
    },
    {
      fault: 'pan-lost',
      before: held('L1', 'PAN_LATE'),
      answer: { asks: day('L1'), is: 'PAN_LATE', says: /no PAN has come for MOPITT_SIPS\.L1\.20261120/ },
      after: release('pan-lost'),
    },
  ];

  it('has a row for every fault', () => {
    expect(table.map(({ fault }) => fault).sort()).toEqual([...faultNames].sort());
  });

  it.each(table.map((row) => [row.fault, row.answer.is, row] as const))('%s: %s', async (_fault, is, row) => {
    await row.before?.();
    const words = await row.answer.asks();
    // The story may be a moment behind the ledger, or before it.
    const told = await station().until(`why ${words.join(' ')} says ${is}`, async () => {
      const answer = await why(words);
      return answer.includes(STATES[is] ?? `Code: ${is}`) && row.answer.says.test(answer) && answer;
    });
    expect(told).toMatch(row.answer.says);
    await row.after?.();
  });

  it('when all is over it says that the day is accepted', async () => {
    await station().verb('retry', L2);
    await station().dayDone(DAY);
    const told = await why([DAY]);
    expect(told).toContain(`It is done since`);
    expect(told).toMatch(/2026-11-20 L1( delivery)? is done since/);
    expect(told).toMatch(/2026-11-20 L2( delivery)? is done since/);
    expect(told).not.toContain('Code:');
  });

  /** The answer of the command, its lines joined. */
  async function why(words: readonly string[]): Promise<string> {
    let out = '';
    const status = await runCommand(['why', ...words], {
      stdout: (text) => (out += text),
      stderr: (text) => (out += text),
      isTerminal: false,
      environment: { SIPSTREAM_HOME: station().home, PATH: '' },
      now: Date.now,
    });
    return status === 0 ? out.replace(/\s+/g, ' ') : '';
  }

  function filesOf(fault: FaultName): { name: string }[] {
    const slot = [...faultsBySlot(faultNames, 1)].find(([, name]) => name === fault)![0];
    return makeDay({ mission: station().mission, day: DAY })
      .granules.filter((granule) => granule.slot === slot)
      .flatMap(({ files }) => files);
  }

  /** The first receipt that announces a file of the fault's slot. */
  async function receiptOf(fault: FaultName): Promise<ReceiptRow> {
    const [file] = filesOf(fault);
    return station().until(`the station has a DN of ${fault}`, async () => {
      const keys = (await station().rows('arrivals', { name: file!.name })).map(
        ({ receiptKey }) => receiptKey,
      );
      const receipts = (await station().rows('receipts')).filter(({ key }) => keys.includes(key));
      return receipts.sort((a, b) => a.openedAt - b.openedAt)[0];
    });
  }

  async function heldDetail(code: string): Promise<string> {
    const row = await station().level(DAY, 'L1');
    return row?.state === 'held' && row.heldCode === code ? (row.heldDetails ?? []).join('; ') : '';
  }
});
