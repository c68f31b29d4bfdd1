import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { StationContext } from '../activities/context.js';
import { configuredRunner, lineRunner } from '../adapters/processor/configured-runner.js';
import { readScopsConfig } from '../adapters/station/scops-config.js';
import { localRunner } from '../adapters/processor/local-runner.js';
import { mailer } from '../adapters/mail/outgoing.js';
import { readConfig, stationPaths, type StationConfig } from '../adapters/station/config.js';
import { asConfigured, readMission } from '../adapters/station/mission-file.js';
import { NAMESPACE } from '../domain/ids.js';
import { openLedger } from '../ledger/open.js';

/** What a process of the station is told when it starts. */
export interface ProcessOptions {
  readonly home: string;
  readonly missionFile: string;
  readonly configFile?: string;
  /** `host:port` of the Temporal frontend. */
  readonly temporal: string;
}

/** Options from the environment that `sipstream up` or a service manager sets. Throws when one is missing. */
export function processOptions(environment: NodeJS.ProcessEnv = process.env): ProcessOptions {
  const required = (name: string) => {
    const value = environment[name];
    if (!value)
      throw new Error(
        `${name} is not set; start the station with \`sipstream up\`, or see docs/operations.md for its environment.`,
      );
    return value;
  };
  const configFile = environment['SIPSTREAM_CONFIG'];
  return {
    home: required('SIPSTREAM_HOME'),
    missionFile: required('SIPSTREAM_MISSION'),
    temporal: required('SIPSTREAM_TEMPORAL'),
    ...(configFile && { configFile }),
  };
}

/** Opens everything that activities stand on. `close` lets go of it. */
export async function openStation(
  options: ProcessOptions,
): Promise<{ context: StationContext; close(): Promise<void> }> {
  const config = await readConfig(options.home, options.configFile);
  const paths = stationPaths(options.home, config);
  const mission = asConfigured(await readMission(options.missionFile), config);
  const scops = readScopsConfig(config, paths);
  const ledger = await openLedger(paths.ledger);
  const connection = await Connection.connect({ address: options.temporal });
  const context: StationContext = {
    mission,
    config,
    paths,
    ledger,
    client: new Client({ connection, namespace: NAMESPACE }),
    mailer: mailer({
      from: config.mail.from,
      to: config.mail.operators,
      outDirectory: resolve(paths.mail, 'out'),
      ...(config.mail.relay && { relay: await relayOf(config.mail.relay) }),
    }),
    scops,
    runner: configuredRunner(config, paths),
    programs: localRunner(),
    jobs: lineRunner(scops),
    now: () => Date.now(),
  };
  return {
    context,
    async close() {
      await connection.close();
      await ledger.close();
    },
  };
}

async function relayOf(relay: NonNullable<StationConfig['mail']['relay']>) {
  const { passwordFile, user, ...rest } = relay;
  const password = passwordFile === undefined ? undefined : (await readFile(passwordFile, 'utf8')).trim();
  return { ...rest, ...(user !== undefined && { user }), ...(password !== undefined && { password }) };
}
