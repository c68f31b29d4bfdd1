import { beforeEach, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { holdOrder } from '../../src/ledger/orders.js';
import {
  listOrders,
  orderCounts,
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
});
