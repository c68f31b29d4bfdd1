import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMission } from '../../src/adapters/station/mission-file.js';
import { addDays, dataDay, type DataDay } from '../../src/domain/data-day.js';
import { NAMESPACE, TASK_QUEUES, workflowIds } from '../../src/domain/ids.js';
import type { Mission } from '../../src/domain/mission.js';
import { choosePort } from '../../src/operator/up/ports.js';
import { startTemporal, type TemporalServer } from '../../src/operator/up/temporal-server.js';
import { days as wanted } from './support/amounts.js';
import { cpuTimes } from './support/cpu.js';
import { reportCpu, reportDay, reportRate } from './support/day-figures.js';
import { countHistories, workflowsOfDay } from './support/histories.js';
import { nullActivities } from './support/null-activities.js';
import { inCheckout, newHome } from './support/station.js';

const TITLE = 'The same product days on the engine alone (activities that do nothing)';
const HOST = '127.0.0.1';

/** The station's server and workflows without its activities: what is left is the price of durability. */
describe('product days whose activities do nothing', () => {
  const undo: (() => Promise<unknown>)[] = [];
  let mission: Mission;
  let server: TemporalServer;
  let client: Client;

  beforeAll(async () => {
    mission = await readMission(inCheckout('test/bench/mission.yaml'));
    const home = await newHome();
    undo.push(() => rm(home, { recursive: true, force: true }));
    const logDirectory = join(home, 'log');
    await mkdir(logDirectory);
    server = await startTemporal({
      file: join(home, 'temporal.sqlite'),
      host: HOST,
      port: await choosePort(HOST, 0, 7233),
      uiPort: await choosePort(HOST, 0, 8233),
      logDirectory,
      say: () => undefined,
    });
    undo.push(() => server.stop());
    const connection = await Connection.connect({ address: server.address });
    undo.push(() => connection.close());
    client = new Client({ connection, namespace: NAMESPACE });
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
      shutdownSignals: [],
    });
    const native = await NativeConnection.connect({ address: server.address });
    undo.push(() => native.close());
    const activities = nullActivities(mission, client);
    const common = { connection: native, namespace: NAMESPACE, activities };
    const workers = await Promise.all([
      Worker.create({
        ...common,
        taskQueue: TASK_QUEUES.main,
        workflowBundle: { codePath: inCheckout('dist/workflow-bundle.js') },
      }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.processing }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.delivery }),
    ]);
    const running = Promise.all(workers.map((worker) => worker.run()));
    undo.push(async () => {
      for (const worker of workers) worker.shutdown();
      await running;
    });
  });

  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  async function accepted(days: readonly DataDay[]): Promise<unknown[]> {
    const handles = await Promise.all(
      days.map((day) =>
        client.workflow.start('productDay', {
          args: [{ mission: mission.mission, day, openedBy: 'benchmark' }],
          workflowId: workflowIds.day(mission.mission, day),
          taskQueue: TASK_QUEUES.main,
          searchAttributes: { Mission: [mission.mission], DataDay: [day] },
        }),
      ),
    );
    return Promise.all(handles.map((handle) => handle.result()));
  }

  it('cost what the engine costs', async () => {
    const warmUp = daysFrom(dataDay('2026-01-01'), 3);
    const measured = daysFrom(dataDay('2026-02-01'), wanted.engine);
    await accepted(warmUp);
    const processes = { 'Temporal server': server.pid!, 'workers and benchmark': process.pid };
    const before = cpuTimes(processes);
    const start = performance.now();
    const outcomes = await accepted(measured);
    const elapsed = performance.now() - start;
    const after = cpuTimes(processes);

    expect(outcomes).toEqual(measured.map(() => 'done'));
    const ids = measured.flatMap((day) => workflowsOfDay(mission.mission, day, Object.keys(mission.levels)));
    const counts = await countHistories(client, ids);
    reportRate(TITLE, measured.length, elapsed);
    reportDay(TITLE, measured.length, { ...counts, byActivity: new Map() });
    reportCpu(TITLE, measured.length, before, after);
    expect(counts.activities / measured.length).toBeLessThanOrEqual(20);
  });
});

function daysFrom(first: DataDay, count: number): DataDay[] {
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}
