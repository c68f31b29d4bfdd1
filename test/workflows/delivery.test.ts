import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LevelTask } from '../../src/activities/contract.js';
import { Workbench, failure, gate, held, PRODUCTS, say, so, taskOf, told } from './workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(() => bench.stop());

function begin(wishes: Partial<LevelTask> = {}) {
  const task = taskOf(bench.newDay(), wishes);
  return bench.begin('delivery', `test/${task.day}/L1/delivery`, { task, granules: PRODUCTS });
}

async function waiting(wishes: Partial<LevelTask> = {}) {
  const handle = await begin(wishes);
  await told(handle, ({ state }) => state === 'waiting');
  return handle;
}

const times = (panExpectedMs: number, panLateMs: number) => ({
  delivery: { expiryMs: 3_600_000, panExpectedMs, panLateMs },
});

let messages = 0;
const short = (pdr: string, disposition: string) => ({
  message: `m${(messages += 1)}`,
  pdr,
  form: 'short',
  disposition,
  files: [],
});
const long = (pdr: string, dispositions: Record<string, string>) => ({
  message: `m${(messages += 1)}`,
  pdr,
  form: 'long',
  disposition: 'MIXED',
  files: Object.entries(dispositions).flatMap(([type, disposition]) => [
    { name: `${type}.he5`, disposition },
    { name: `${type}.he5.met`, disposition },
  ]),
});
const BAD = 'POST-TRANSFER FILE SIZE CHECK FAILURE';

describe('a delivery', () => {
  it('ends with a successful PAN', async () => {
    const handle = await waiting();
    await handle.signal('panReceived', short('PDR.1', 'SUCCESSFUL'));
    await expect(handle.result()).resolves.toBe('accepted');
    expect(bench.of('settleDelivery')).toMatchObject([{ pdrs: ['PDR.1'], accepted: ['PDR.1'] }]);
  });

  it('passes over signals that are no PAN and no PDRD', async () => {
    const handle = await waiting();
    await handle.signal('panReceived', null);
    await handle.signal('panReceived', {
      message: 'x',
      pdr: 'PDR.1',
      form: 'long',
      disposition: 'SUCCESSFUL',
    });
    await handle.signal('pdrdReceived', { message: 'y', pdr: 'PDR.1', form: 'long', groups: 'all' });
    await handle.signal('panReceived', short('PDR.1', 'SUCCESSFUL'));
    await expect(handle.result()).resolves.toBe('accepted');
    expect(bench.of('announceHold')).toHaveLength(0);
  });

  it('counts the time of the PAN from when the PDR was out, however long a full disk has held it', async () => {
    let isFull = true;
    bench.acts.deliver = () =>
      isFull ? Promise.reject(failure('DISK_FULL')) : Promise.resolve({ pdr: 'PDR.1', files: 1, bytes: 1 });
    const handle = await begin(times(1_500, 3_600_000));
    await told(handle, held('DISK_FULL'));
    await so(() => bench.of('deliver').length >= 3);
    isFull = false;
    const out = Date.now();
    const story = await told(handle, ({ state, stage }) => state === 'waiting' && stage === 'await PAN');
    expect(story.until).toBeGreaterThan(out + 1_400);
    await handle.terminate();
  });

  it('tries the delivery again by retry when a product had vanished from the archive', async () => {
    let isGone = true;
    bench.acts.deliver = () =>
      isGone
        ? Promise.reject(failure('INPUT_VANISHED'))
        : Promise.resolve({ pdr: 'PDR.1', files: 1, bytes: 1 });
    const handle = await begin();
    await told(handle, held('INPUT_VANISHED'));
    isGone = false;
    await say(handle, 'retry');
    await told(handle, ({ stage, state }) => stage === 'await PAN' && state === 'waiting');
    await handle.terminate();
  });
});

describe('a PAN that is late', () => {
  it('is asked for by one mail, and then the delivery holds until it comes', async () => {
    const handle = await begin(times(300, 900));
    const story = await told(handle, held('PAN_LATE'));
    expect(story.verbs).toEqual(['resubmit', 'wait', 'abandon']);
    expect(bench.of('chasePan')).toHaveLength(1);
    await handle.signal('panReceived', short('PDR.1', 'SUCCESSFUL'));
    await expect(handle.result()).resolves.toBe('accepted');
  });

  it('is waited for longer when an operator says so, and the ledger knows until when', async () => {
    const handle = await begin(times(200, 500));
    await told(handle, held('PAN_LATE'));
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await say(handle, 'wait', { until });
    const story = await told(handle, ({ state }) => state === 'waiting');
    expect(story).toMatchObject({ until: Date.parse(until), then: 'it holds, and operators are told' });
    expect(bench.of('noteWaiting')).toMatchObject([{ until: Date.parse(until) }]);
    await handle.terminate();
  });

  it('is heard while the mail that asks for it cannot be sent', async () => {
    bench.acts.chasePan = () => Promise.reject(new Error('the relay is away'));
    const handle = await begin(times(200, 3_600_000));
    await so(() => bench.of('chasePan').length >= 2);
    await handle.signal('panReceived', short('PDR.1', 'SUCCESSFUL'));
    await expect(handle.result()).resolves.toBe('accepted');
  });
});

