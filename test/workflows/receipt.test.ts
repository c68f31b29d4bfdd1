import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Received, ReceiptTask } from '../../src/activities/contract.js';
import { Workbench, failure, held, PACE, say, so, told } from './workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(() => bench.stop());

const NOTICE = { ftpDir: '/pickup', granules: [] } as unknown as ReceiptTask['notice'];
const FAR = 3_600_000;
const NOTHING: Received = { complete: [], waiting: [], incomplete: [], refused: [] };
const INCOMPLETE = [{ name: 'a', reason: 'it has 3 bytes, and the DN says 4' }];

let keys = 0;
function begin(times: { recheckMs?: number; reportMs?: number; patienceMs?: number } = {}) {
  const receivedAt = Date.now();
  bench.acts.receiptPatience = () => {
    const { recheckMs = FAR, reportMs = FAR, patienceMs = FAR } = times;
    // Its times begin when it does, however long that takes.
    const ago = Date.now() - receivedAt;
    return Promise.resolve({ ...PACE, recheckMs, reportMs: ago + reportMs, patienceMs: ago + patienceMs });
  };
  const key = `k${(keys += 1)}`;
  const task: ReceiptTask = { mission: 'test', key, notice: NOTICE, receivedAt };
  return bench.begin('receipt', `test/receipt/${key}`, task);
}

describe('a receipt', () => {
  it('takes a file whose size an operator says is right, and records that as its own words allow', async () => {
    bench.acts.receiveFiles = ({ trusted }) =>
      Promise.resolve(
        trusted?.includes('a') ? { ...NOTHING, complete: ['a'] } : { ...NOTHING, incomplete: INCOMPLETE },
      );
    const handle = await begin();
    const story = await told(handle, held('FILE_INCOMPLETE'));
    expect(story.verbs).toEqual(['identify', 'retry', 'wait', 'abandon']);
    expect(await say(handle, 'identify', { file: 'b' })).toMatch(
      /^refused: b is not set aside as incomplete/,
    );
    expect(await say(handle, 'identify', { file: 'a' })).toMatch(/identify accepted/);
    await expect(handle.result()).resolves.toBe('done');
    // The ledger has no column for the key of a receipt.
    expect(Object.keys(bench.of('recordIntervention')[0]!).sort()).toEqual([
      'at',
      'by',
      'detail',
      'id',
      'mission',
      'verb',
      'why',
      'workflowId',
    ]);
  });

  it('looks again when a file is pushed, archives it and ends', async () => {
    let found: Received = { ...NOTHING, waiting: ['a'] };
    bench.acts.receiveFiles = () => Promise.resolve(found);
    const handle = await begin();
    await told(handle, ({ state }) => state === 'waiting');
    found = { ...NOTHING, complete: ['a'] };
    await handle.signal('filePushed', { name: 'a' });
    await expect(handle.result()).resolves.toBe('done');
    expect(bench.of('archiveInputs').map(({ names }) => names)).toEqual([['a']]);
  });

  it('does not hold any more when the file that was incomplete has come complete and others are waited for', async () => {
    let found: Received = { ...NOTHING, waiting: ['b'], incomplete: INCOMPLETE };
    bench.acts.receiveFiles = () => Promise.resolve(found);
    const handle = await begin();
    await told(handle, held('FILE_INCOMPLETE'));
    found = { ...NOTHING, waiting: ['b'], complete: ['a'] };
    await handle.signal('filePushed', { name: 'a' });
    const story = await told(handle, ({ state }) => state === 'waiting');
    expect(story.hold).toBeUndefined();
    expect(bench.of('announceRelease')).toHaveLength(1);
    await handle.terminate();
  });

  it('tries a failed archiving again by retry', async () => {
    bench.acts.receiveFiles = () => Promise.resolve({ ...NOTHING, complete: ['a'] });
    let isThere = true;
    bench.acts.archiveInputs = () =>
      isThere ? Promise.reject(failure('ARCHIVE_ANOMALY')) : Promise.resolve([]);
    const handle = await begin();
    await told(handle, held('ARCHIVE_ANOMALY'));
    isThere = false;
    expect(await say(handle, 'retry')).toMatch(/retry accepted/);
    await expect(handle.result()).resolves.toBe('done');
  });

  it('looks at pickup at once by retry while it waits', async () => {
    bench.acts.receiveFiles = () => Promise.resolve({ ...NOTHING, waiting: ['a'] });
    const handle = await begin();
    await told(handle, ({ state }) => state === 'waiting');
    await say(handle, 'retry');
    await so(() => bench.of('receiveFiles').length === 2);
    await handle.terminate();
  });

  it('refuses to wait until a time that is past, and goes on', async () => {
    bench.acts.receiveFiles = () => Promise.resolve({ ...NOTHING, waiting: ['a'] });
    const handle = await begin();
    await told(handle, ({ state }) => state === 'waiting');
    expect(await say(handle, 'wait', { until: '2020-01-01T00:00:00Z' })).toMatch(/refused: .* is past/);
    expect((await told(handle, () => true)).state).toBe('waiting');
    await handle.terminate();
  });

  it('tells once what was not pushed, gives it up when its patience ends, and closes its books', async () => {
    bench.acts.receiveFiles = () => Promise.resolve({ ...NOTHING, waiting: ['a'] });
    const handle = await begin({ recheckMs: 200, reportMs: 300, patienceMs: 2_500 });
    await expect(handle.result()).resolves.toBe('abandoned');
    const notices = bench.of('announceHold');
    expect(new Set(notices.map(({ code, at }) => `${code} ${at}`)).size).toBe(1);
    expect(bench.of('closeReceipt')).toMatchObject([{ state: 'abandoned' }]);
  });

  it('takes a command that comes with its start, and closes its books when it is cancelled', async () => {
    bench.acts.receiveFiles = () => Promise.resolve({ ...NOTHING, waiting: ['a'] });
    const key = `k${(keys += 1)}`;
    const task = { mission: 'test', key, notice: NOTICE, receivedAt: Date.now() };
    const given = await bench.beginWith('receipt', `test/receipt/${key}`, task, 'abandon');
    await expect(given.result()).resolves.toBe('abandoned');

    const handle = await begin();
    await told(handle, ({ state }) => state === 'waiting');
    await handle.cancel();
    await expect(handle.result()).resolves.toBe('abandoned');
    expect(bench.of('closeReceipt')).toHaveLength(2);
  });
});
