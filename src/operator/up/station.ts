import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { findVsftpd, startFtpServer, type FtpServer } from '../../adapters/ftp-server.js';
import { identifyProcess } from '../../adapters/processor/process-identity.js';
import { configuredRunner, eitherRunner, lineRunner } from '../../adapters/processor/configured-runner.js';
import { localRunner } from '../../adapters/processor/local-runner.js';
import { stopRuns } from '../../adapters/processor/stop-runs.js';
import {
  readConfig,
  stationPaths,
  type StationConfig,
  type StationPaths,
} from '../../adapters/station/config.js';
import { readScopsConfig } from '../../adapters/station/scops-config.js';
import { asConfigured, readMission } from '../../adapters/station/mission-file.js';
import type { StationFile } from '../../adapters/station/station-file.js';
import { OperationsError } from '../../domain/failures.js';
import { NAMESPACE } from '../../domain/ids.js';
import type { Mission } from '../../domain/mission.js';
import type { Ledger } from '../../ledger/ledger.js';
import { openLedger } from '../../ledger/open.js';
import { keepProcess, type KeptProcess } from './kept-process.js';
import { choosePort } from './ports.js';
import { refuseSecond } from './refuse-second.js';
import { ensureSchedules } from './schedules.js';
import { prepareNamespace, startTemporal, type TemporalServer } from './temporal-server.js';

/** A station that runs. */
export interface Station {
  readonly config: StationConfig;
  readonly paths: StationPaths;
  readonly mission: Mission;
  readonly ledger: Ledger;
  readonly file: StationFile;
  /** The process ids of what it started, by name. */
  readonly processes: readonly KeptProcess[];
  /** The process of the station's own Temporal server. */
  readonly temporalPid: number | undefined;
  /** The engine. */
  readonly client: Client;
  /** Publishes `station.json` anew with what is known by then. */
  publish(more: Partial<StationFile>): Promise<void>;
  stop(): Promise<void>;
}

const START_ATTEMPTS = 4;

