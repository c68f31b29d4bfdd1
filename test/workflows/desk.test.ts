import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BY, Workbench, gate, granulesOf, held, say, so, taskOf, told } from './workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(() => bench.stop());

describe('the desk of a workflow', () => {
  it('stops before the next stage by hold, and goes on by release', async () => {
    const day = bench.newDay();
    for (const granule of granulesOf(day)) bench.archive.add(granule);
    const staging = gate();
    const go = gate();
    bench.acts.stageLevel = async () => {
      staging.open();
      await go.opened;
      return { inputs: 2, bytes: 2, digest: 'd' };
    };
    const handle = await bench.begin('level', `test/${day}/L1`, taskOf(day));
    await staging.opened;
    expect(await say(handle, 'hold')).toMatch(/hold accepted/);
    expect(await say(handle, 'hold')).toMatch(/refused: 'hold' makes no sense .* release, abandon/);
    go.open();
    const story = await told(handle, held('OPERATOR_HOLD'));
    expect(story.stage).toBe('run');
    expect(bench.of('runProcessor')).toHaveLength(0);
    await say(handle, 'release');
    await expect(handle.result()).resolves.toMatchObject({ state: 'archived' });
  });

  it('does not take a release that was said several times for the release of a later hold', async () => {
    const day = bench.newDay();
    for (const granule of granulesOf(day)) bench.archive.add(granule);
    bench.acts.assureQuality = () =>
      Promise.resolve({ verdict: 'Suspect', explanation: 'Thin.', reasons: [] });
    const running = gate();
    const go = gate();
    bench.acts.runProcessor = async () => {
      running.open();
      await go.opened;
      return { elapsedMs: 1 };
    };
    const handle = await bench.begin('level', `test/${day}/L1`, taskOf(day));
    await running.opened;
    await say(handle, 'hold');
    go.open();
    await told(handle, held('OPERATOR_HOLD'));
    await Promise.all(Array.from({ length: 8 }, () => say(handle, 'release')));
    await told(handle, held('QA_SUSPECT'));
    await so(() => bench.of('announceHold').some(({ code }) => code === 'QA_SUSPECT'));
    expect(bench.of('archiveProducts')).toHaveLength(0);
    await handle.terminate();
  });

  it('lets the work go on while people cannot be told of a hold that is over', async () => {
    const day = bench.newDay();
    bench.acts.announceHold = () => Promise.reject(new Error('the relay is away'));
    const handle = await bench.begin('level', `test/${day}/L1`, taskOf(day, { deadlineMs: 200 }));
    await told(handle, held('MISSING_INPUT'));
    await so(() => bench.of('announceHold').length >= 2);
    const granules = granulesOf(day);
    for (const granule of granules) bench.archive.add(granule);
    await handle.signal('inputArchived', { granules });
    await expect(handle.result()).resolves.toMatchObject({ state: 'archived' });
    // The ledger hears of the end after the beginning, never the other way round.
    const told_ = bench.calls.map(({ name }) => name);
    expect(told_.lastIndexOf('announceHold')).toBeLessThan(told_.indexOf('announceRelease'));
  });

  it('refuses commands that do not say who and why, and those that make no sense', async () => {
    const handle = await bench.begin('level', 'test/refusals/L1', taskOf(bench.newDay()));
    await told(handle, ({ state }) => state === 'waiting');
    expect(await say(handle, 'hold', { by: ' ' })).toMatch(/refused: Say who and why/);
    expect(await say(handle, 'retry')).toMatch(
      /refused: 'retry' makes no sense .* proceed, wait, hold, abandon/,
    );
    expect(bench.of('recordIntervention')).toHaveLength(0);
    await handle.terminate();
  });

  it('records a command though the workflow ends with it, and whoever gave it', async () => {
    const handle = await bench.begin('level', 'test/recorded/L1', taskOf(bench.newDay()));
    await told(handle, ({ state }) => state === 'waiting');
    await say(handle, 'abandon');
    await handle.result();
    expect(bench.of('recordIntervention')).toMatchObject([{ verb: 'abandon', ...BY }]);
  });
});
