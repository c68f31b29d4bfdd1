import { cancelled } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LostOrder } from '../../src/activities/orders/contract.js';
import { lostActivities } from '../../src/activities/orders/lost.js';
import { workflowIds } from '../../src/domain/ids.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { anOrder, anOrderId as id, putOrder } from '../support/orders.js';
import { lineTask } from './usual-orders.js';
import { gate, so, Workbench } from './workbench.js';

let bench: Workbench;
let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger(':memory:');
  bench = await Workbench.start();
});
afterAll(async () => {
  await bench.stop();
  await ledger.close();
});

/** A line that takes its time to end when it is cancelled: until the gate is opened. */
async function slowLine(index: number, told: (what: string) => void) {
  const end = gate();
  bench.acts.runLineStep = async () => {
    told('runs');
    await cancelled().catch(() => told('is cancelled'));
    await end.opened;
    told('has ended');
    throw new Error('It was ended.');
  };
  const handle = await bench.begin(
    'flightLine',
    workflowIds.flightLine(id, anOrder.lines[index]!.name),
    lineTask(index),
  );
  return { handle, end };
}

describe('the daily sweep of orders', () => {
  it('removes what an order made that nobody leads when its lines have ended, not before', async () => {
    const events: string[] = [];
    const lost: LostOrder = { order: id, to: anOrder.email, isKept: false };
    await putOrder(ledger, id);
    bench.acts.findLostOrders = () => Promise.resolve([lost]);
    bench.acts.endLines = (order) =>
      lostActivities({ ledger, client: bench.client, now: Date.now }).endLines(order);
    bench.acts.removeOrder = () => Promise.resolve(void events.push('removed'));
    const { end } = await slowLine(0, (what) => void events.push(what));
    await so(() => events.includes('runs'));

    const sweep = await bench.begin('sweepOrders', 'scops/sweep-orders', {});
    await so(() => events.includes('is cancelled'));
    end.open();
    expect(await sweep.result()).toMatchObject({ lost: [id] });
    expect(events).toEqual(['runs', 'is cancelled', 'has ended', 'removed']);
    expect(bench.of('tellOrder').at(-1)).toMatchObject({ order: id, state: 'cancelled' });
    expect(bench.of('writeToClient').map(({ kind }) => kind)).toEqual(['cancelled']);
  });

  it('finds nothing to end of lines that have ended or were never begun', async () => {
    await expect(
      lostActivities({ ledger, client: bench.client, now: Date.now }).endLines({ order: id }),
    ).resolves.toBeUndefined();
  });
});
