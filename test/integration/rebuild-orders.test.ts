import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { productsOfOrder } from '../../src/ledger/order-products.js';
import { recordRun, runsOfOrder } from '../../src/ledger/order-runs.js';
import { orderRow } from '../../src/ledger/orders.js';
import { Findings } from '../../src/operator/rebuild/findings.js';
import { rebuildOrders } from '../../src/operator/rebuild/rebuild-orders.js';
import { anOrder, anOrderId, putOrder, putProduct } from '../support/orders.js';

const mission = 'scops';
const key = { mission, id: anOrderId };
const sent = { id: anOrderId, order: anOrder, by: 'ada', needsConfirmation: true, at: 7 };

describe('orders of a ledger that is made anew', () => {
  let output: string;
  let folder: string;
  let old: Ledger;
  let anew: Ledger;
  let findings: Findings;

  beforeEach(async () => {
    output = await mkdtemp(join(tmpdir(), 'orders-'));
    folder = join(output, anOrderId);
    await mkdir(join(folder, 'mapped'), { recursive: true });
    old = await openLedger(join(output, 'old.sqlite'));
    anew = await openLedger(join(output, 'anew.sqlite'));
    findings = new Findings();
  });
  afterEach(async () => {
    await old.close();
    await anew.close();
    await rm(output, { recursive: true, force: true });
  });

  const write = (name: string, document: unknown) =>
    writeFile(join(folder, name), typeof document === 'string' ? document : JSON.stringify(document));
  const rebuild = () => rebuildOrders(anew, output, findings, () => undefined);

  /** An order as it is packed: its rows, and the document that is made of them. */
  async function packed(): Promise<void> {
    await putOrder(old, anOrderId, { state: 'packing', createdAt: 7, confirmedAt: 8, folder });
    await putProduct(old, anOrderId, 'f123a011', {
      state: 'complete',
      stage: 'complete',
      progress: 100,
      zipBytes: 12,
      files: { zip: 'mapped/a.zip' },
    });
    await putProduct(old, anOrderId, 'f123a021', {
      state: 'given up',
      stage: 'mask',
      progress: 3,
      code: 'LINE_FAILED',
      sentence: 'It broke.',
    });
    const run = { mission, orderId: anOrderId, line: 'f123a011', product: 'f123a011', stage: 'map' };
    await recordRun(old, { ...run, startedAt: 10 });
    await recordRun(old, { ...run, startedAt: 20, endedAt: 30, outcome: 'done', facts: { from: 1 } });
    await write('order.json', sent);
    await write('provenance.json', {
      ...(await orderRow(old, key)),
      software: { name: 'sipstream' },
      products: await productsOfOrder(old, mission, anOrderId),
      runs: await runsOfOrder(old, mission, anOrderId),
      masterZip: 'mapped/all.zip',
      masterBytes: 99,
      missing: ['f123a021: It broke.'],
      completedAt: 40,
      expiresAt: 90,
    });
    await write('mapped/all.zip', 'zip');
  }

  it('are told again with their products and runs when they were packed', async () => {
    await packed();
    expect(await rebuild()).toBe(1);
    expect(await orderRow(anew, key)).toMatchObject({
      ...{ project: 'GB18_00', email: 'ada@example.org', flight: '2018123a', request: anOrder, folder },
      ...{ state: 'partly complete', createdAt: 7, confirmedAt: 8, completedAt: 40, expiresAt: 90 },
      ...{ masterZip: 'mapped/all.zip', masterBytes: 99, missing: ['f123a021: It broke.'] },
    });
    expect(await productsOfOrder(anew, mission, anOrderId)).toEqual(
      await productsOfOrder(old, mission, anOrderId),
    );
    expect(await runsOfOrder(anew, mission, anOrderId)).toEqual(await runsOfOrder(old, mission, anOrderId));
    expect(findings.list()).toEqual([]);
  });

  it('are removed when their zip is gone', async () => {
    await packed();
    await rm(join(folder, 'mapped'), { recursive: true });
    await rebuild();
    const row = await orderRow(anew, key);
    expect(row).toMatchObject({ state: 'removed', completedAt: 40 });
    expect(row).not.toHaveProperty('masterZip');
  });

  it('are as they were recorded, but for products that are gone', async () => {
    await packed();
    const order = { ...(await orderRow(old, key))!, state: 'complete', masterZip: 'mapped/all.zip' };
    await write('record.json', { order: { ...order, confirmedAt: 9 }, products: [], runs: [] });
    await rebuild();
    expect(await orderRow(anew, key)).toMatchObject({ state: 'complete', confirmedAt: 9 });
    await rm(join(folder, 'mapped'), { recursive: true });
    await rebuild();
    expect(await orderRow(anew, key)).toMatchObject({ state: 'removed', confirmedAt: 9 });
    await write('record.json', { order: 'none' });
    await rebuild();
    expect(findings.list().map(({ what }) => what)).toEqual([
      'orders whose record.json has another shape than this release writes',
    ]);
  });

  it('wait for their confirmation, or are in work, when only what was sent is there', async () => {
    await write('order.json', sent);
    await rebuild();
    expect(await orderRow(anew, key)).toMatchObject({ state: 'awaiting confirmation', since: 7 });
    expect(await productsOfOrder(anew, mission, anOrderId)).toEqual([]);
    await write('plan.json', {});
    await rebuild();
    expect(await orderRow(anew, key)).toMatchObject({ state: 'preparing' });
    const products = await productsOfOrder(anew, mission, anOrderId);
    expect(products.map(({ product, kind, state }) => [product, kind, state])).toEqual([
      ['f123a011', 'line', 'waiting'],
      ['f123a011_ndvi', 'equation', 'waiting'],
      ['f123a021', 'line', 'waiting'],
    ]);
  });

  it('are left out, or told without what cannot be read, and the operator hears of it', async () => {
    await write('order.json', 'no JSON');
    expect(await rebuild()).toBe(0);
    await write('order.json', sent);
    await write('provenance.json', { products: 'many' });
    expect(await rebuild()).toBe(1);
    expect(await orderRow(anew, key)).toMatchObject({ state: 'awaiting confirmation' });
    expect(findings.list().map(({ what, examples }) => [what, examples])).toEqual([
      ['folders of orders without an order.json that can be read', [anOrderId]],
      ['orders whose provenance.json has another shape than this release writes', [anOrderId]],
    ]);
  });

  it('are none where there is no folder of orders', async () => {
    expect(await rebuildOrders(anew, join(output, 'nowhere'), findings, () => undefined)).toBe(0);
  });
});
