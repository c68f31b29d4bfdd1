import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMission } from '../../src/adapters/station/mission-file.js';
import { addDays, dataDay, type DataDay } from '../../src/domain/data-day.js';
import { TASK_QUEUES, workflowIds } from '../../src/domain/ids.js';
import type { Mission } from '../../src/domain/mission.js';
import { archiveInputs } from './support/archived-inputs.js';
import { cpuTimes } from './support/cpu.js';
import { days as wanted } from './support/amounts.js';
import { reportCpu, reportDay, reportRate } from './support/day-figures.js';
import { countHistories, workflowsOfDay } from './support/histories.js';
import { installNullProcessors } from './support/null-processor.js';
import { report } from './support/report.js';
import { obligingDaac, type ObligingDaac } from './support/obliging-daac.js';
import {
  inCheckout,
  newHome,
  PROCESSORS_AT_ONCE,
  startBenchStation,
  type BenchStation,
} from './support/station.js';

const MISSION_FILE = inCheckout('test/bench/mission.yaml');
const TITLE = `Product days of two levels on the whole station (null processors, ${PROCESSORS_AT_ONCE} at once; inputs in the archive)`;

/** Everything is real but the science: files, supervisors, ledger, mail. */
describe('product days of two levels', () => {
  const warmUp = daysFrom(dataDay('2026-01-01'), 2);
  const measured = daysFrom(dataDay('2026-01-03'), wanted.station);
  let mission: Mission;
  let running: BenchStation;
  let daac: ObligingDaac;

  beforeAll(async () => {
    mission = await readMission(MISSION_FILE);
    const home = await newHome();
    await installNullProcessors(home, mission);
    running = await startBenchStation(home, MISSION_FILE);
    const { station } = running;
    await archiveInputs({ archive: station.paths.archive, ledger: station.ledger, mission }, [
      ...warmUp,
      ...measured,
    ]);
    daac = obligingDaac(station.paths.delivery, station.file.smtp!);
  });

  afterAll(async () => {
    await daac?.stop();
    await running?.stop();
  });

  async function accepted(days: readonly DataDay[]): Promise<unknown[]> {
    const handles = await Promise.all(
      days.map((day) =>
        running.client.workflow.start('productDay', {
          args: [{ mission: mission.mission, day, openedBy: 'benchmark' }],
          workflowId: workflowIds.day(mission.mission, day),
          taskQueue: TASK_QUEUES.main,
          searchAttributes: { Mission: [mission.mission], DataDay: [day] },
        }),
      ),
    );
    return Promise.all(handles.map((handle) => handle.result()));
  }

  it('are accepted, at no more than 20 activities each', async () => {
    const levels = Object.keys(mission.levels);
    await accepted(warmUp);
    const processes = { ...running.processes, 'benchmark itself': process.pid };
    const before = cpuTimes(processes);
    const start = performance.now();
    const outcomes = await accepted(measured);
    const elapsed = performance.now() - start;
    const after = cpuTimes(processes);

    expect(outcomes).toEqual(measured.map(() => 'done'));
    expect(daac.trouble).toBeUndefined();
    expect(daac.answered).toBe((warmUp.length + measured.length) * levels.length);
    const counts = await countHistories(
      running.client,
      measured.flatMap((day) => workflowsOfDay(mission.mission, day, levels)),
    );
    reportRate(TITLE, measured.length, elapsed);
    reportDay(TITLE, measured.length, counts);
    reportCpu(TITLE, measured.length, before, after);
    expect(counts.activities / measured.length).toBeLessThanOrEqual(20);
  });

  it('alone take the time that one day takes', async () => {
    const [day] = daysFrom(addDays(measured.at(-1)!, 1), 1);
    await archiveInputs({ archive: running.station.paths.archive, ledger: running.station.ledger, mission }, [
      day!,
    ]);
    const start = performance.now();
    expect(await accepted([day!])).toEqual(['done']);
    report(
      TITLE,
      'one day alone, from opening to both PANs',
      `${((performance.now() - start) / 1000).toFixed(2)} s`,
    );
  });
});

function daysFrom(first: DataDay, count: number): DataDay[] {
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}
