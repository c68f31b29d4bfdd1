import { beforeEach, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { recordIntervention } from '../../src/ledger/interventions.js';
import { recordRun } from '../../src/ledger/order-runs.js';
import { holdOrder } from '../../src/ledger/orders.js';
import { watchedFigures } from '../../src/ledger/read-metrics.js';
import {
  listOrders,
  orderCounts,
  needOf,
  ordersThatNeedAPerson,
  progressOf,
  type OrderSearch,
} from '../../src/ledger/read-orders.js';
import { describeLedgers } from '../support/ledgers.js';
import { putOrder, putProduct } from '../support/orders.js';

const mission = 'scops';

describeLedgers('Lists of orders', (ledgers) => {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = await ledgers.open();
  });

  const found = async (search: Partial<OrderSearch>) =>
    (await listOrders(ledger, { mission, limit: 10, ...search })).rows.map((row) => row.id);

  it('find orders by state, project and text, the newest first', async () => {
    await putOrder(ledger, 'a', { createdAt: 1, state: 'processing', sentence: '100% of two lines' });
    await putOrder(ledger, 'b', { createdAt: 2, state: 'complete', project: 'GB19_01' });
    await putOrder(ledger, 'c', { createdAt: 3, state: 'packing', email: 'Bob@example.org' });
    expect(await found({})).toEqual(['c', 'b', 'a']);
    expect(await found({ states: ['processing', 'packing'] })).toEqual(['c', 'a']);
    expect(await found({ project: 'GB19_01' })).toEqual(['b']);
    expect(await found({ text: 'bob@' })).toEqual(['c']);
    expect(await found({ text: '0%' })).toEqual(['a']);
    expect(await found({ text: 'gb18_0' })).toEqual(['c', 'a']);
    expect(await found({ mission: 'other' })).toEqual([]);
    expect(await orderCounts(ledger, mission)).toEqual({ processing: 1, complete: 1, packing: 1 });
  });

  it('go on where a page ended, also among orders of one moment', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await putOrder(ledger, id, { createdAt: 7 });
    const first = await listOrders(ledger, { mission, limit: 2 });
    expect(first.rows.map((row) => row.id)).toEqual(['e', 'd']);
    expect(await found({ after: first.next, limit: 3 })).toEqual(['c', 'b', 'a']);
    expect((await listOrders(ledger, { mission, after: first.next, limit: 3 })).next).toBeUndefined();
  });

  it('say how far orders are by the mean of their products', async () => {
    await putProduct(ledger, 'a', 'f123a011', { state: 'complete', progress: 100 });
    await putProduct(ledger, 'a', 'f123a011_ndvi', { state: 'complete', progress: 100 });
    await putProduct(ledger, 'a', 'f123a021', { state: 'running', progress: 45 });
    await putProduct(ledger, 'a', 'f123a031', { state: 'given up', progress: 15 });
    await putProduct(ledger, 'b', 'f123a011');
    expect([...(await progressOf(ledger, mission, ['a', 'x'])).values()]).toEqual([
      { orderId: 'a', products: 4, complete: 2, failed: 1, progress: 65 },
    ]);
    expect(await progressOf(ledger, mission, [])).toEqual(new Map());
  });

  it('tell which orders need a person: held, needing attention, or with a line that failed', async () => {
    await putOrder(ledger, 'fine', { state: 'processing' });
    await putOrder(ledger, 'attention', { state: 'needs attention', since: 30 });
    await putOrder(ledger, 'held', { state: 'preparing' });
    await holdOrder(
      ledger,
      { mission, id: 'held' },
      { code: 'DISK_FULL', sentence: 'Full.', details: [], at: 20 },
    );
    await putOrder(ledger, 'line', { state: 'processing', since: 10 });
    await putProduct(ledger, 'line', 'f123a021', {
      state: 'failed',
      code: 'UNEXPECTED',
      sentence: 'It broke.',
    });
    await putProduct(ledger, 'line', 'f123a011', { state: 'running', progress: 3 });
    await putOrder(ledger, 'over', { state: 'partly complete' });
    await putProduct(ledger, 'over', 'f123a021', { state: 'failed' });
    const needing = await ordersThatNeedAPerson(ledger, mission);
    expect(needing.map((row) => [row.id, row.failed.map((failed) => failed.product)])).toEqual([
      ['line', ['f123a021']],
      ['held', []],
      ['attention', []],
    ]);
  });

  it('tell of a line that an operator has stopped, until it goes on', async () => {
    const id = 'working';
    await putOrder(ledger, id, { state: 'processing', createdAt: 100, since: 100 });
    await putProduct(ledger, id, 'f123a011', { state: 'running', progress: 3 });
    await putProduct(ledger, id, 'f123a021', { state: 'complete' });
    const say = (verb: string, at: number, line = 'f123a011', refused?: string) =>
      recordIntervention(ledger, {
        ...{
          mission,
          id: `${verb}-${line}-${at}`,
          at,
          by: 'ada',
          why: 'the disk is needed',
          verb,
          detail: {},
        },
        workflowId: `scops/${id}/${line}`,
        ...(refused !== undefined && { refused }),
      });
    const held = async () =>
      (await ordersThatNeedAPerson(ledger, mission)).flatMap((order) =>
        order.stopped.map(({ line, pause }) => [order.id, line, pause.at]),
      );
    const run = {
      mission,
      orderId: id,
      line: 'f123a011',
      product: 'f123a011',
      stage: 'mask',
      startedAt: 150,
    };
    // The same order, made before; a line whose products are all packed; one that was refused.
    await say('hold', 50);
    await say('hold', 210, 'f123a021');
    await say('hold', 220, 'f123a011', 'It has ended.');
    expect(await held()).toEqual([]);
    await recordRun(ledger, run);
    await say('hold', 230);
    expect(await held()).toEqual([]);
    await recordRun(ledger, { ...run, endedAt: 240, outcome: 'done' });
    expect(await held()).toEqual([[id, 'f123a011', 230]]);
    const [order] = await ordersThatNeedAPerson(ledger, mission);
    expect(needOf(order!)).toEqual({
      code: 'OPERATOR_HOLD',
      sentence: 'ada stopped f123a011: the disk is needed',
      since: 230,
    });
    expect((await watchedFigures(ledger, 'mopitt', 300)).holds).toEqual([
      { of: 'order', code: 'OPERATOR_HOLD', count: 1, since: 230 },
    ]);
    await say('release', 250);
    expect(await held()).toEqual([]);
  });

  it('count each order that needs a person once, by what holds all of it before what holds a line', async () => {
    for (const id of ['a', 'b']) {
      await putOrder(ledger, id, { state: 'processing', since: 10 });
      for (const [product, endedAt] of [
        ['f123a021', 30],
        ['f123a011', 20],
      ] as const)
        await putProduct(ledger, id, product, {
          ...{ state: 'failed', code: 'RASTER_INVALID', sentence: `${product} is short.`, endedAt },
        });
    }
    const hold = { code: 'OPERATOR_HOLD', sentence: 'ada stopped it: x', details: [], at: 40 } as const;
    await holdOrder(ledger, { mission, id: 'b' }, hold);
    const needs = (await ordersThatNeedAPerson(ledger, mission)).map(needOf);
    expect(needs).toEqual([
      { code: 'LINE_FAILED', sentence: '2 products failed; the first: f123a011 is short.', since: 20 },
      { code: 'OPERATOR_HOLD', sentence: 'ada stopped it: x', since: 40 },
    ]);
    expect((await watchedFigures(ledger, 'mopitt', 300)).holds).toEqual([
      { of: 'order', code: 'LINE_FAILED', count: 1, since: 20 },
      { of: 'order', code: 'OPERATOR_HOLD', count: 1, since: 40 },
    ]);
  });
});
