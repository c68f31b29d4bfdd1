import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import type { DataDay } from '../../domain/data-day.js';
import { readScopsConfig } from '../../adapters/station/scops-config.js';
import { readMission } from '../../adapters/station/mission-file.js';
import { readConfig, stationPaths } from '../../adapters/station/config.js';
import { startBoard } from '../board/board.js';
import { startFront, type Front } from '../front/front.js';
import { stationServices } from '../front/station/services.js';
import { orderDemo, prepareDemoFlight, type DemoOrder } from './demo-flight.js';
import {
  configureDemo,
  installDemoProcessors,
  planDemo,
  startSimulator,
  type RunningSimulator,
} from './demo.js';
import { Progress } from './progress.js';
import { startStation, type Station } from './station.js';

/** The options of `sipstream up`. */
export interface UpOptions {
  readonly home: string;
  readonly missionFile?: string;
  readonly configFile?: string;
  readonly demo: boolean;
  readonly days?: number;
  readonly from?: DataDay;
  readonly faults: readonly string[];
  readonly scale?: number;
  readonly seed?: number;
  readonly exit: boolean;
}

const LOOK_MS = 400;
/** A demo that has not ended after so long will not: for the start, and for every day. */
const LIMIT_MS = { start: 5 * 60_000, day: 3 * 60_000 };

/** Runs the station until it is told to stop, or with `exit` until the demo has ended. Returns the exit status. */
export async function up(options: UpOptions): Promise<number> {
  const home = resolve(options.home);
  const missionFile = resolve(options.missionFile ?? missionOf(options.demo ? 'demo.yaml' : 'mission.yaml'));
  await mkdir(home, { recursive: true });
  const stopping = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    if (stopping.signal.aborted) process.exit(130);
    process.stdout.write(`\n${signal}: stopping …\n`);
    stopping.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);

  const mission = await readMission(missionFile);
  const plan = options.demo ? await planDemo(home, options, Date.now()) : undefined;
  let say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  if (plan) {
    await configureDemo(home);
    const [version] = Object.values(mission.levels).map((level) => level.version);
    await installDemoProcessors({ home, version: version! }, plan);
    await prepareDemoFlight(home, stationPaths(home, await readConfig(home, options.configFile)).projects);
  }
  const station = await startStation({
    home,
    missionFile,
    ...(options.configFile !== undefined && { configFile: options.configFile }),
    say: (line) => say(line),
  });
  let simulator: RunningSimulator | undefined;
  try {
    const scops = readScopsConfig(station.config, station.paths);
    const board = await startBoard({
      ledger: station.ledger,
      mission,
      host: station.config.host,
      port: station.config.ports.board,
      station: () => station.file,
      archive: station.paths.archive,
      paths: station.paths,
      access: station.config.board,
      client: station.client,
      transferLog: station.config.ftp.transferLog,
      orders: true,
      orderLogs: scops.folders.log,
    });
    let front: Front | undefined;
    try {
      front = await startFront({
        host: station.config.host,
        port: station.config.ports.front,
        ledger: station.ledger,
        services: stationServices({ client: station.client, config: scops }),
        paths: station.paths,
        serverBase: scops.serverBase,
        onError: (error) => say(`A page of the front end failed: ${inspect(error)}`),
        ...(station.config.board.proxy && { proxy: station.config.board.proxy }),
      });
      await station.publish({ board: board.url, front: front.url });
      for (const line of addresses(station)) say(line);
      if (!plan) {
        await aborted(stopping.signal);
        return 0;
      }
      const progress = new Progress(
        station.ledger,
        { mission: mission.mission, levels: Object.keys(mission.levels) },
        plan.days,
        process.stdout,
      );
      say = (line) => progress.say(line);
      simulator = startSimulator(station, plan, (event) => {
        progress.heard(event);
        if (event['kind'] === 'failed')
          progress.say(`The simulated DAAC has failed: ${String(event['error'])}`);
      });
      const flight = await orderDemo(station, say);
      return await watch(progress, plan.days.length, options.exit, stopping.signal, flight);
    } finally {
      await simulator?.stop();
      await front?.stop();
      await board.stop();
    }
  } finally {
    await station.stop();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    process.off('SIGHUP', stop);
  }
}

async function watch(
  progress: Progress,
  days: number,
  exit: boolean,
  stopping: AbortSignal,
  flight: DemoOrder | undefined,
): Promise<number> {
  const limit = Date.now() + LIMIT_MS.start + days * LIMIT_MS.day;
  let told = false;
  while (!stopping.aborted) {
    const state = await progress.show();
    const order = (await flight?.look()) ?? 'none';
    if (state.accepted && !told) {
      told = true;
      progress.say(
        days === 1
          ? 'The demo day is accepted by the DAAC.'
          : `All ${days} demo days are accepted by the DAAC.`,
      );
      if (!exit)
        progress.say(
          'The station goes on; Ctrl-C stops it. Other days: sipstream up --demo --from DAY --days N',
        );
    }
    if (exit && state.accepted && order !== 'open') return order === 'failed' ? 1 : 0;
    if (exit && state.held !== undefined) return 1;
    if (exit && Date.now() > limit) {
      progress.say('The demo has not come to its end within its time; see `sipstream status`.');
      return 1;
    }
    await pause(LOOK_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
  progress.erase();
  return exit ? 1 : 0;
}

function addresses(station: Station): string[] {
  const { file, paths } = station;
  return [
    `sipstream runs ${station.mission.title} (${file.mission}) in ${paths.home}`,
    `  board        ${file.board ?? 'none'}`,
    `  orders       ${file.front ?? 'none'}`,
    `  Temporal UI  ${file.temporalUi ?? 'that of the cluster'}`,
    `  FTP          ${file.ftp ? `${file.ftp.host}:${file.ftp.port}` : 'none; files are expected in the pickup directory'}`,
    `  SMTP         ${file.smtp ? `${file.smtp.host}:${file.smtp.port}` : 'none'}`,
  ];
}

function missionOf(name: string): string {
  return fileURLToPath(new URL(`../../../missions/mopitt/${name}`, import.meta.url));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
