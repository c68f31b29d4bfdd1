import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataDay } from '../../src/domain/data-day.js';
import { Workbench, gate, granulesOf, PACE, say, so, taskOf, told } from './workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(() => bench.stop());

function begin(day: DataDay, levels: readonly string[] = ['L1', 'L2']) {
  bench.acts.openDay = () =>
    Promise.resolve({ levels: levels.map((level) => taskOf(day, { level })), pace: PACE });
  return bench.begin('productDay', `test/${day}`, { mission: 'test', day, openedBy: 'test' });
}

const SUCCESS = { pdr: 'PDR.1', form: 'short', disposition: 'SUCCESSFUL', files: [] };

describe('a product day', () => {
  it('is done when every level is accepted; the levels do not wait for each other’s delivery', async () => {
    const day = bench.newDay();
    for (const granule of granulesOf(day)) bench.archive.add(granule);
    const handle = await begin(day);
    for (const level of ['L1', 'L2']) await bench.waitingOne(`test/${day}/${level}/delivery`);
    for (const level of ['L2', 'L1'])
      await bench.client.workflow
        .getHandle(`test/${day}/${level}/delivery`)
        .signal('panReceived', { ...SUCCESS, message: `${day}${level}` });
    await expect(handle.result()).resolves.toBe('done');
    expect(bench.of('closeDay')).toMatchObject([{ day, state: 'done' }]);
  });

  it('offers only what it understands', async () => {
    const handle = await begin(bench.newDay());
    const story = await told(handle, ({ state }) => state === 'waiting');
    expect(story.verbs).toEqual(['rerun', 'abandon']);
    await handle.terminate();
  });

  it('ends everything when it is given up, and closes when everything has ended', async () => {
    const day = bench.newDay();
    const stopping = gate();
    const stopped = gate();
    bench.acts.abandonLevel = async ({ level }) => {
      if (level !== 'L2') return;
      stopping.open();
      await stopped.opened;
    };
    const handle = await begin(day);
    for (const level of ['L1', 'L2']) {
      await bench.waitingOne(`test/${day}/${level}`);
    }
    await say(handle, 'abandon');
    await stopping.opened;
    expect(bench.of('closeDay')).toHaveLength(0);
    stopped.open();
    await expect(handle.result()).resolves.toBe('abandoned');
    // Each level is told of; the engine may say it again when an answer is lost.
    const told = new Set(bench.of('abandonLevel').map(({ level }) => level));
    expect([...told].sort()).toEqual(['L1', 'L2']);
    expect(bench.of('closeDay')).toMatchObject([{ state: 'abandoned' }]);
  });

  it('closes its books when it is cancelled in Temporal, while a delivery waits too', async () => {
    const day = bench.newDay();
    for (const granule of granulesOf(day)) bench.archive.add(granule);
    const handle = await begin(day, ['L1']);
    await bench.waitingOne(`test/${day}/L1/delivery`);
    await handle.cancel();
    await expect(handle.result()).resolves.toBe('abandoned');
    expect(bench.of('settleDelivery')).toMatchObject([{ state: 'abandoned' }]);
    expect(bench.of('closeDay')).toMatchObject([{ state: 'abandoned' }]);
  });

  it('outlives a level that was terminated, and tells the ledger of it', async () => {
    const day = bench.newDay();
    const handle = await begin(day);
    const first = await bench.waitingOne(`test/${day}/L1`);
    const second = await bench.waitingOne(`test/${day}/L2`);
    await first.terminate();
    await so(() => bench.of('abandonLevel').length === 1);
    expect((await told(second, () => true)).state).toBe('waiting');
    await say(second, 'abandon');
    await expect(handle.result()).resolves.toBe('abandoned');
  });

  it('is given up by a command that came with its start', async () => {
    const day = bench.newDay();
    const handle = await bench.beginWith(
      'productDay',
      `test/${day}`,
      { mission: 'test', day, openedBy: 'test' },
      'abandon',
    );
    await expect(handle.result()).resolves.toBe('abandoned');
    expect(bench.of('closeDay')).toMatchObject([{ state: 'abandoned' }]);
  });
});
