import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { writeFileAtomic, writeFileOnce } from '../../adapters/files/atomic-write.js';
import { addDays, dataDay, dayOf, type DataDay } from '../../domain/data-day.js';
import { OperationsError } from '../../domain/failures.js';
import { DAAC_ADDRESS } from '../../simulator/daac/options.js';
import { FAULTS, parseFaults, type FaultName } from '../../simulator/daac/faults.js';
import { installProcessors } from '../../simulator/processors/install.js';
import type { SimulatorOptions } from '../../simulator/program-options.js';
import type { Station } from './station.js';
import { demoScopsLines } from './demo-flight.js';
import { stopChild } from './stop-child.js';

/** What a demo is about; kept in `demo.json` of the home, so that the next start goes on with the same days. */
export interface DemoPlan {
  readonly days: readonly DataDay[];
  readonly faults: readonly FaultName[];
  readonly scale: number | undefined;
  readonly seed: number;
}

/** What was asked for on the command line. */
export interface DemoWish {
  readonly days?: number | undefined;
  readonly from?: DataDay | undefined;
  readonly faults: readonly string[];
  readonly scale?: number | undefined;
  readonly seed?: number | undefined;
}

const planSchema = z.object({
  days: z.array(z.string()),
  faults: z.array(z.string()),
  scale: z.number().optional(),
  seed: z.number(),
});

/** The demo's plan: what the command line says, else what an earlier start of this home began, else the day before yesterday. */
export async function planDemo(home: string, wish: DemoWish, now: number): Promise<DemoPlan> {
  const path = join(home, 'demo.json');
  const said = wish.days !== undefined || wish.from !== undefined || wish.faults.length > 0;
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept !== undefined && !said) {
    const plan = planSchema.parse(JSON.parse(kept));
    return { days: plan.days.map(dataDay), faults: parse(plan.faults), scale: plan.scale, seed: plan.seed };
  }
  const count = wish.days ?? 1;
  const from = wish.from ?? addDays(dayOf(now), -1 - count);
  const days = Array.from({ length: count }, (_, index) => addDays(from, index));
  const plan = { days, faults: parse(wish.faults), scale: wish.scale, seed: wish.seed ?? 1 };
  await writeFileAtomic(path, `${JSON.stringify(plan)}\n`);
  return plan;
}

function parse(names: readonly string[]): FaultName[] {
  try {
    return parseFaults(names.join(','));
  } catch (error) {
    throw new OperationsError('STATION_CONFIG', (error as Error).message);
  }
}

/** Gives a home without a configuration the one of the demo: the simulated DAAC may send mail. */
export async function configureDemo(home: string): Promise<void> {
  const text = [
    '# The configuration of the demo; docs/operations.md tells what else can stand here.',
    'mail:',
    `  allow: ['${DAAC_ADDRESS}']`,
    '  operators: [operators@localhost]',
    ...demoScopsLines(),
    '',
  ].join('\n');
  await writeFileOnce(join(home, 'station.yaml'), text);
}

/** Installs the demo processors; a fault of the processors is theirs to have. */
export async function installDemoProcessors(
  station: { home: string; version: string },
  plan: DemoPlan,
): Promise<void> {
  const { home, version } = station;
  const kinds = plan.faults
    .filter((name) => FAULTS[name].side === 'processor')
    .map((name) => (name === 'processor-crash' ? 'crash' : 'hang'));
  // One fault a level: the first that is asked for is that of L1.
  for (const [index, level] of (['L1', 'L2'] as const).entries()) {
    const kind = kinds[index];
    await installProcessors({
      home,
      missionLevels: [level],
      version,
      ...(kind && { fault: { kind, level } }),
    });
  }
}

/** The simulated DAAC as a program beside the station. */
export interface RunningSimulator {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts the simulated DAAC. Its events go to `onEvent` and to log/simulator.log; `more` are options beyond the plan. */
export function startSimulator(
  station: Station,
  plan: DemoPlan,
  onEvent: (event: Record<string, unknown>) => void,
  more: Partial<SimulatorOptions> = {},
): RunningSimulator {
  const options: SimulatorOptions = {
    missionFile: station.file.missionFile,
    ftp: station.file.ftp,
    directories: { pickup: station.paths.pickup, delivery: station.paths.delivery },
    smtp: station.file.smtp ?? { host: station.config.host, port: 0 },
    days: [...plan.days],
    seed: plan.seed,
    ...(plan.scale !== undefined && { scale: plan.scale }),
    faults: [...plan.faults],
    stateDirectory: join(station.paths.home, 'simulator'),
    pollMs: 500,
    ...more,
  };
  const program = fileURLToPath(new URL('../../simulator/main.js', import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const log = createWriteStream(join(station.paths.log, 'simulator.log'), { flags: 'a' });
  child.stderr.pipe(log, { end: false });
  createInterface({ input: child.stdout }).on('line', (line) => {
    log.write(`${line}\n`);
    try {
      onEvent(JSON.parse(line) as Record<string, unknown>);
    } catch {
      // A line that is no event stays in the log, where a person can read it.
    }
  });
  return {
    child,
    async stop() {
      await stopChild(child, 10_000);
      log.end();
    },
  };
}
