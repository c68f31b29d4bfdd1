import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { processesOf, startStation, until } from '../support/running-station.js';
import { PATIENT } from '../support/station.js';

describe('a station that stops', PATIENT, () => {
  const directory = mkdtemp(join(tmpdir(), 'sipstream-stop-'));
  afterAll(async () => rm(await directory, { recursive: true, force: true }));

  it('keeps its home to itself until the last of its processes has ended', async () => {
    const home = await directory;
    const { station, stop } = await startStation({ home, days: [], mission: '' });
    expect(existsSync(station.paths.stationFile)).toBe(true);

    const stopped = stop();
    await until(
      () => Promise.resolve(!existsSync(station.paths.stationFile)),
      () => Promise.resolve('station.json is still there'),
      { everyMs: 5 },
    );

    expect(await processesOf(home)).toEqual([]);
    await stopped;
  });
});
