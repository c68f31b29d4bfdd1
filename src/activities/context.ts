import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { StationConfig, StationPaths } from '../adapters/station/config.js';
import type { Mailer } from '../adapters/mail/outgoing.js';
import type { ProcessorRunner } from '../adapters/processor/runner.js';
import type { DataDay } from '../domain/data-day.js';
import type { ScopsConfig } from '../domain/scops/config.js';
import type { Mission } from '../domain/mission.js';
import type { Ledger } from '../ledger/ledger.js';

/** What activities stand on: the mission, the station's places, and its adapters. */
export interface StationContext {
  readonly mission: Mission;
  readonly config: StationConfig;
  readonly paths: StationPaths;
  /** What orders of flight lines stand on. */
  readonly scops: ScopsConfig;
  readonly ledger: Ledger;
  readonly client: Client;
  readonly mailer: Mailer;
  readonly runner: ProcessorRunner;
  /** Runs the programs of the airborne chain on this host. */
  readonly programs: ProcessorRunner;
  /** Runs whole flight lines as jobs, where the configuration of orders says. */
  readonly jobs: ProcessorRunner;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The staging directory of one level of a day: `staging/2026-11-20/L1`. */
export function stagingDirectory(context: StationContext, day: DataDay, level: string): string {
  return join(context.paths.staging, day, level);
}

/** Directories and files of one run of a processor, all in its staging directory; the log outlives it. */
export function runPlaces(context: StationContext, day: DataDay, level: string, run: number) {
  const staging = stagingDirectory(context, day, level);
  const runDirectory = join(staging, `run-${run}`);
  const log = join(context.paths.log, 'processors', day, level);
  return {
    staging,
    inputs: join(staging, 'in'),
    manifest: join(staging, 'manifest.json'),
    runDirectory,
    pcf: join(runDirectory, 'PCF'),
    products: join(runDirectory, 'out'),
    stdout: join(log, `run-${run}.out`),
    stderr: join(log, `run-${run}.err`),
    logDirectory: log,
  };
}
