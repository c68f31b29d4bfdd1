import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { DataDay } from '../../src/domain/data-day.js';
import type * as Demo from '../../src/operator/up/demo.js';
import type * as StationModule from '../../src/operator/up/station.js';
import type { FaultName } from '../../src/simulator/daac/faults.js';
import type { SimulatorOptions } from '../../src/simulator/program-options.js';

/** A whole station with the simulated DAAC beside it, in a home of its own. */
export interface RunningStation {
  readonly home: string;
  readonly station: StationModule.Station;
  /** What the simulated DAAC has done so far. */
  readonly events: readonly Record<string, unknown>[];
  /** What the station said while it ran. */
  readonly said: readonly string[];
  stop(): Promise<void>;
}

/**
 * Starts the compiled station on a mission of the test's own. Every port is one that nobody uses by default, so that a
 * process which is killed finds its port again, and stations of other tests don't get in the way.
 *
 * @param options - `mission`: YAML text that the mission file gets after `extends` of the demo's mission
 */
export async function startStation(options: {
  readonly home: string;
  readonly mission: string;
  readonly days: readonly DataDay[];
  readonly faults?: readonly FaultName[];
  readonly seed?: number;
  /** Options of the simulated DAAC beyond these. */
  readonly simulator?: Partial<SimulatorOptions>;
  /** Makes the home as the test needs it, before the station starts. */
  readonly prepare?: (home: string) => Promise<void>;
}): Promise<RunningStation> {
  const { home, days, faults = [], seed = 1 } = options;
  const demo = await compiled<typeof Demo>('operator/up/demo.js');
  const { startStation: start } = await compiled<typeof StationModule>('operator/up/station.js');
  await mkdir(home, { recursive: true });
  const missionFile = join(home, 'mission.yaml');
  await writeFile(missionFile, `extends: ${resolve('missions/mopitt/demo.yaml')}\n${options.mission}`);
  await writeFile(join(home, 'station.yaml'), await configuration());
  const plan = { days, faults, scale: undefined, seed };
  await demo.installDemoProcessors({ home, version: '1.0.1' }, plan);

  await options.prepare?.(home);

  const said: string[] = [];
  const events: Record<string, unknown>[] = [];
  const station = await start({ home, missionFile, say: (line) => said.push(line) });
  const simulator = demo.startSimulator(station, plan, (event) => events.push(event), options.simulator);
  return {
    home,
    station,
    events,
    said,
    async stop() {
      await simulator.stop();
      await station.stop();
    },
  };
}

/** Imports a compiled module: the station's programs are found beside it, as in operations. */
async function compiled<M>(path: string): Promise<M> {
  return (await import(pathToFileURL(resolve('dist', path)).href)) as M;
}

async function configuration(): Promise<string> {
  const names = ['smtp', 'ftp', 'temporal', 'temporalUi', 'board'];
  const ports = await freePorts(names.length);
  return [
    `ports: { ${names.map((name, index) => `${name}: ${ports[index]}`).join(', ')} }`,
    "mail: { allow: ['daac@simulator.localhost'], operators: [operators@localhost] }",
    '',
  ].join('\n');
}

/** Below the ports that the system gives to connections: between our look and the station's bind nothing takes one. */
const PORTS = { first: 10_000, last: 29_999 } as const;
/** Test files run side by side, each in a process of its own: those that run at once have ports of their own. */
const SHARES = 2;
const SHARE = Math.floor((PORTS.last - PORTS.first + 1) / SHARES);
const firstPort = PORTS.first + (Number(process.env['VITEST_POOL_ID'] ?? 0) % SHARES) * SHARE;
/** Several runs of the tests on one machine begin somewhere else. */
let nextPort = process.pid * 97;

/** Ports that nobody has, and that no other test file which runs at the same time is given. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = firstPort + (nextPort % SHARE);
    nextPort += 1;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Looks again and again until something is so. Throws what `why` says when it has not become so within the limit. */
export async function until(
  isSo: () => Promise<boolean>,
  why: () => Promise<string>,
  { limitMs = 240_000, everyMs = 200 } = {},
): Promise<void> {
  const limit = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(await why());
    await pause(everyMs);
  }
}

/** Processes whose command line or environment names a directory: what a station that was stopped has left behind. */
export async function processesOf(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === process.pid) continue;
    const read = (name: string) => readFile(join('/proc', pid, name), 'latin1').catch(() => '');
    const command = await read('cmdline');
    // Where somebody's shell happens to be is none of the station's doing.
    const environment = (await read('environ')).split('\0').filter((entry) => !/^(OLD)?PWD=/.test(entry));
    if ([command, ...environment].some((text) => text.includes(directory)))
      found.push(`${pid} ${command.replaceAll('\0', ' ')}`);
  }
  return found;
}
