import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { archiveActivities } from '../../src/activities/archive-products.js';
import type { LevelTask, ProductGranule } from '../../src/activities/contract.js';
import type { StationContext } from '../../src/activities/context.js';
import { configSchema, stationPaths } from '../../src/adapters/station/config.js';
import { dataDay } from '../../src/domain/data-day.js';
import type { Mission } from '../../src/domain/mission.js';
import { missionContradictions } from '../../src/domain/mission-contradictions.js';
import { productName } from '../../src/domain/product.js';
import { planInputs } from '../../src/domain/readiness.js';
import { openDay } from '../../src/ledger/days.js';
import { openLedger } from '../../src/ledger/open.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { mopitt } from '../support/mopitt.js';

const DAY = dataDay('2026-11-20');
const LEVEL = 'L2';

let home: string;
let ledger: Ledger;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sipstream-kept-'));
  ledger = await openLedger(join(home, 'ledger.sqlite'));
});
afterEach(async () => {
  await ledger.close();
  await rm(home, { recursive: true, force: true });
});

it("a product that says 'deliver: false' is archived and not handed to delivery", async () => {
  const mission = structuredClone(await mopitt());
  mission.levels[LEVEL]!.products.find(({ type }) => type === 'MOP02Q')!.deliver = false;
  const { archive, names } = await staged(mission);
  const granules = await archive();
  expect(granules.map(({ type }) => type).sort()).toEqual(['MOP02', 'MOP02B']);
  expect((await readdir(join(home, 'archive/L2/2026/11'))).sort()).toEqual(
    names.flatMap((name) => [name, `${name}.met`]).sort(),
  );
});

it('provenance that cannot be written loses nothing: another attempt gives the same products, and writes it', async () => {
  const { archive, names } = await staged(await mopitt());
  await openDay(ledger, { mission: 'mopitt', day: DAY }, { at: 1, openedBy: 'schedule' });
  const inTheWay = join(home, 'archive/provenance');
  await mkdir(join(home, 'archive'));
  await writeFile(inTheWay, '');
  await expect(archive()).rejects.toThrow(/provenance/);
  expect(await readdir(join(home, 'archive/L2/2026/11'))).toHaveLength(2 * names.length);
  await rm(inTheWay);
  const granules = await archive();
  expect(granules.flatMap(({ files }) => files)).toHaveLength(2 * names.length);
  const text = await readFile(join(inTheWay, `2026/11/${DAY}.json`), 'utf8');
  for (const name of names) expect(text).toContain(`"id:file/L2/2026/11/${name}"`);
  expect(await readFile(join(home, 'archive/filenames.tbl'), 'utf8')).toMatch(
    new RegExp(`^(.*\\n){${1 + 2 * names.length}}$`),
  );
});

it('a level of which nothing is delivered is a mistake in the mission file', async () => {
  const mission = structuredClone(await mopitt());
  for (const row of mission.levels[LEVEL]!.products) row.deliver = false;
  expect(missionContradictions(mission)).toEqual([
    {
      path: ['levels', LEVEL, 'products'],
      message: "L2 delivers nothing; one of its products must not say 'deliver: false'",
    },
  ]);
});

/** The products of a run in its staging directory, and the stage that archives them. */
async function staged(
  mission: Mission,
): Promise<{ names: string[]; archive: () => Promise<readonly ProductGranule[]> }> {
  const out = join(home, 'staging', DAY, LEVEL, 'run-1/out');
  await mkdir(out, { recursive: true });
  const names = mission.levels[LEVEL]!.products.map((row) =>
    productName(row, { day: DAY, version: '1.0.1' }),
  );
  for (const name of names) {
    await writeFile(join(out, name), Buffer.alloc(20_000, 7));
    await writeFile(join(out, `${name}.met`), Buffer.alloc(500, 7));
  }
  const config = configSchema.parse({});
  const context: StationContext = {
    mission,
    config,
    paths: stationPaths(home, config),
    ledger,
    // No level waits for anything here, and nobody is written to.
    client: { workflow: { getHandle: () => ({ signal: () => Promise.resolve() }) } } as unknown as Client,
    mailer: {} as StationContext['mailer'],
    runner: {} as StationContext['runner'],
    jobs: {} as StationContext['jobs'],
    programs: {} as StationContext['programs'],
    scops: {} as StationContext['scops'],
    now: () => Date.parse('2026-11-23T12:00:00Z'),
  };
  const task: LevelTask = {
    mission: mission.mission,
    day: DAY,
    level: LEVEL,
    version: '1.0.1',
    inputs: planInputs(mission, LEVEL, DAY, 0),
    pace: { firstRetryMs: 1, attempts: 1, recheckMs: 1, heartbeatMs: 1_000 },
    runAttempts: 1,
    timeLimitMs: 1_000,
    suspect: 'accept',
    delivery: { expiryMs: 1, panExpectedMs: 1, panLateMs: 1 },
  };
  const verdict = { verdict: 'Passed', explanation: 'Everything is in order.', reasons: [] } as const;
  const archive = () =>
    new MockActivityEnvironment().run(() =>
      archiveActivities(context).archiveProducts({ task, run: 1, verdict }),
    ) as Promise<readonly ProductGranule[]>;
  return { names, archive };
}
