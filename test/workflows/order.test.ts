import { cancelled } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderTerms } from '../../src/activities/orders/contract.js';
import { workflowIds } from '../../src/domain/ids.js';
import type { Order } from '../../src/domain/scops/order.js';
import { anOrder, anOrderId } from '../support/orders.js';
import { lineTask, TERMS } from './usual-orders.js';
import { BY, failure, gate, so, Workbench } from './workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(() => bench.stop());

let orders = 0;

/** An order that no other test has. */
async function ordered(
  terms: Partial<OrderTerms> = {},
  wishes: { readonly order?: Order; readonly needsConfirmation?: boolean } = {},
): Promise<{ readonly id: string; readonly handle: WorkflowHandle }> {
  bench.acts.openOrder ??= () => Promise.resolve({ ...TERMS, ...terms });
  const id = `${anOrderId.slice(0, -2)}${(orders += 1) + 10}`;
  const input = { id, order: anOrder, by: 'tester', needsConfirmation: false, ...wishes };
  return { id, handle: await bench.begin('order', workflowIds.order(id), input) };
}

/** The states that the ledger was told, in order. */
const states = () => bench.of('tellOrder').map(({ state }) => state);
/** The steps of lines that were run, `kind product`. */
const steps = () => bench.of('runLineStep').map(({ step }) => `${step.kind} ${step.product}`);
const lineOf = (index: number) => bench.begin('flightLine', `scops/a-line/${(orders += 1)}`, lineTask(index));

describe('an order', () => {
  it('is made, and removed when its time is over, while the mail server is away; its mails come later', async () => {
    const relay = gate();
    bench.acts.writeToClient = () => relay.opened;
    const { handle } = await ordered({ retentionMs: 1_000, retentionNoticeMs: 500 });
    await so(() => states().includes('removed'));
    expect(bench.of('removeOrder')).toHaveLength(1);
    expect(bench.of('writeToClient').map(({ kind }) => kind)).toEqual(['processing']);
    relay.open();
    expect(await handle.result()).toBe('removed');
    expect(bench.of('writeToClient').map(({ kind }) => kind)).toEqual([
      'processing',
      'complete',
      'retention',
    ]);
  });

  it('that is cancelled while the mail server is away ends, and both mails are written', async () => {
    const relay = gate();
    const working = gate();
    bench.acts.writeToClient = () => relay.opened;
    bench.acts.makeDem = async () => {
      working.open();
      await cancelled();
    };
    const { handle } = await ordered({}, { needsConfirmation: true });
    await so(() => bench.of('writeToClient').length === 1);
    await handle.executeUpdate('confirm', { args: [{ by: 'ada@example.org' }] });
    await working.opened;
    await handle.executeUpdate('cancel', { args: [BY] });
    await so(() => states().includes('cancelled'));
    relay.open();
    expect(await handle.result()).toBe('cancelled');
    expect(bench.of('writeToClient').map(({ kind }) => kind)).toEqual(['confirmation', 'cancelled']);
  });

  it('is not over while one of its lines is, when it is cancelled with lines that have not begun', async () => {
    const [first, second] = anOrder.lines;
    const lines = [first!, second!, { ...second!, name: 'f123a031' }];
    const events: string[] = [];
    const end = gate();
    bench.acts.runLineStep = async ({ line }) => {
      events.push(`${line} runs`);
      await cancelled().catch(() => undefined);
      if (line === second!.name) await end.opened;
      events.push(`${line} has ended`);
      throw new Error('It was ended.');
    };
    bench.acts.removeOrder = () => Promise.resolve(void events.push('removed'));
    const { id, handle } = await ordered({ linesAtOnce: 2 }, { order: { ...anOrder, lines } });
    await so(() => events.length === 2);
    await handle.executeUpdate('cancel', { args: [BY] });
    const firstLine = bench.client.workflow.getHandle(workflowIds.flightLine(id, first!.name));
    await firstLine.result();
    // The order has heard of it when it has worked since.
    await so(async () => (await handle.fetchHistory()).events!.some(isChildDone));
    end.open();
    expect(await handle.result()).toBe('cancelled');
    expect(events.slice(2)).toEqual([`${first!.name} has ended`, `${second!.name} has ended`, 'removed']);
  });

  it('that is cancelled before it could be opened refuses what was said meanwhile, and ends', async () => {
    bench.acts.openOrder = () => Promise.reject(new Error('The disk is away.'));
    const { handle } = await ordered();
    const said = handle.executeUpdate('dem', {
      args: [{ by: 'ada', dem: { source: 'mosaic', name: 'srtm' } }],
    });
    const refused = expect(said).rejects.toMatchObject({
      cause: { message: 'The order has ended: nothing can be said to it any more.' },
    });
    await so(async () => (await handle.fetchHistory()).events!.some(isUpdateAccepted));
    await handle.executeUpdate('cancel', { args: [BY] });
    await refused;
    expect(await handle.result()).toBe('cancelled');
  });

  it('makes its lines with the elevations that were taken last, though others were refused just before', async () => {
    const checks = [gate(), gate()];
    const dem = gate();
    let asked = 0;
    bench.acts.takeDem = async ({ order, dem: choice }) => {
      const mine = (asked += 1);
      await checks[mine - 1]!.opened;
      if (mine === 1) throw failure('ORDER_INVALID');
      return { ...order, dem: choice };
    };
    bench.acts.makeDem = () => dem.opened;
    const { handle } = await ordered();
    await so(() => bench.of('makeDem').length === 1);
    const take = (name: string) =>
      handle.executeUpdate<string, [object]>('dem', {
        args: [{ by: 'ada', dem: { source: 'mosaic', name } }],
      });
    const first = take('one').then(
      () => 'taken',
      () => 'refused',
    );
    await so(() => asked === 1);
    const second = take('two');
    await so(async () => (await handle.fetchHistory()).events!.filter(isUpdateAccepted).length === 2);
    dem.open();
    // The story has seen that the elevations are made, and waits for what is being checked.
    await so(async () => {
      const events = (await handle.fetchHistory()).events!;
      return events.filter(isActivityDone).length === 4 && isTaskDone(events.at(-1)!);
    });
    checks[0]!.open();
    expect(await first).toBe('refused');
    checks[1]!.open();
    await second;
    await so(() => steps().length > 0);
    expect(bench.of('prepareOrder').at(-1)!.order.dem).toEqual({ source: 'mosaic', name: 'two' });
    await handle.terminate();
  });
});

