import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import type { LevelTask } from '../../src/activities/contract.js';
import type { Story } from '../../src/domain/story.js';
import { BY, Workbench, failure, gate, granulesOf, held, PACE, say, so, taskOf, told } from './workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(() => bench.stop());

function begin(task: LevelTask) {
  return bench.begin('level', `test/${task.day}/${task.level}`, task);
}

function arrive(...granules: string[]) {
  for (const granule of granules) bench.archive.add(granule);
}

describe('a level that awaits its inputs', () => {
  it('holds when the deadline passes, naming what is missing, and goes on by itself when it arrives', async () => {
    const day = bench.newDay();
    const [first, second] = granulesOf(day);
    arrive(first);
    const handle = await begin(taskOf(day, { deadlineMs: 500 }));
    const story = await told(handle, held('MISSING_INPUT'));
    expect(story.hold?.details).toHaveLength(1);
    expect(story.missing).toEqual([second]);

    arrive(second);
    await handle.signal('inputArchived', { granules: [second] });
    await expect(handle.result()).resolves.toMatchObject({ state: 'archived' });
    expect(bench.of('announceHold').map(({ code }) => code)).toEqual(['MISSING_INPUT']);
    expect(bench.of('announceRelease')).toHaveLength(1);
  });

  it('waits, and is not held any more, when an operator names a new deadline', async () => {
    const handle = await begin(taskOf(bench.newDay(), { deadlineMs: 300 }));
    await told(handle, held('MISSING_INPUT'));
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect(await say(handle, 'wait', { until })).toMatch(/wait accepted/);
    const story = await told(handle, ({ state }) => state === 'waiting');
    expect(story.hold).toBeUndefined();
    expect(story.until).toBe(Date.parse(until));
    expect(bench.of('assessInputs').at(-1)?.extendedTo).toBe(Date.parse(until));
    await handle.terminate();
  });

  it('refuses deadlines that are none: past, without a zone, sooner than the one it has, centuries away', async () => {
    const handle = await begin(taskOf(bench.newDay()));
    await told(handle, ({ state }) => state === 'waiting');
    const after = (ms: number) => new Date(Date.now() + ms).toISOString();
    expect(await say(handle, 'wait', { until: after(-1_000) })).toMatch(/refused: .* is past/);
    expect(await say(handle, 'wait', { until: '2126-11-23T12:00' })).toMatch(/refused: Say until when/);
    expect(await say(handle, 'wait', { until: after(60_000) })).toMatch(/refused: It waits until .* anyway/);
    expect(await say(handle, 'wait', { until: '2926-11-23T12:00:00Z' })).toMatch(/refused: .* two years/);
    await handle.terminate();
  });

  it('does not start on a word that came while the archive was being read and is not true', async () => {
    const day = bench.newDay();
    const [first, second] = granulesOf(day);
    const looking = gate();
    const answer = gate();
    bench.acts.assessInputs = async () => {
      if (bench.of('assessInputs').length === 1) {
        looking.open();
        await answer.opened;
      }
      return { present: [...bench.archive] };
    };
    arrive(first);
    const handle = await begin(taskOf(day));
    await looking.opened;
    await handle.signal('inputArchived', { granules: [second] });
    answer.open();
    await so(() => bench.of('assessInputs').length === 2);
    await told(handle, ({ state, missing }) => state === 'waiting' && missing.includes(second));
    expect(bench.of('stageLevel')).toHaveLength(0);
    await handle.terminate();
  });
});