describe('a refusal', () => {
  it('holds with the words of the DAAC, and is not something to wait for', async () => {
    const handle = await waiting();
    await handle.signal('panReceived', long('PDR.1', { ONE: 'SUCCESSFUL', TWO: BAD }));
    const story = await told(handle, held('PAN_PARTIAL'));
    expect(story.hold?.details).toContain(`TWO.he5: ${BAD}`);
    expect(story.verbs).toEqual(['resubmit', 'correct', 'abandon']);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect(await say(handle, 'wait', { until })).toMatch(/refused: 'wait' makes no sense/);
    await say(handle, 'resubmit', { what: 'failed' });
    await told(handle, ({ state, stage }) => state === 'waiting' && stage === 'await PAN');
    expect(
      bench
        .of('deliver')
        .at(-1)
        ?.granules.map(({ type }) => type),
    ).toEqual(['TWO']);
    await handle.signal('panReceived', short('PDR.2', 'SUCCESSFUL'));
    await expect(handle.result()).resolves.toBe('accepted');
    expect(bench.of('settleDelivery')).toMatchObject([{ pdrs: ['PDR.1', 'PDR.2'], accepted: ['PDR.2'] }]);
  });

  it('is not lost with a command that was accepted while the next word of the DAAC was written down', async () => {
    const handle = await waiting();
    await handle.signal('pdrdReceived', {
      ...short('PDR.1', 'INVALID DIRECTORY'),
      groups: [],
    });
    await told(handle, held('PDRD_RECEIVED'));
    const writing = gate();
    const go = gate();
    bench.acts.recordAnswer = async () => {
      writing.open();
      await go.opened;
    };
    await handle.signal('panReceived', short('PDR.1', BAD));
    await writing.opened;
    expect(await say(handle, 'resubmit')).toMatch(/resubmit accepted/);
    go.open();
    await so(() => bench.of('deliver').length === 2);
    await handle.terminate();
  });

  it('of a PDR that was resubmitted meanwhile decides nothing; its success does', async () => {
    const handle = await waiting();
    await say(handle, 'resubmit');
    await told(handle, ({ state, sentence }) => state === 'waiting' && sentence.includes('PDR.2'));
    await handle.signal('panReceived', short('PDR.1', BAD));
    await so(() => bench.of('recordAnswer').length === 1);
    const story = await told(handle, ({ state }) => state === 'waiting');
    expect(story.hold).toBeUndefined();
    expect(bench.of('announceHold')).toHaveLength(0);
    await handle.signal('panReceived', short('PDR.2', 'SUCCESSFUL'));
    await expect(handle.result()).resolves.toBe('accepted');
  });

  it('is not waited for again: an older PDR that was accepted ends the delivery, and is the one that counts', async () => {
    const handle = await waiting();
    await say(handle, 'resubmit');
    await told(handle, ({ state, sentence }) => state === 'waiting' && sentence.includes('PDR.2'));
    await handle.signal('panReceived', short('PDR.1', 'SUCCESSFUL'));
    await expect(handle.result()).resolves.toBe('accepted');
    expect(bench.of('settleDelivery')).toMatchObject([{ pdrs: ['PDR.1', 'PDR.2'], accepted: ['PDR.1'] }]);
  });
});

describe('a DAAC that contradicts itself', () => {
  it('is taken at its last word by release: yes', async () => {
    const handle = await waiting();
    await handle.signal('panReceived', short('PDR.1', BAD));
    await told(handle, held('PAN_FAILED'));
    await handle.signal('panReceived', short('PDR.1', 'SUCCESSFUL'));
    const story = await told(handle, held('PAN_CONTRADICTS'));
    expect(story.verbs).toEqual(['release', 'resubmit', 'abandon']);
    await say(handle, 'release');
    await expect(handle.result()).resolves.toBe('accepted');
    expect(bench.of('announceHold').map(({ code }) => code)).toEqual(['PAN_FAILED', 'PAN_CONTRADICTS']);
  });

  it('is heard to the end when both words come together, and taken at its last word by release: no', async () => {
    const delivering = gate();
    const go = gate();
    bench.acts.deliver = async () => {
      delivering.open();
      await go.opened;
      return { pdr: 'PDR.1', files: 1, bytes: 1 };
    };
    const handle = await begin();
    await delivering.opened;
    await handle.signal('panReceived', short('PDR.1', 'SUCCESSFUL'));
    await handle.signal('panReceived', short('PDR.1', BAD));
    go.open();
    await told(handle, held('PAN_CONTRADICTS'));
    await say(handle, 'release');
    const story = await told(handle, held('PAN_FAILED'));
    expect(story.verbs).toEqual(['resubmit', 'correct', 'abandon']);
    expect(bench.of('chasePan')).toHaveLength(0);
    await handle.terminate();
  });
});

describe('a delivery that is given up', () => {
  it('closes its books when it is cancelled in Temporal', async () => {
    const handle = await waiting();
    await handle.cancel();
    await expect(handle.result()).resolves.toBe('abandoned');
    expect(bench.of('settleDelivery')).toMatchObject([{ pdrs: ['PDR.1'], state: 'abandoned' }]);
  });
});
