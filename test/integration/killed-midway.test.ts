import { link, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { archiveActivities } from '../../src/activities/archive-products.js';
import type { LevelTask, ReceiptTask } from '../../src/activities/contract.js';
import type { StationContext } from '../../src/activities/context.js';
import { receiveActivities } from '../../src/activities/receive.js';
import { configSchema, stationPaths } from '../../src/adapters/station/config.js';
import { dataDay } from '../../src/domain/data-day.js';
import { productName } from '../../src/domain/product.js';
import { planInputs } from '../../src/domain/readiness.js';
import { openLedger } from '../../src/ledger/open.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { mopitt } from '../support/demo-run.js';

const mission = mopitt();
const DAY = dataDay('2026-11-20');

let home: string;
let ledger: Ledger;
let context: StationContext;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sipstream-killed-'));
  const paths = stationPaths(home, configSchema.parse({}));
  ledger = await openLedger(paths.ledger);
  context = {
    mission,
    config: configSchema.parse({}),
    paths,
    ledger,
    // No level waits for anything in these tests, and nobody is written to.
    client: { workflow: { getHandle: () => ({ signal: () => Promise.resolve() }) } } as unknown as Client,
    mailer: {} as StationContext['mailer'],
    runner: {} as StationContext['runner'],
    jobs: {} as StationContext['jobs'],
    programs: {} as StationContext['programs'],
    scops: {} as StationContext['scops'],
    now: () => Date.parse('2026-11-23T12:00:00Z'),
  };
});

afterEach(async () => {
  await ledger.close();
  await rm(home, { recursive: true, force: true });
});

async function write(path: string, bytes: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.alloc(bytes, 7));
}

/** Runs an activity as the engine does. */
function attempt<T>(activity: () => Promise<T>): Promise<T> {
  return new MockActivityEnvironment().run(activity) as Promise<T>;
}

describe('a receipt whose worker was killed while it moved a file', () => {
  const name = 'MOPEPHN0.A2026324.0200.002.2026325040000';
  const size = 1_024;
  const task: ReceiptTask = {
    mission: mission.mission,
    key: 'killed',
    receivedAt: Date.parse('2026-11-21T04:00:00Z'),
    notice: {
      ftpDir: '/pickup',
      granules: [{ ur: 'UR:1', shortName: 'MOPEPHN0', versionId: '2', files: [{ name, size }] }],
    } as unknown as ReceiptTask['notice'],
  };
  const receive = () => attempt(() => receiveActivities(context).receiveFiles(task));
  const at = (place: string) => join(home, place, name);

  it.each(['pickup', 'overflow/incomplete'])('finishes the move out of %s', async (place) => {
    await write(at(place), size);
    await mkdir(join(home, 'overflow/complete'), { recursive: true });
    await link(at(place), at('overflow/complete'));
    expect((await receive()).complete).toEqual([name]);
    expect(await readdir(join(home, place))).toEqual([]);
    expect(await readdir(join(home, 'overflow/complete'))).toEqual([name]);
  });

  it('leaves another file of that name in pickup for people to see', async () => {
    await write(at('overflow/complete'), size);
    await write(at('pickup'), size + 1);
    expect((await receive()).complete).toEqual([name]);
    expect(await readdir(join(home, 'pickup'))).toEqual([name]);
  });
});

describe('a level whose worker was killed after its products were archived', () => {
  const level = 'L2';
  const task: LevelTask = {
    mission: mission.mission,
    day: DAY,
    level,
    version: '1.0.1',
    inputs: planInputs(mission, level, DAY, 0),
    pace: { firstRetryMs: 1, attempts: 1, recheckMs: 1, heartbeatMs: 1_000 },
    runAttempts: 1,
    timeLimitMs: 1_000,
    suspect: 'accept',
    delivery: { expiryMs: 1, panExpectedMs: 1, panLateMs: 1 },
  };
  const names = mission.levels[level]!.products.map((row) =>
    productName(row, { day: DAY, version: '1.0.1' }),
  );
  const archive = () =>
    attempt(() =>
      archiveActivities(context).archiveProducts({
        task,
        run: 1,
        verdict: { verdict: 'Passed', explanation: 'Everything is in order.', reasons: [] },
      }),
    );

  beforeEach(async () => {
    for (const name of names) {
      await write(join(home, 'staging', DAY, level, 'run-1/out', name), 20_000);
      await write(join(home, 'staging', DAY, level, 'run-1/out', `${name}.met`), 500);
    }
  });

  it('hands over the same granules again, and removes what was being removed', async () => {
    const granules = await archive();
    expect(granules).toHaveLength(names.length);
    await write(join(home, 'staging', DAY, `.${level}.archived`, 'run-1/out', names[0]!), 20_000);
    expect(await archive()).toEqual(granules);
    expect(await readdir(join(home, 'staging'))).toEqual([]);
  });
});
