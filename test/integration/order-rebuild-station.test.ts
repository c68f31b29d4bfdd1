import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../src/ledger/open.js';
import { rebuildLedger } from '../../src/operator/rebuild/rebuild.js';
import { copyOf, differences, type LedgerCopy } from '../support/ledger-copy.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, TestStation } from '../support/station.js';

const TABLES = ['orders', 'orderProducts', 'orderRuns'] as const;

describe('a ledger that is made anew', PATIENT, () => {
  const site = orderSite({ lineGrace: '1s', plugins: ['plugins'] });
  let station: TestStation;
  let before: LedgerCopy;

  beforeAll(async () => {
    station = await TestStation.start({ days: [], prepare });
    try {
      await live(new OrderDesk(() => station));
      before = await copyOf(station.ledger);
    } finally {
      await station.stop();
    }
  }, PATIENT.timeout);

  async function prepare(home: string): Promise<void> {
    await site.prepare(home);
    await mkdir(join(home, 'plugins'));
    await writeFile(
      join(home, 'plugins/fails.mjs'),
      "export async function run() { throw new Error('not today'); }\n",
    );
  }

  afterAll(() => rm(station.home, { recursive: true, force: true }));

  /** An order that is complete, one that lacks products, one that was cancelled, one that expects its client's formulas. */
  async function live(orders: OrderDesk): Promise<void> {
    const all = orderOf(site.made());
    const one = { ...all, lines: all.lines.slice(0, 1) };
    const sent = async (name: string, order: typeof all) =>
      (await orders.submit({ ...order, email: `${name}@example.org` }, { needed: false })).id;

    const complete = await sent('complete', one);
    await orders.inState(complete, 'complete');

    const lines = all.lines.map((line) => ({ ...line, plugins: ['fails'] }));
    const partly = await sent('partly', { ...all, lines, plugins: ['fails'] });
    await orders.inState(partly, 'partly complete');

    const { id: cancelled } = await orders.submit({ ...one, email: 'cancelled@example.org' });
    await orders.inState(cancelled, 'awaiting confirmation');
    await orders.say('cancel', cancelled, { why: 'the wrong flight' });
    await orders.inState(cancelled, 'cancelled');

    const open = (await orders.submit({ ...one, email: 'open@example.org', bandMaths: true })).id;
    await orders.inState(open, 'awaiting confirmation');
    await orders.say('confirm', open);
    await orders.inState(open, 'awaiting equations');
    // What is told last is told before it is recorded.
    await station.until('every mail is out', async () =>
      (await station.rows('notices')).every(({ how }) => how !== undefined),
    );
  }

  it('tells the orders, their products and runs as the old one did', async () => {
    const into = join(station.home, 'anew.sqlite');
    const quiet = () => undefined;
    const report = await rebuildLedger({
      ...{ home: station.home, mission: join(station.home, 'mission.yaml'), into },
      ...{ withoutTemporal: true, now: Date.now(), show: quiet, say: quiet },
    });
    expect(report.findings).toEqual([]);
    const ledger = await openLedger(into);
    const after = await copyOf(ledger);
    await ledger.close();
    const only = (copy: LedgerCopy) =>
      Object.fromEntries(TABLES.map((table) => [table, copy[table]])) as unknown as LedgerCopy;
    expect(differences(only(before), only(after), {})).toEqual([]);
    expect([...after.orders.values()].map(({ state }) => state).sort()).toEqual([
      ...['awaiting equations', 'cancelled', 'complete', 'partly complete'],
    ]);
    expect([...after.orderRuns.values()].filter(({ outcome }) => outcome === 'failed')).not.toEqual([]);
  });
});
