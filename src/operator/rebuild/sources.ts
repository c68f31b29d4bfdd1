import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { hasCode } from '../../adapters/files/io-error.js';
import {
  readConfig,
  stationPaths,
  type StationConfig,
  type StationPaths,
} from '../../adapters/station/config.js';
import { asConfigured, readMission } from '../../adapters/station/mission-file.js';
import { readStationFile } from '../../adapters/station/station-file.js';
import { NAMESPACE } from '../../domain/ids.js';
import type { Mission } from '../../domain/mission.js';
import { CommandError } from '../reading/command-error.js';
import { PACKAGE_ROOT } from '../reading/package-root.js';
import { temporalOf } from '../up/station.js';

/** What a rebuild reads: the station's places, its configuration and its mission. */
export interface Sources {
  readonly config: StationConfig;
  readonly paths: StationPaths;
  readonly mission: Mission;
  readonly missionFile: string;
}

/**
 * Finds a home and the mission that ran in it: the file or the short name that is given, the file of a station that was
 * killed here, else the one that `up` takes. Throws OperationsError STATION_CONFIG.
 */
export async function readSources(home: string, mission: string | undefined): Promise<Sources> {
  const config = await readConfig(home);
  const paths = stationPaths(home, config);
  const station = await readStationFile(paths.home);
  const isDemo = await exists(join(paths.home, 'demo.json'));
  const usual = join(PACKAGE_ROOT, 'missions', 'mopitt', isDemo ? 'demo.yaml' : 'mission.yaml');
  const missionFile =
    mission === undefined
      ? (station?.missionFile ?? usual)
      : /^[a-z][a-z0-9-]*$/.test(mission) && !(await exists(mission))
        ? join(PACKAGE_ROOT, 'missions', mission, 'mission.yaml')
        : resolve(mission);
  return { config, paths, missionFile, mission: asConfigured(await readMission(missionFile), config) };
}

/**
 * Connects to Temporal for the time of `work`: the cluster of the configuration, or the station's own server, which is
 * started on its file. Throws a CommandError NOT_RUNNING when there is neither.
 */
export async function withTemporal<T>(
  { config, paths }: Sources,
  say: (line: string) => void,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const next =
    'With --without-temporal only archive and mail are asked; the report says what is then missing.';
  const address = config.temporal.address;
  if (address === undefined && !(await exists(paths.temporal)))
    throw new CommandError(
      'NOT_RUNNING',
      `${paths.temporal} is not there: Temporal knows nothing of this home.`,
      next,
    );
  if (address !== undefined)
    await Connection.connect({ address, connectTimeout: 5_000 }).then(
      (connection) => connection.close(),
      (error: unknown) => {
        throw new CommandError('NOT_RUNNING', `Temporal does not answer at ${address}.`, next, {
          cause: error,
        });
      },
    );
  const temporal = await temporalOf(config, paths, say);
  try {
    const connection = await Connection.connect({ address: temporal.address });
    try {
      return await work(new Client({ connection, namespace: NAMESPACE }));
    } finally {
      await connection.close();
    }
  } finally {
    await temporal.server?.stop();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
}
