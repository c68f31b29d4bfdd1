import { expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { archivedTimes, daysKnown, deliveryTimes, runTimes } from '../../src/ledger/day-times.js';
import { openDay } from '../../src/ledger/days.js';
import { recordAcknowledgement, upsertDelivery } from '../../src/ledger/deliveries.js';
import { holdOfNotice, holdsBetween, holdsOfDay } from '../../src/ledger/holds.js';
import { incompleteGranules } from '../../src/ledger/incomplete-arrivals.js';
import { claimNotice } from '../../src/ledger/notices.js';
import { replaceQa } from '../../src/ledger/qa.js';
import { qaFiguresBetween } from '../../src/ledger/qa-figures.js';
import {
  setArrivalStates,
  upsertArrivals,
  upsertReceipt,
  type ReceiptPatch,
} from '../../src/ledger/receipts.js';
import { upsertRun } from '../../src/ledger/runs.js';
import { describeLedgers } from '../support/ledgers.js';
import { product } from './fixtures/mission-files.js';

const mission = 'mopitt';
const FIRST = dataDay('2026-11-19');
const DAY = dataDay('2026-11-20');
const LAST = dataDay('2026-11-21');
const range = { mission, level: 'L1', from: FIRST, to: DAY };

it('a notice tells of a hold when its key is a workflow, a failure code and a time', () => {
  expect(holdOfNotice('mopitt/2026-11-20/L1/delivery/PAN_LATE/1790000000000')).toEqual({
    workflowId: 'mopitt/2026-11-20/L1/delivery',
    code: 'PAN_LATE',
    at: 1_790_000_000_000,
  });
  for (const key of ['mopitt/pan-late/P.V1', 'mopitt/stray/unmatched/x/12', 'mopitt/receipt/K/OTHER/12', ''])
    expect(holdOfNotice(key)).toBeUndefined();
});

describeLedgers('what trends are read from', (ledgers) => {
  it('has of a delivery its first PAN, and when all of it was accepted', async () => {
    const ledger = await ledgers.open();
    const key = (pdr: string) => ({ mission, day: DAY, level: 'L1', pdr });
    await upsertDelivery(ledger, key('A'), {
      attempt: 1,
      deliveredAt: 100,
      endedAt: 900,
      state: 'superseded',
      disposition: 'FAILED',
    });
    await upsertDelivery(ledger, key('B'), {
      attempt: 2,
      deliveredAt: 500,
      endedAt: 900,
      state: 'accepted',
      disposition: 'SUCCESSFUL',
    });
    await upsertDelivery(ledger, key('C'), { attempt: 3, deliveredAt: 950, state: 'waiting' });
    await upsertDelivery(ledger, key('D'), { attempt: 4, state: 'preparing' });
    await upsertDelivery(ledger, { ...key('E'), day: LAST }, { deliveredAt: 1 });
    const pan = { mission, kind: 'PAN', form: 'short', disposition: '', files: [] } as const;
    await recordAcknowledgement(ledger, { ...pan, messageId: '2', pdr: 'A', receivedAt: 400 });
    await recordAcknowledgement(ledger, { ...pan, messageId: '1', pdr: 'A', receivedAt: 300 });
    await recordAcknowledgement(ledger, { ...pan, kind: 'PDRD', messageId: '0', pdr: 'A', receivedAt: 200 });
    expect(await deliveryTimes(ledger, range)).toEqual([
      { day: DAY, pdr: 'A', deliveredAt: 100, answeredAt: 300 },
      { day: DAY, pdr: 'B', deliveredAt: 500, acceptedAt: 900 },
      { day: DAY, pdr: 'C', deliveredAt: 950 },
    ]);
  });

  it('has the runs that succeeded, and the first time a product was archived', async () => {
    const ledger = await ledgers.open();
    const run = (number: number) => ({ mission, day: DAY, level: 'L1', run: number });
    await upsertRun(ledger, run(1), { version: '1.0.1', state: 'failed', startedAt: 1, endedAt: 2 });
    await upsertRun(ledger, run(2), { version: '1.0.1', state: 'succeeded', startedAt: 3, endedAt: 9 });
    await upsertRun(ledger, run(3), { version: '1.0.2', state: 'running', startedAt: 10 });
    expect(await runTimes(ledger, range)).toEqual([
      { day: DAY, run: 2, version: '1.0.1', startedAt: 3, endedAt: 9 },
    ]);
    await product(ledger, DAY, 'L1', 'MOP01-20261120-L1V1.0.2.he5', 70);
    await product(ledger, DAY, 'L1', 'MOP01-20261120-L1V1.0.1.he5', 50);
    expect(await archivedTimes(ledger, mission, 'MOP01', range)).toEqual([{ day: DAY, archivedAt: 50 }]);
  });

  it('has the figures of a product type over a range of days, and of no other', async () => {
    const ledger = await ledgers.open();
    for (const day of [LAST, DAY, FIRST])
      await replaceQa(ledger, { mission, day, level: 'L1' }, [
        {
          product: `a-${day}`,
          type: 'MOP01',
          verdict: 'Passed',
          reasons: [],
          figures: { size: 1 },
          run: 1,
          measuredAt: 1,
        },
        {
          product: `b-${day}`,
          type: 'MOPCH',
          verdict: 'Passed',
          reasons: [],
          figures: {},
          run: 1,
          measuredAt: 1,
        },
      ]);
    expect(await qaFiguresBetween(ledger, mission, 'MOP01', range)).toEqual(
      [FIRST, DAY].map((day) => ({ day, product: `a-${day}`, verdict: 'Passed', figures: { size: 1 } })),
    );
  });

  it('has every hold that people were told of, by day and by time', async () => {
    const ledger = await ledgers.open();
    const told = (key: string, at: number) =>
      claimNotice(ledger, { mission, key, at, subject: '', messageId: key });
    await told('mopitt/2026-11-20/L1/PROCESSOR_FAILED/300', 300);
    await told('mopitt/2026-11-20/L1/delivery/PAN_LATE/200', 200);
    await told('mopitt/2026-11-20/L1/rerun/1', 250);
    await told('mopitt/2026-11-21/L1/DISK_FULL/400', 400);
    await told('mopitt/receipt/DN-1/FILE_INCOMPLETE/100', 100);
    const codes = (holds: readonly { code: string }[]) => holds.map((hold) => hold.code);
    expect(codes(await holdsOfDay(ledger, mission, DAY))).toEqual(['PAN_LATE', 'PROCESSOR_FAILED']);
    expect(codes(await holdsBetween(ledger, mission, { from: 100, to: 300 }))).toEqual([
      'FILE_INCOMPLETE',
      'PAN_LATE',
    ]);
  });

  it('knows the granules of which a broken file came, until their receipt is done', async () => {
    const ledger = await ledgers.open();
    const receipt = async (key: string, state: ReceiptPatch['state']) => {
      await upsertReceipt(ledger, { mission, key }, { state });
      const files = [
        { name: 'broken', granule: `${key}/broken`, expectedSize: 2 },
        { name: 'good', granule: `${key}/good`, expectedSize: 2 },
      ];
      await upsertArrivals(ledger, { mission, key }, files, 1);
      await setArrivalStates(ledger, { mission, key }, [{ name: 'broken', state: 'incomplete' }], 2);
    };
    await receipt('A', 'open');
    await receipt('B', 'done');
    expect(await incompleteGranules(ledger, mission)).toEqual(new Set(['A/broken']));
  });

  it('knows the first and the last day, or that there is none', async () => {
    const ledger = await ledgers.open();
    expect(await daysKnown(ledger, mission)).toBeUndefined();
    for (const day of [DAY, FIRST, LAST])
      await openDay(ledger, { mission, day }, { at: 1, openedBy: 'input' });
    expect(await daysKnown(ledger, mission)).toEqual({ from: FIRST, to: LAST });
  });
});
