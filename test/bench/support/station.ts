import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NAMESPACE } from '../../../src/domain/ids.js';
import type * as StationModule from '../../../src/operator/up/station.js';
import { DAAC_ADDRESS } from '../../../src/simulator/daac/options.js';
import { childrenNamed } from './cpu.js';

/** How many null processors (and QAs) run at once. */
export const PROCESSORS_AT_ONCE = 8;

/** A station as `sipstream up` starts it, in a home of its own, with a client for its engine. */
export interface BenchStation {
  readonly station: StationModule.Station;
  readonly client: Client;
  /** Process ids of the server, the workers and the gateway. */
  readonly processes: Readonly<Record<string, number>>;
  /** Stops everything that was started and removes the home. */
  stop(): Promise<void>;
}

/**
 * A directory for a home, with a configuration that lets the simulated DAAC send mail. A processor that computes nothing
 * is only waited for, so more than the stock two may run at once.
 */
export async function newHome(atOnce = PROCESSORS_AT_ONCE): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'sipstream-bench-'));
  await writeFile(
    join(home, 'station.yaml'),
    `mail:\n  allow: ['${DAAC_ADDRESS}']\n  operators: [operators@localhost]\nprocessors: { atOnce: ${atOnce} }\n`,
  );
  return home;
}

/** The path of a file of the checkout. */
export function inCheckout(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

/** A compiled module: what is measured is what runs in operations, in processes of its own. */
export async function compiled<T>(path: string): Promise<T> {
  return (await import(inCheckout(`dist/${path}`))) as T;
}

/** Starts the compiled station. */
export async function startBenchStation(home: string, missionFile: string): Promise<BenchStation> {
  const { startStation } = await compiled<typeof StationModule>('operator/up/station.js');
  const station = await startStation({ home, missionFile, say: () => undefined });
  const connection = await Connection.connect({ address: station.file.temporal.address });
  const [server] = childrenNamed('temporal');
  const kept = station.processes.map(({ name, pid }): [string, number] => [name, pid ?? 0]);
  return {
    station,
    client: new Client({ connection, namespace: NAMESPACE }),
    processes: { ...(server !== undefined && { 'Temporal server': server }), ...Object.fromEntries(kept) },
    async stop() {
      await connection.close();
      await station.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