const program = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Starts everything a station is made of, in the order in which one part needs the other; what was started stops again when one fails. */
export async function startStation(options: {
  home: string;
  missionFile: string;
  configFile?: string;
  say: (line: string) => void;
}): Promise<Station> {
  const { home, missionFile, say } = options;
  const config = await readConfig(home, options.configFile);
  const mission = asConfigured(await readMission(missionFile), config);
  const paths = stationPaths(home, config);
  // Read here too, so that a bad variable of SCOPS is told at once and not by a process that ends.
  for (const sentence of readScopsConfig(config, paths).ignored) say(sentence);
  await refuseSecond(home);
  for (const directory of directoriesOf(paths)) await mkdir(directory, { recursive: true });
  let published = false;
  // Undone last: as long as the file is there, no other station begins in this home.
  const undo: (() => Promise<void>)[] = [
    async () => {
      if (published) await rm(paths.stationFile, { force: true });
    },
  ];
  const stopAll = async () => {
    for (const step of undo.reverse())
      await step().catch((error: unknown) => say(`while stopping: ${String(error)}`));
    undo.length = 0;
  };
  try {
    const ledger = await openLedger(paths.ledger);
    undo.push(() => ledger.close());
    const { ports } = config;

    const temporal = await temporalOf(config, paths, say);
    if (temporal.server) undo.push(() => temporal.server!.stop());

    const ftp = await ftpOf(config, paths, ports.ftp, say);
    if (ftp) undo.push(() => ftp.stop());

    const connection = await Connection.connect({ address: temporal.address });
    undo.push(() => connection.close());
    const client = new Client({ connection, namespace: NAMESPACE });
    await ensureSchedules(client, mission, config.mail.digest);

    // A gateway that is started anew answers where it did before: its partners know that port.
    const environment = (about: Record<string, unknown>) => ({
      ...process.env,
      SIPSTREAM_HOME: paths.home,
      SIPSTREAM_MISSION: missionFile,
      SIPSTREAM_TEMPORAL: temporal.address,
      ...(options.configFile && { SIPSTREAM_CONFIG: options.configFile }),
      SIPSTREAM_SMTP_PORT: String((about['smtp'] as StationFile['smtp'])?.port ?? ports.smtp),
    });
    const processes: KeptProcess[] = [];
    // Processors outlive workers on purpose; a station that is stopped by its operator takes them along.
    undo.push(() => stopRuns(configuredRunner(config, paths), paths.staging));
    const scops = readScopsConfig(config, paths);
    undo.push(() => stopRuns(eitherRunner(localRunner(), lineRunner(scops)), scops.output));
    const outcomes = await Promise.allSettled(
      [
        { name: 'workers', module: program('workers/main.js') },
        { name: 'gateway', module: program('workers/gateway/main.js') },
      ].map((part) =>
        keepProcess({
          ...part,
          environment,
          logFile: join(paths.log, `${part.name}.log`),
          onEnd: (how) => say(`${part.name} ended (${how}) and is started anew.`),
        }),
      ),
    );
    // One that did not start must not leave the other running.
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') continue;
      processes.push(outcome.value);
      undo.push(() => outcome.value.stop());
    }
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;

    const gateway = processes.find((part) => part.name === 'gateway')!;
    const self = await identifyProcess(process.pid);
    let file: StationFile = {
      pid: process.pid,
      ...(self && { process: self }),
      mission: mission.mission,
      missionFile,
      startedAt: new Date().toISOString(),
      temporal: { address: temporal.address, namespace: NAMESPACE },
      temporalUi: temporal.ui,
      board: null,
      ftp: ftp ? { host: ftp.host, port: ftp.port } : null,
      smtp: (gateway.about['smtp'] as StationFile['smtp']) ?? null,
    };
    const publish = async (more: Partial<StationFile>) => {
      file = { ...file, ...more };
      published = true;
      await writeFileAtomic(paths.stationFile, `${JSON.stringify(file, undefined, 2)}\n`);
    };
    await publish({});
    return {
      config,
      paths,
      mission,
      ledger,
      get file() {
        return file;
      },
      processes,
      get temporalPid() {
        return temporal.server?.pid;
      },
      client,
      publish,
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

function directoriesOf(paths: StationPaths): string[] {
  const { pickup, overflow, archive, staging, delivery, mail, log } = paths;
  const parts = ['unmatched', 'complete', 'incomplete'].map((part) => join(overflow, part));
  const branches = ['L0', 'DAS', 'L1', 'L2'].map((branch) => join(archive, branch));
  return [
    pickup,
    ...parts,
    ...branches,
    staging,
    delivery,
    join(mail, 'in'),
    join(mail, 'quarantine'),
    join(mail, 'out'),
    log,
  ];
}

/** The Temporal that a station works with: the configured one, or a server of its own on its file. */
export async function temporalOf(
  config: StationConfig,
  paths: StationPaths,
  say: (line: string) => void,
): Promise<{ address: string; ui: string | null; server?: TemporalServer }> {
  const elsewhere = config.temporal.address;
  if (elsewhere !== undefined) {
    await prepareNamespace(elsewhere);
    return { address: elsewhere, ui: null };
  }
  say('Temporal server …');
  const { host, ports } = config;
  for (let attempt = 1; ; attempt += 1) {
    // Between our look at a port and the server's bind another program may take it: then another port is as good.
    const usual = attempt === 1 ? { temporal: 7233, ui: 8233 } : { temporal: 0, ui: 0 };
    try {
      const server = await startTemporal({
        file: paths.temporal,
        host,
        port: await choosePort(host, ports.temporal, usual.temporal),
        uiPort: await choosePort(host, ports.temporalUi, usual.ui),
        logDirectory: paths.log,
        say,
      });
      return { address: server.address, ui: server.ui, server };
    } catch (error) {
      const configured = ports.temporal !== 0 && ports.temporalUi !== 0;
      if (configured || attempt === START_ATTEMPTS || !(error instanceof OperationsError)) throw error;
    }
  }
}

async function ftpOf(
  config: StationConfig,
  paths: StationPaths,
  port: number,
  say: (line: string) => void,
): Promise<FtpServer | undefined> {
  if (config.ftp.server === 'site') return undefined;
  if (findVsftpd() === undefined) {
    say(
      'vsftpd is not installed: no FTP server here; files are expected directly in the pickup directory. (`apt-get install vsftpd` brings it.)',
    );
    return undefined;
  }
  return startFtpServer({
    root: paths.pickup,
    port,
    runDirectory: join(paths.log, 'ftp'),
    listen: config.host,
  });
}
