import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../src/domain/scops/order.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

const CONFIRMATION = 'NERC-ARF web processor confirmation email';

describe('an order whose client is in no hurry', PATIENT, () => {
  const site = orderSite({
    confirmation: { reminder: '1s', expiry: '3s' },
    retention: '4s',
    retentionNotice: '2s',
  });
  const station = useStation({ days: [], prepare: site.prepare });
  const orders = new OrderDesk(station);
  let order: Order;
  let id = '';

  it('is reminded of once and expires: nothing of it has run, and nothing of it is left', async () => {
    order = orderOf(site.made());
    ({ id } = await orders.submit(order));
    const row = await orders.inState(id, 'expired');
    expect(row.sentence).toBe('Nobody answered in time.');
    expect(await orders.ended(id)).toBe('expired');
    expect(await orders.subjects(id)).toEqual([`${id} expired`, `${id} still waits`, CONFIRMATION]);
    expect(await station().rows('orderRuns', { orderId: id })).toEqual([]);
    expect(await station().rows('orderProducts', { orderId: id })).toEqual([]);
    expect((await readdir(row.folder!)).sort()).toEqual(['order.json', 'record.json']);
  });

  it('can be ordered again under the same name, and runs when it needs no confirmation', async () => {
    expect(await orders.submit(order, { needed: false })).toEqual({ id, isNew: true });
    const row = await orders.inState(id, 'removed');
    expect(row).not.toHaveProperty('masterZip');
    expect(row.completedAt! - row.createdAt).toBeGreaterThan(0);
  });

  it('is removed when its time is over, after a notice; how it was made stays', async () => {
    expect(await orders.ended(id)).toBe('removed');
    expect(await orders.subjects(id)).toEqual(
      [
        ...[`${id} expired`, `${id} still waits`, CONFIRMATION],
        ...[`${id} is removed soon`, `${id} order complete`, `${id} order processing`],
      ].sort(),
    );
    const { folder } = (await orders.row(id))!;
    expect(existsSync(join(folder!, 'mapped'))).toBe(false);
    expect(existsSync(join(folder!, 'provenance.json'))).toBe(true);
    const products = await station().rows('orderProducts', { orderId: id });
    expect(products.map(({ state }) => state)).toEqual(['complete', 'complete']);
  });
});

