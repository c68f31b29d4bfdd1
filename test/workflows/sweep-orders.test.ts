import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cancelled } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StationContext } from '../../src/activities/context.js';
import type { LostOrder } from '../../src/activities/orders/contract.js';
import { endLines } from '../../src/activities/orders/line-ends.js';
import { lostActivities } from '../../src/activities/orders/lost.js';
import { workflowIds } from '../../src/domain/ids.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { orderRow } from '../../src/ledger/orders.js';
import { anOrder, anOrderId as id, putOrder } from '../support/orders.js';
import { lineTask } from './usual-orders.js';
import { gate, so, Workbench } from './workbench.js';

let bench: Workbench;
let ledger: Ledger;
let output: string;
beforeAll(async () => {
  bench = await Workbench.start();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  bench.reset();
  ledger = await openLedger(':memory:');
  output = await mkdtemp(join(tmpdir(), 'sipstream-sweep-'));
  await mkdir(made(), { recursive: true });
  bench.acts.findLostOrders = () => Promise.resolve([lost]);
  bench.acts.removeLostOrder = lostActivities({
    ...{ ledger, client: bench.client, now: Date.now, programs: {}, jobs: {} },
    scops: { output, temporary: null, folders: FOLDERS },
  } as unknown as StationContext).removeLostOrder;
});
afterEach(async () => {
  await ledger.close();
  await rm(output, { recursive: true, force: true });
});

const FOLDERS = {
  level1: 'level1b',
  igm: 'igm',
  mapped: 'mapped',
  dem: 'dem',
  status: 'status',
  log: 'logs',
};
const made = () => join(output, id, FOLDERS.mapped);
const lost: LostOrder = { order: id, to: anOrder.email, createdAt: 1, isKept: false };
const names = anOrder.lines.map(({ name }) => name);
const stateOf = async () => (await orderRow(ledger, { mission: 'scops', id }))!.state;

/** A line that takes its time to end when it is cancelled: until the gate is opened. */
async function slowLine(told: (what: string) => void) {
  const end = gate();
  bench.acts.runLineStep = async () => {
    told('runs');
    await cancelled().catch(() => told('is cancelled'));
    await end.opened;
    told(existsSync(made()) ? 'has ended' : 'has ended too late');
    throw new Error('It was ended.');
  };
  const handle = await bench.begin('flightLine', workflowIds.flightLine(id, names[0]!), lineTask(0));
  return { handle, end };
}

const sweep = () => bench.begin('sweepOrders', 'scops/sweep-orders', {});

describe('the daily sweep of orders', () => {
  it('removes what an order made that nobody leads when its lines have ended, not before', async () => {
    const events: string[] = [];
    await putOrder(ledger, id);
    const { end } = await slowLine((what) => void events.push(what));
    await so(() => events.includes('runs'));

    const sweeping = await sweep();
    await so(() => events.includes('is cancelled'));
    end.open();
    expect(await sweeping.result()).toMatchObject({ lost: [id] });
    expect(events).toEqual(['runs', 'is cancelled', 'has ended']);
    expect(existsSync(made())).toBe(false);
    expect(await stateOf()).toBe('cancelled');
    expect(bench.of('writeToClient').map(({ order, kind }) => [order, kind])).toEqual([[id, 'cancelled']]);
  });

  it('leaves an order that was sent again, and has ended, since it was found', async () => {
    await putOrder(ledger, id, { createdAt: 2, state: 'complete' });
    expect(await (await sweep()).result()).toMatchObject({ lost: [] });
    expect(existsSync(made())).toBe(true);
    expect(await stateOf()).toBe('complete');
    expect(bench.of('writeToClient')).toEqual([]);
  });

  it('leaves an order that was sent again since it was found, and its lines', async () => {
    await putOrder(ledger, id);
    // As long as its first activity waits nothing of the order is in the ledger.
    const opening = gate();
    bench.acts.openOrder = async () => {
      await opening.opened;
      throw new Error('It was ended.');
    };
    const input = { id, order: anOrder, by: 'ada', needsConfirmation: true };
    const order = await bench.begin('order', workflowIds.order(id), input);
    expect(await (await sweep()).result()).toMatchObject({ lost: [] });
    expect(existsSync(made())).toBe(true);
    expect(await stateOf()).toBe('awaiting confirmation');
    expect(bench.of('writeToClient')).toEqual([]);
    opening.open();
    await order.terminate();
  });

  it('finds nothing to end of lines that have ended or were never begun', async () => {
    const ending = new MockActivityEnvironment().run(() => endLines(bench.client, 'none', names));
    await expect(ending).resolves.toBeUndefined();
  });
});
