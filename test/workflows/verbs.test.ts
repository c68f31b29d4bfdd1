import { WithStartWorkflowOperation } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TASK_QUEUES } from '../../src/domain/ids.js';
import type { Rehearsal } from '../../src/workflows/messages.js';
import { BY, Workbench, gate, granulesOf, held, say, so, taskOf, told } from './workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(() => bench.stop());

/** Says a verb to a workflow that is started by it when it does not run. */
async function sayWithStart(type: string, workflowId: string, start: object, verb: string, more: object) {
  const startWorkflowOperation = new WithStartWorkflowOperation(type, {
    workflowId,
    taskQueue: TASK_QUEUES.main,
    args: [start],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  const sentence = await bench.client.workflow.executeUpdateWithStart(verb, {
    startWorkflowOperation,
    args: [{ ...BY, ...more }],
  });
  return { sentence, handle: await startWorkflowOperation.workflowHandle() };
}

describe('a verb that comes as a signal', () => {
  it('does what the update does, and is recorded', async () => {
    const day = bench.newDay();
    const handle = await bench.begin('level', `test/${day}/L1`, taskOf(day, { deadlineMs: 100 }));
    await told(handle, held('MISSING_INPUT'));
    await handle.signal('command', { verb: 'proceed', ...BY, without: granulesOf(day) });
    await expect(handle.result()).resolves.toMatchObject({ state: 'archived' });
    expect(bench.of('recordIntervention')).toMatchObject([
      { verb: 'proceed', ...BY, detail: { without: granulesOf(day) } },
    ]);
    expect(bench.of('stageLevel')[0]).toMatchObject({ waivers: [{ ...BY, granules: granulesOf(day) }] });
  });

  it('is refused in the audit when it makes no sense, with the sentence of the update', async () => {
    const day = bench.newDay();
    const handle = await bench.begin('level', `test/${day}/L1`, taskOf(day));
    await told(handle, ({ state }) => state === 'waiting');
    await handle.signal('command', { verb: 'retry', ...BY });
    // Two that come in one task would be recorded beside each other.
    await so(() => bench.of('recordIntervention').length === 1);
    await handle.signal('command', { verb: 'make coffee', ...BY });
    await handle.signal('command', 'nonsense');
    await so(() => bench.of('recordIntervention').length === 2);
    expect(bench.of('recordIntervention').map(({ refused }) => refused)).toEqual([
      expect.stringMatching(/^'retry' makes no sense for .* at 'await inputs'/),
      expect.stringMatching(/^'make coffee' is not a verb/),
    ]);
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await handle.terminate();
  });
});

describe('a rehearsal', () => {
  it('answers with the checks of the update, and nothing happens', async () => {
    const day = bench.newDay();
    const handle = await bench.begin('level', `test/${day}/L1`, taskOf(day));
    await told(handle, ({ state }) => state === 'waiting');
    const rehearse = (said: object) => handle.query<Rehearsal, [object]>('rehearse', { ...BY, ...said });
    expect(await rehearse({ verb: 'proceed', without: granulesOf(day) })).toEqual({
      accepted: true,
      sentence: `${day} L1: proceed goes on without the missing granules.`,
    });
    expect(await rehearse({ verb: 'proceed', without: ['MOP02/2020-01-01'] })).toMatchObject({
      accepted: false,
      sentence: expect.stringMatching(/^Not missing/) as string,
    });
    expect(await rehearse({ verb: 'retry' })).toMatchObject({ accepted: false });
    expect(await rehearse({ verb: 'hold', why: '' })).toMatchObject({ accepted: false });
    expect(await handle.query('story')).toMatchObject({ state: 'waiting' });
    expect(bench.of('recordIntervention')).toEqual([]);
    await handle.terminate();
  });
});

describe('a known gap', () => {
  it('ends a hold for what lies in it, without being a decision about the product', async () => {
    const day = bench.newDay();
    const [first, second] = granulesOf(day);
    bench.archive.add(first);
    const handle = await bench.begin('level', `test/${day}/L1`, taskOf(day, { deadlineMs: 100 }));
    await told(handle, held('MISSING_INPUT'));
    await handle.signal('gapKnown', { granules: [second, 'MOP02/1999-01-01'] });
    await expect(handle.result()).resolves.toMatchObject({ state: 'archived' });
    expect(bench.of('stageLevel')[0]).toMatchObject({ waived: [], waivers: [] });
  });

  it('that holds all that a level needs leaves nothing to make, there and in the levels that it feeds', async () => {
    const day = bench.newDay();
    const gaps = granulesOf(day);
    bench.acts.openDay = () =>
      Promise.resolve({
        levels: [
          taskOf(day, { feeds: ['L2'], inputs: { ...taskOf(day).inputs, gaps } }),
          taskOf(day, { level: 'L2' }),
        ],
        pace: taskOf(day).pace,
      });
    const handle = await bench.begin('productDay', `test/${day}`, {
      mission: 'test',
      day,
      openedBy: 'input',
    });
    await expect(handle.result()).resolves.toBe('abandoned');
    expect(bench.of('abandonLevel').map(({ level }) => level)).toEqual(['L1', 'L2']);
    expect(bench.of('abandonLevel')[0]!.sentence).toMatch(/known gap/);
  });
});

describe('a rerun', () => {
  it('opens a closed day for the one level, and closes it again', async () => {
    const day = bench.newDay();
    for (const granule of granulesOf(day)) bench.archive.add(granule);
    bench.acts.openDay = ({ levels }) => {
      expect(levels).toEqual([]);
      return Promise.resolve({ levels: [], pace: taskOf(day).pace });
    };
    const start = { mission: 'test', day, openedBy: 'ops', levels: [] };
    const { sentence, handle } = await sayWithStart('productDay', `test/${day}`, start, 'rerun', {
      level: 'L1',
      version: '1.0.2',
    });
    expect(sentence).toMatch(/rerun accepted/);
    expect(bench.of('planRerun')).toMatchObject([{ day, level: 'L1', version: '1.0.2' }]);
    const delivery = await bench.waitingOne(`test/${day}/L1/delivery`);
    expect(bench.of('archiveProducts')[0]).toMatchObject({ task: { version: '1.0.2', edition: 2 } });
    expect(await say(handle, 'rerun', { level: 'L1' })).toMatch(/refused: .* L1 is in work/);
    expect(await say(handle, 'rerun', { level: 'L1', version: 'x' })).toMatch(/refused/);
    await delivery.signal('panReceived', {
      message: 'm',
      pdr: 'PDR.1',
      form: 'short',
      disposition: 'SUCCESSFUL',
      files: [],
    });
    await expect(handle.result()).resolves.toBe('done');
  });

  it('that is to follow the work in hand waits for its end', async () => {
    const day = bench.newDay();
    const running = gate();
    const go = gate();
    for (const granule of granulesOf(day)) bench.archive.add(granule);
    bench.acts.runProcessor = async () => {
      running.open();
      await go.opened;
      return { elapsedMs: 1 };
    };
    const handle = await bench.begin('productDay', `test/${day}`, { mission: 'test', day, openedBy: 'ops' });
    await running.opened;
    await handle.signal('command', { verb: 'rerun', ...BY, level: 'L1', afterwards: true });
    await so(async () =>
      /is to be made again already/.test(
        (
          await handle.query<Rehearsal, [object]>('rehearse', {
            verb: 'rerun',
            ...BY,
            level: 'L1',
            afterwards: true,
          })
        ).sentence,
      ),
    );
    expect(bench.of('planRerun')).toEqual([]);
    await bench.client.workflow.getHandle(`test/${day}/L1`).executeUpdate('abandon', { args: [BY] });
    go.open();
    await so(() => bench.of('planRerun').length === 1);
    await bench.waitingOne(`test/${day}/L1/delivery`);
    await handle.terminate();
  });
});

describe('a correction', () => {
  it('delivers again with the fields corrected, in this PDR and all later ones', async () => {
    const day = bench.newDay();
    const task = taskOf(day);
    const granules = [{ type: 'ONE', fileType: 'SCIENCE', files: ['L1/ONE.he5', 'L1/ONE.he5.met'] }];
    const handle = await bench.begin('delivery', `test/${day}/L1/delivery`, { task, granules });
    await told(handle, ({ stage, state }) => stage === 'await PAN' && state === 'waiting');
    await handle.signal('pdrdReceived', {
      message: 'm',
      pdr: 'PDR.1',
      form: 'short',
      disposition: 'INVALID DATA VERSION',
      groups: [],
    });
    const story = await told(handle, held('PDRD_RECEIVED'));
    expect(story.verbs).toEqual(['correct', 'resubmit', 'abandon']);
    for (const fields of [{}, { FILE_SIZE: '3' }, { DATA_VERSION: '2' }, { DIRECTORY_ID: '/a/../b' }])
      expect(await say(handle, 'correct', { fields })).toMatch(/^refused/);
    await say(handle, 'correct', { fields: { DATA_VERSION: '002' } });
    await told(handle, ({ stage, state }) => stage === 'await PAN' && state === 'waiting');
    await say(handle, 'resubmit', {});
    await so(() => bench.of('deliver').length === 3);
    expect(bench.of('deliver').map(({ correction }) => correction)).toEqual([
      undefined,
      { DATA_VERSION: '002' },
      { DATA_VERSION: '002' },
    ]);
    await handle.terminate();
  });
});

describe('what is decided for the mission', () => {
  const operations = (verb: string, more: object) =>
    sayWithStart('operations', 'test/operations', { mission: 'test' }, verb, more);

  it('is one workflow for all that is said in a while; each is recorded with who and why', async () => {
    const first = await operations('note', { day: '2020-01-01', level: 'L1' });
    const second = await operations('gap', { from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' });
    expect([first.sentence, second.sentence]).toEqual(['Noted.', 'Known gap.']);
    expect(first.handle.workflowId).toBe(second.handle.workflowId);
    expect(bench.of('recordIntervention')).toMatchObject([
      { verb: 'note', day: '2020-01-01', level: 'L1', ...BY },
      { verb: 'gap', detail: { from: '2020-01-01T00:00:00Z' }, ...BY },
    ]);
    await first.handle.terminate();
  });

  it.each([
    ['gap', { from: '2020-01-02T00:00:00Z', to: '2020-01-01T00:00:00Z' }, /is not after/],
    ['gap', { from: 'yesterday', to: 'today' }, /ISO times/],
    ['processor', { level: 'L1', version: '1.0', from: '2020-01-01' }, /not a processor version/],
    ['processor', { level: 'L1', version: '1.0.1', from: '2020-01-02', to: '2020-01-01' }, /is before/],
    ['identify', { file: '../../etc/passwd', granule: 'MOPEPHN0/2020-01-01/0000' }, /without a directory/],
    ['identify', { file: 'x', granule: 'nonsense' }, /is not a granule/],
    ['reread', {}, /'message' is missing/],
    ['note', { why: ' ' }, /'why' is missing/],
  ])('refuses %s %o in a sentence', async (verb, more, sentence) => {
    await expect(operations(verb, more)).rejects.toMatchObject({
      cause: { message: expect.stringMatching(sentence) as string },
    });
    expect(bench.of('recordIntervention')).toEqual([]);
  });
});