describe('a stage that fails', () => {
  it('holds once, looks again by itself, keeps the ledger true, and goes on when the cause is gone', async () => {
    const day = bench.newDay();
    arrive(...granulesOf(day));
    let isFull = true;
    bench.acts.stageLevel = () =>
      isFull ? Promise.reject(failure('DISK_FULL')) : Promise.resolve({ inputs: 2, bytes: 2, digest: 'd' });
    const handle = await begin(taskOf(day));
    const story = await told(handle, held('DISK_FULL'));
    expect(story.then).toBe('it is tried again by itself');
    await so(() => bench.of('announceHold').length >= 2);
    isFull = false;
    await expect(handle.result()).resolves.toMatchObject({ state: 'archived' });
    const notices = bench.of('announceHold');
    // The time of the event is the key of its mail: the same event is written again, and mailed once.
    expect(new Set(notices.map(({ code, at }) => `${code} ${at}`)).size).toBe(1);
    expect(notices[0]?.until).toBeGreaterThan(notices[0]!.at);
  });

  it('runs a processor that crashes anew as a run of its own, and does not count a run that was lost', async () => {
    const day = bench.newDay();
    arrive(...granulesOf(day));
    const codes = ['PROCESSOR_LOST', 'PROCESSOR_FAILED', 'PROCESSOR_LOST'] as const;
    bench.acts.runProcessor = () => {
      const code = codes[bench.of('runProcessor').length - 1];
      return code ? Promise.reject(failure(code)) : Promise.resolve({ elapsedMs: 1 });
    };
    const handle = await begin(taskOf(day));
    await expect(handle.result()).resolves.toMatchObject({ state: 'archived' });
    expect(bench.of('runProcessor').map(({ run }) => run)).toEqual([1, 2, 3, 4]);
    expect(bench.of('announceHold')).toHaveLength(0);
  });

  it('does not hold because its workers were stopped again and again', async () => {
    const day = bench.newDay();
    arrive(...granulesOf(day));
    bench.acts.runProcessor = () =>
      bench.of('runProcessor').length <= 2 * PACE.attempts
        ? Promise.reject(ApplicationFailure.create({ type: 'WorkerShutdown', message: 'shutting down' }))
        : Promise.resolve({ elapsedMs: 1 });
    const handle = await begin(taskOf(day));
    await expect(handle.result()).resolves.toMatchObject({ state: 'archived' });
    expect(new Set(bench.of('runProcessor').map(({ run }) => run))).toEqual(new Set([1]));
    expect(bench.of('announceHold')).toHaveLength(0);
  });

  it('numbers its runs after those of an earlier opening of the day', async () => {
    const day = bench.newDay();
    arrive(...granulesOf(day));
    const handle = await begin(taskOf(day, { runsBefore: 3 }));
    await handle.result();
    expect(bench.of('runProcessor').map(({ run }) => run)).toEqual([4]);
  });

  it('takes Suspect products by accept, and begins anew by retry', async () => {
    const day = bench.newDay();
    arrive(...granulesOf(day));
    bench.acts.assureQuality = () =>
      Promise.resolve({ verdict: 'Suspect', explanation: 'Thin.', reasons: ['Thin.'] });
    const handle = await begin(taskOf(day));
    const story = await told(handle, held('QA_SUSPECT'));
    expect(story.verbs).toEqual(['accept', 'reject', 'retry', 'abandon']);
    await say(handle, 'retry');
    await so(() => bench.of('assureQuality').length === 2);
    await told(handle, held('QA_SUSPECT'));
    expect(await say(handle, 'accept', { flag: 'Failed' })).toMatch(/refused: 'flag' is/);
    await say(handle, 'accept');
    await expect(handle.result()).resolves.toMatchObject({ state: 'archived' });
    expect(bench.of('announceHold')).toHaveLength(2);
    expect(bench.of('decideQuality')).toMatchObject([
      { decision: { verb: 'accept', flag: 'Suspect', ...BY } },
    ]);
    expect(bench.of('archiveProducts')).toMatchObject([
      { verdict: { verdict: 'Suspect', explanation: BY.why } },
    ]);
  });

  it('keeps products that were rejected until they are accepted all the same, and writes both down', async () => {
    const day = bench.newDay();
    arrive(...granulesOf(day));
    bench.acts.assureQuality = () =>
      Promise.resolve({ verdict: 'Suspect', explanation: 'Thin.', reasons: ['Thin.'] });
    const handle = await begin(taskOf(day));
    await told(handle, held('QA_SUSPECT'));
    await say(handle, 'reject');
    await told(handle, held('QA_FAILED'));
    expect(bench.of('archiveProducts')).toHaveLength(0);
    await say(handle, 'accept', { flag: 'Passed' });
    await expect(handle.result()).resolves.toMatchObject({ state: 'archived' });
    expect(bench.of('decideQuality').map(({ decision }) => decision.flag)).toEqual(['Failed', 'Passed']);
  });
});

describe('a level that is given up', () => {
  it('is abandoned even when its last work was done before it could be stopped', async () => {
    const day = bench.newDay();
    arrive(...granulesOf(day));
    const archiving = gate();
    const done = gate();
    bench.acts.archiveProducts = async () => {
      archiving.open();
      await done.opened;
      return [];
    };
    const handle = await begin(taskOf(day));
    await archiving.opened;
    expect(await say(handle, 'abandon')).toMatch(/abandon accepted/);
    expect((await handle.query<Story>('story')).state).toBe('running');
    expect(bench.of('abandonLevel')).toHaveLength(0);
    done.open();
    await expect(handle.result()).resolves.toMatchObject({ state: 'abandoned' });
    expect(bench.of('abandonLevel')).toHaveLength(1);
  });

  it('is told to the ledger when it is cancelled in Temporal', async () => {
    const handle = await begin(taskOf(bench.newDay(), { deadlineMs: 200 }));
    await told(handle, held('MISSING_INPUT'));
    await handle.cancel();
    await expect(handle.result()).resolves.toMatchObject({ state: 'abandoned' });
    expect(bench.of('abandonLevel')).toHaveLength(1);
    expect(bench.of('announceRelease')).toHaveLength(1);
  });

  it('is abandoned by a command that came with its start', async () => {
    const task = taskOf(bench.newDay());
    const handle = await bench.beginWith('level', `test/${task.day}/L1`, task, 'abandon');
    await expect(handle.result()).resolves.toMatchObject({ state: 'abandoned' });
    expect(bench.of('recordIntervention').map(({ verb }) => verb)).toEqual(['abandon']);
  });
});