describe('a flight line', () => {
  it('is packed without what failed when its grace is over, though nobody can be told of it', async () => {
    const relay = gate();
    bench.acts.announceOrderHold = () => relay.opened;
    bench.acts.runLineStep = () => Promise.reject(failure('RASTER_INVALID'));
    const handle = await bench.begin(
      'flightLine',
      `scops/a-line/${(orders += 1)}`,
      lineTask(1, { graceMs: 500 }),
    );
    await so(() => bench.of('giveUpProducts').length === 1);
    relay.open();
    expect(await handle.result()).toMatchObject({
      complete: [],
      missing: [expect.stringContaining('RASTER_INVALID')],
    });
  });

  it('looks again, after `retry`, at every step whose output may be gone, but not at what is packed', async () => {
    let isBroken = true;
    bench.acts.runLineStep = ({ step }) =>
      isBroken && step.kind === 'map' && step.product === 'f123a011'
        ? Promise.reject(failure('RASTER_INVALID'))
        : Promise.resolve();
    const handle = await lineOf(0);
    await so(() => bench.of('announceOrderHold').length === 1);
    const before = steps().length;
    isBroken = false;
    await handle.executeUpdate('retry', { args: [BY] });
    expect(await handle.result()).toMatchObject({ complete: ['f123a011', 'f123a011_ndvi'], missing: [] });
    expect(steps().slice(before)).toEqual(
      ['mask', 'geocorrect', 'reproject', 'map', 'pack'].map((kind) => `${kind} f123a011`),
    );
  });

  it('is tried again by itself when the cause may have gone', async () => {
    let looks = 0;
    bench.acts.runLineStep = ({ step }) => {
      if (step.kind !== 'map') return Promise.resolve();
      looks += 1;
      return looks > 4 ? Promise.resolve() : Promise.reject(failure('DISK_FULL'));
    };
    const handle = await lineOf(1);
    expect(await handle.result()).toMatchObject({ complete: ['f123a021'], missing: [] });
    const holds = bench.of('announceOrderHold');
    expect(holds.map(({ thenWhat }) => thenWhat)).toEqual(holds.map(() => 'it is tried again by itself'));
    expect(new Set(holds.map(({ at }) => at)).size).toBe(1);
  });

  it('whose products are all packed is complete, though what was on the way cannot be removed', async () => {
    bench.acts.tidyLine = () => Promise.reject(failure('NOT_WRITABLE'));
    const handle = await lineOf(1);
    expect(await handle.result()).toMatchObject({ complete: ['f123a021'], missing: [] });
    expect(bench.of('announceOrderHold')).toEqual([]);
  });
});

interface HistoryEvent {
  readonly childWorkflowExecutionCompletedEventAttributes?: unknown;
  readonly workflowExecutionUpdateAcceptedEventAttributes?: unknown;
  readonly activityTaskCompletedEventAttributes?: unknown;
  readonly workflowTaskCompletedEventAttributes?: unknown;
}
const isChildDone = (event: HistoryEvent) => event.childWorkflowExecutionCompletedEventAttributes != null;
const isUpdateAccepted = (event: HistoryEvent) =>
  event.workflowExecutionUpdateAcceptedEventAttributes != null;
const isTaskDone = (event: HistoryEvent) => event.workflowTaskCompletedEventAttributes != null;
const isActivityDone = (event: HistoryEvent) => event.activityTaskCompletedEventAttributes != null;
