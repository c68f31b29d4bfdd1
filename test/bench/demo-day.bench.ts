import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findVsftpd, startFtpServer } from '../../src/adapters/ftp-server.js';
import { readMission } from '../../src/adapters/station/mission-file.js';
import { addDays, dataDay } from '../../src/domain/data-day.js';
import type { Mission } from '../../src/domain/mission.js';
import { levelRow } from '../../src/ledger/levels.js';
import { runsOf } from '../../src/ledger/runs.js';
import type * as Demo from '../../src/operator/up/demo.js';
import { choosePort } from '../../src/operator/up/ports.js';
import { FtpLink } from '../../src/simulator/daac/ftp-link.js';
import { makeDao } from '../../src/simulator/instrument/dao.js';
import { makeDay } from '../../src/simulator/instrument/day.js';
import { report } from './support/report.js';
import { compiled, inCheckout, startBenchStation, type BenchStation } from './support/station.js';
import { cpuTimes } from './support/cpu.js';
import { reportCpu } from './support/day-figures.js';
import { countHistories, workflowsOfDay } from './support/histories.js';

const MISSION_FILE = inCheckout('missions/mopitt/demo.yaml');
const TITLE = 'The demo day (simulated DAAC over FTP and SMTP, demo processors, scaled-down inputs)';
const DAY = dataDay('2026-01-05');
const LEVELS = ['L1', 'L2'] as const;
const SEED = 1;
const HOST = '127.0.0.1';

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`.padStart(8);

describe.skipIf(findVsftpd() === undefined)('the demo day (needs vsftpd)', () => {
  let mission: Mission;
  let home: string;
  let running: BenchStation;
  let simulator: Demo.RunningSimulator;
  let firstPush = 0;
  let lastPush = 0;
  const failures: unknown[] = [];

  beforeAll(async () => {
    mission = await readMission(MISSION_FILE);
    home = await mkdtemp(join(tmpdir(), 'sipstream-bench-'));
    const demo = await compiled<typeof Demo>('operator/up/demo.js');
    const plan = { days: [DAY], faults: [], scale: undefined, seed: SEED };
    await demo.configureDemo(home);
    await demo.installDemoProcessors({ home, version: mission.levels['L1']!.version }, plan);
    running = await startBenchStation(home, MISSION_FILE);
    simulator = demo.startSimulator(running.station, plan, (event) => {
      if (event['kind'] === 'pushed') {
        firstPush ||= Date.now();
        lastPush = Date.now();
      }
      if (event['kind'] === 'failed') failures.push(event['error']);
    });
  });

  afterAll(async () => {
    await simulator?.stop();
    await running?.stop();
  });

  it('is accepted', async () => {
    const { ledger } = running.station;
    const key = (level: string) => ({ mission: mission.mission, day: DAY, level });
    const before = cpuTimes(running.processes);
    const done: Record<string, number> = {};
    while (LEVELS.some((level) => done[level] === undefined)) {
      expect(failures).toEqual([]);
      for (const level of LEVELS) {
        const row = await levelRow(ledger, key(level));
        expect(row?.state).not.toBe('held');
        if (row?.state === 'done') done[level] = row.doneAt!;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const wall = Math.max(...Object.values(done)) - firstPush;
    report(TITLE, 'first push to both PANs', seconds(wall));

    let processors = 0;
    for (const level of LEVELS) {
      const [run] = await runsOf(ledger, key(level));
      const took = run!.endedAt! - run!.startedAt!;
      processors += took;
      report(TITLE, `  processor ${level}`, seconds(took));
    }
    const pushed = await pushAlone(mission);
    report(
      TITLE,
      `  the same ${pushed.files} files (${(pushed.bytes / 1e6).toFixed(1)} MB) pushed by FTP, no station`,
      seconds(pushed.elapsed),
    );
    report(TITLE, 'processors and transfers alone', seconds(processors + pushed.elapsed));
    report(TITLE, 'ratio', (wall / (processors + pushed.elapsed)).toFixed(2));
    report(TITLE, 'of the whole: first to last push', seconds(lastPush - firstPush));
    await reportStages(firstPush);
    const counts = await countHistories(running.client, workflowsOfDay(mission.mission, DAY, LEVELS));
    report(TITLE, 'activities (without receipts)', String(counts.activities));
    reportCpu(TITLE, 1, before, cpuTimes(running.processes));
    expect(counts.activities).toBeLessThanOrEqual(24);
  });

  /** When each stage began and how long it took, as the ledger has it. */
  async function reportStages(from: number): Promise<void> {
    const rows = await running.station.ledger.db
      .selectFrom('stages')
      .selectAll()
      .orderBy('startedAt')
      .execute();
    for (const row of rows) {
      const took = row.endedAt === null ? '' : `, took${seconds(row.endedAt - row.startedAt)}`;
      report(TITLE, `  ${row.level} ${row.stage}`, `at ${seconds(row.startedAt - from)}${took}`);
    }
  }
});

/** Pushes the files of the day to an FTP server behind which there is nothing. */
async function pushAlone(mission: Mission): Promise<{ files: number; bytes: number; elapsed: number }> {
  const root = await mkdtemp(join(tmpdir(), 'sipstream-bench-'));
  const pickup = join(root, 'pickup');
  await mkdir(pickup);
  const granules = [
    ...makeDay({ mission, day: DAY, seed: SEED }).granules,
    ...makeDao({ day: addDays(DAY, 1), seed: SEED }),
  ];
  // The instrument computes its bytes as they are read: they are there before the clock starts.
  const files = granules
    .flatMap((granule) => granule.files)
    .map((file) => ({ name: file.name, bytes: Buffer.concat([...file.content()]) }));
  const server = await startFtpServer({
    root: pickup,
    port: await choosePort(HOST, 0, 2121),
    runDirectory: join(root, 'run'),
    listen: HOST,
  });
  const link = new FtpLink({ host: server.host, port: server.port });
  try {
    const start = performance.now();
    for (const { name, bytes } of files) await link.put(join(pickup, name), [bytes]);
    const elapsed = performance.now() - start;
    return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0), elapsed };
  } finally {
    link.close();
    await server.stop();
    await rm(root, { recursive: true, force: true });
  }
}