describe('an order that waits for its client', PATIENT, () => {
  const site = orderSite();
  const station = useStation({ days: [], prepare: site.prepare });
  const orders = new OrderDesk(station);
  /** An order of one line that no other test has. */
  const oneLine = (name: string, more: Partial<Order> = {}): Order => ({
    ...orderOf(site.made(), more),
    email: `${name}@example.org`,
    lines: orderOf(site.made()).lines.slice(0, 1),
  });

  it('is passed by no restart: a .cfg may say so, an operator may say retry', async () => {
    const { id } = await orders.submit(oneLine('restart', { unknown: { DEFAULT: { restart: 'True' } } }));
    await orders.inState(id, 'awaiting confirmation');
    expect(await orders.refused('retry', id)).toContain("'retry' makes no sense");
    expect(await orders.refused('demConfirmed', id, { path: '/tmp/x' })).toContain('makes no sense');
    expect((await orders.row(id))!.state).toBe('awaiting confirmation');
    expect(await station().rows('orderRuns', { orderId: id })).toEqual([]);
  });

  it('is ended by a cancel, its client hears of it, and the same order runs when it is sent again', async () => {
    const order = oneLine('cancel');
    const { id } = await orders.submit(order);
    await orders.inState(id, 'awaiting confirmation');
    // One that is cancelled before it was asked to be confirmed is not asked.
    await orders.mailed(id, CONFIRMATION);
    await orders.say('cancel', id, { by: 'cancel@example.org', why: 'wrong flight' });
    expect(await orders.ended(id)).toBe('cancelled');
    expect((await orders.row(id))!.sentence).toBe('cancel@example.org cancelled it: wrong flight');
    expect(await orders.subjects(id)).toEqual([`${id} cancelled`, CONFIRMATION].sort());
    expect(await orders.submit(order, { needed: false })).toEqual({ id, isNew: true });
    await orders.inState(id, 'complete');
  });

  it('is one order when it is sent twice while it is prepared', async () => {
    const order = oneLine('twice');
    const sent = [await orders.submit(order, { needed: false })];
    for (;;) {
      sent.push(await orders.submit(order, { needed: false }));
      const row = await orders.row(sent[0]!.id);
      if (row && !['awaiting confirmation', 'preparing'].includes(row.state)) break;
    }
    expect(sent.filter(({ isNew }) => isNew)).toHaveLength(1);
    const { id } = sent[0]!;
    await orders.inState(id, 'complete');
    const dems = await station().rows('orderRuns', { orderId: id, stage: 'dem' });
    expect(dems).toHaveLength(1);
    await station().oneMail(`${id} order processing`);
  });

  it('takes its formulas when they are right, and loses nothing by those that are wrong', async () => {
    const { id } = await orders.submit(oneLine('formulas', { bandMaths: true }));
    await orders.inState(id, 'awaiting confirmation');
    expect(await orders.say('confirm', id)).toBe('Confirmed by tester.');
    expect(await orders.say('confirm', id)).toBe('It is confirmed already.');
    const waiting = await orders.inState(id, 'awaiting equations');
    expect(waiting.confirmedAt).toBeGreaterThanOrEqual(waiting.createdAt);
    const [line] = site.made().lines.map(({ name }) => name);
    const said = (expression: string) => ({
      equations: [{ name: 'Ratio', expression, lines: [line] }],
      plugins: [],
    });
    expect(await orders.refused('equations', id, said('band1 ** * 2'))).toMatch(/at character 10/);
    expect(await orders.row(id)).toEqual(waiting);
    await orders.say('equations', id, said('band2 / (band1 + 1)'));
    const row = await orders.inState(id, 'complete');
    expect(await orders.entries(row)).toEqual(
      [`${line}3b_mapped.bil.zip`, `${line}_Ratio3b_mapped.bil.zip`].map((name) => `GB18_00_2018123/${name}`),
    );
    const audit = await station().rows('interventions', { workflowId: `scops/${id}` });
    expect(audit.map(({ verb, actor, why }) => [verb, actor, why]).sort()).toEqual([
      ['confirm', 'tester', 'a test'],
      ['equations', 'tester', 'a test'],
    ]);
    expect(audit.find(({ verb }) => verb === 'equations')?.detail).toEqual(said('band2 / (band1 + 1)'));
    expect(await orders.refused('confirm', id, { by: ' ' })).toContain("'by' is missing");
    expect(await orders.refused('equations', id, said('band1'))).toBe(
      'Equations cannot be changed any more: the order is being made.',
    );
    expect(await orders.refused('dem', id, { dem: { source: 'mosaic', name: 'srtm' } })).toBe(
      'Elevations cannot be changed any more: the order is being made.',
    );
  });

  it('keeps both of two choices that are made at the same moment', async () => {
    const { id } = await orders.submit(oneLine('both', { bandMaths: true }));
    await orders.inState(id, 'awaiting confirmation');
    const equations = [{ name: 'One', expression: 'band1', lines: [site.made().lines[0]!.name] }];
    await Promise.all([
      orders.say('equations', id, { equations, plugins: [] }),
      orders.say('dem', id, { dem: { source: 'ftp', path: null, confirmed: false } }),
    ]);
    expect((await orders.row(id))!.request).toMatchObject({
      equations: [{ name: 'One', expression: 'band1' }],
      dem: { source: 'ftp' },
    });
    await orders.say('confirm', id);
    await orders.inState(id, 'awaiting DEM');
    await orders.say('cancel', id);
  });
});
