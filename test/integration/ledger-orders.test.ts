import { beforeEach, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { productRow, productsOfOrder, upsertProduct } from '../../src/ledger/order-products.js';
import { recordRun, runsOfOrder } from '../../src/ledger/order-runs.js';
import { holdOrder, orderRow, ordersToRemove, releaseOrder, upsertOrder } from '../../src/ledger/orders.js';
import { listOrders, orderProjects } from '../../src/ledger/read-orders.js';
import { describeLedgers } from '../support/ledgers.js';
import { anOrder, anOrderId, putOrder, putProduct } from '../support/orders.js';

const mission = 'scops';
const key = { mission, id: anOrderId };
const product = { mission, orderId: anOrderId, product: 'f123a011' };

describeLedgers('Orders in the ledger', (ledgers) => {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = await ledgers.open();
  });

  it('begin as waiting for their confirmation, and change by what a patch names', async () => {
    expect(await putOrder(ledger, anOrderId)).toBe(true);
    expect(await orderRow(ledger, key)).toMatchObject({
      project: 'GB18_00',
      email: 'ada@example.org',
      state: 'awaiting confirmation',
      request: anOrder,
    });
    await upsertOrder(ledger, key, { state: 'preparing', sentence: 'The DEM is made.', confirmedAt: 5 });
    await upsertOrder(ledger, key, { missing: ['f123a021: given up'] });
    const row = await orderRow(ledger, key);
    expect(row).toMatchObject({ state: 'preparing', confirmedAt: 5, missing: ['f123a021: given up'] });
    expect(row!.createdAt).toBe(1);
  });

  it('are not made by a patch that has no request', async () => {
    expect(await upsertOrder(ledger, key, { state: 'preparing' })).toBe(false);
    expect(await orderRow(ledger, key)).toBeUndefined();
  });

  it('keep names that look like numbers as they are (fault 20)', async () => {
    const request = { ...anOrder, project: '012', sortie: '1e5' };
    await putOrder(ledger, '007', { request, project: '012', flight: '1e5', email: '0x10' });
    await putProduct(ledger, '007', '1e5', { line: '012', sentence: '1e3' });
    await recordRun(ledger, {
      mission,
      orderId: '007',
      line: '012',
      product: '1e5',
      stage: '00',
      startedAt: 1,
    });
    expect(await orderRow(ledger, { mission, id: '007' })).toMatchObject({
      id: '007',
      project: '012',
      flight: '1e5',
      email: '0x10',
      request: { project: '012', sortie: '1e5' },
    });
    expect(await productsOfOrder(ledger, mission, '007')).toMatchObject([
      { orderId: '007', product: '1e5', line: '012', sentence: '1e3' },
    ]);
    expect(await runsOfOrder(ledger, mission, '007')).toMatchObject([
      { orderId: '007', product: '1e5', line: '012', stage: '00', run: 1 },
    ]);
    expect((await listOrders(ledger, { mission, project: '012', limit: 5 })).rows).toHaveLength(1);
    expect((await listOrders(ledger, { mission, project: '12', limit: 5 })).rows).toHaveLength(0);
    expect(await orderProjects(ledger, mission)).toEqual(['012']);
  });

  it('are held with a reason until they are released, and only those are', async () => {
    await putOrder(ledger, anOrderId, { state: 'preparing' });
    await holdOrder(ledger, key, {
      code: 'UNEXPECTED',
      sentence: 'It stopped.',
      details: ['a'],
      at: 20,
      state: 'needs attention',
      until: 90,
      thenWhat: 'it is given up',
    });
    expect(await orderRow(ledger, key)).toMatchObject({
      state: 'needs attention',
      heldCode: 'UNEXPECTED',
      heldDetails: ['a'],
      since: 20,
      until: 90,
    });
    await releaseOrder(ledger, key, { at: 30, state: 'preparing', sentence: 'It goes on.' });
    const released = await orderRow(ledger, key);
    expect(released).toMatchObject({ state: 'preparing', since: 30, sentence: 'It goes on.' });
    expect(released).not.toHaveProperty('heldCode');
    expect(released).not.toHaveProperty('until');
    await releaseOrder(ledger, key, { at: 40, state: 'packing' });
    expect(await orderRow(ledger, key)).toEqual(released);
  });

  it('are held no longer once they have ended', async () => {
    await putOrder(ledger, anOrderId);
    await holdOrder(ledger, key, { code: 'UNEXPECTED', sentence: 'It stopped.', details: [], at: 2 });
    await upsertOrder(ledger, key, { state: 'cancelled', since: 3 });
    expect(await orderRow(ledger, key)).not.toHaveProperty('heldCode');
  });

  it('name those whose products are to be removed', async () => {
    await putOrder(ledger, 'a', { state: 'complete', expiresAt: 50 });
    await putOrder(ledger, 'b', { state: 'partly complete', expiresAt: 40 });
    await putOrder(ledger, 'c', { state: 'complete', expiresAt: 51 });
    await putOrder(ledger, 'd', { state: 'removed', expiresAt: 1 });
    expect((await ordersToRemove(ledger, mission, 50)).map((row) => row.id)).toEqual(['b', 'a']);
  });

  const progress = async () => {
    const row = (await productRow(ledger, product))!;
    return [row.stage, row.progress];
  };

  it('have products whose progress never goes back within an attempt', async () => {
    await putProduct(ledger, anOrderId, 'f123a011');
    expect(await progress()).toEqual(['waiting', 0]);
    await upsertProduct(ledger, product, { state: 'running', stage: 'mask', progress: 7.5 });
    await upsertProduct(ledger, product, { state: 'running', stage: 'geocorrect', progress: 20 });
    await upsertProduct(ledger, product, { stage: 'mask', progress: 14 });
    expect(await progress()).toEqual(['geocorrect', 20]);
    await upsertProduct(ledger, product, { state: 'running', stage: 'geocorrect', progress: 15 });
    expect(await progress()).toEqual(['geocorrect', 20]);
    await upsertProduct(ledger, product, { stage: 'map', progress: 45 });
    expect(await progress()).toEqual(['map', 45]);
  });

  it('have products that begin anew in a new attempt, and forget why the last one failed', async () => {
    await putProduct(ledger, anOrderId, 'f123a011', { state: 'running', stage: 'map', progress: 60 });
    await upsertProduct(ledger, product, { state: 'failed', code: 'UNEXPECTED', sentence: 'It broke.' });
    expect(await productRow(ledger, product)).toMatchObject({ progress: 60, code: 'UNEXPECTED' });
    await upsertProduct(ledger, product, { state: 'running', stage: 'geocorrect', progress: 15 });
    expect(await progress()).toEqual(['geocorrect', 15]);
    expect(await productRow(ledger, product)).not.toHaveProperty('code');
  });

  it('have products that late reports do not open again', async () => {
    await putProduct(ledger, anOrderId, 'f123a011', { state: 'complete', stage: 'complete', progress: 100 });
    await upsertProduct(ledger, product, { stage: 'zip', progress: 97 });
    expect(await productRow(ledger, product)).toMatchObject({
      state: 'complete',
      stage: 'complete',
      progress: 100,
    });
  });

  it('number the runs of a stage, and take the same run told again for the same', async () => {
    const run = { mission, orderId: anOrderId, line: 'f123a011', product: 'f123a011', stage: 'map' };
    expect(await recordRun(ledger, { ...run, startedAt: 10 })).toBe(1);
    expect(await recordRun(ledger, { ...run, startedAt: 10 })).toBe(1);
    const end = { endedAt: 12, outcome: 'failed', code: 'UNEXPECTED', sentence: 'It broke.' } as const;
    expect(await recordRun(ledger, { ...run, startedAt: 10, ...end })).toBe(1);
    expect(await recordRun(ledger, { ...run, startedAt: 10 })).toBe(1);
    expect(await recordRun(ledger, { ...run, startedAt: 20 })).toBe(2);
    expect(await recordRun(ledger, { ...run, stage: 'zip', startedAt: 20 })).toBe(1);
    await recordRun(ledger, {
      ...run,
      run: 2,
      startedAt: 20,
      endedAt: 30,
      outcome: 'done',
      facts: { bytes: 9 },
    });
    expect(await runsOfOrder(ledger, mission, anOrderId)).toEqual([
      { ...run, run: 1, startedAt: 10, ...end },
      { ...run, run: 2, startedAt: 20, endedAt: 30, outcome: 'done', facts: { bytes: 9 } },
      { ...run, stage: 'zip', run: 1, startedAt: 20 },
    ]);
  });

  it('give every run its own number, however many begin at once', async () => {
    await putOrder(ledger, anOrderId);
    const run = { mission, orderId: anOrderId, line: 'f123a011', product: 'f123a011', stage: 'map' };
    // Several rounds: once, they might happen to come one after the other.
    for (let round = 0; round < 20; round += 1) {
      const starts = [1, 2, 3].map((start) => 10 * round + start);
      await Promise.all(starts.map((startedAt) => recordRun(ledger, { ...run, startedAt })));
    }
    const runs = await runsOfOrder(ledger, mission, anOrderId);
    expect(runs.map(({ run: number }) => number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
  });
});
