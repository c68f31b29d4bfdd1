import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  readConfig,
  stationPaths,
  type StationConfig,
  type StationPaths,
} from '../../adapters/station/config.js';
import { readMission } from '../../adapters/station/mission-file.js';
import { readStationFile, type StationFile } from '../../adapters/station/station-file.js';
import type { Mission } from '../../domain/mission.js';
import type { Ledger } from '../../ledger/ledger.js';
import { openLedger } from '../../ledger/open.js';
import { CommandError } from './command-error.js';
import { PACKAGE_ROOT } from './package-root.js';

/** A station's home as reading commands see it. */
export interface Home {
  readonly paths: StationPaths;
  readonly config: StationConfig;
  /** Absent when no station was started here. It may have stopped since. */
  readonly station?: StationFile;
}

/** A home with its ledger open. */
export interface LedgerHome extends Home {
  readonly ledger: Ledger;
  /** The mission's short name. */
  readonly missionName: string;
  /** Absent when no mission file of that name could be found. */
  readonly mission?: Mission;
}

/** Finds a home; makes nothing. Throws OperationsError STATION_CONFIG for a configuration that is wrong. */
export async function findHome(directory: string): Promise<Home> {
  const config = await readConfig(directory);
  const paths = stationPaths(directory, config);
  const station = await readStationFile(paths.home);
  return { paths, config, ...(station && { station }) };
}

/**
 * Opens the ledger of a home for the time of `work`. Throws a CommandError when no station ever ran here, and when
 * there are several missions and `missionName` names none of them.
 */
export async function withLedger<T>(
  directory: string,
  missionName: string | undefined,
  work: (home: LedgerHome) => Promise<T>,
): Promise<T> {
  const home = await findHome(directory);
  if (!/^postgres(ql)?:/.test(home.paths.ledger) && !(await exists(home.paths.ledger))) {
    throw new CommandError(
      'NO_STATION',
      `No station has run in ${home.paths.home}: it has no ledger.`,
      'Start one with `sipstream up`, or name another home with --home.',
    );
  }
  const ledger = await openLedger(home.paths.ledger);
  try {
    const name = missionName ?? home.station?.mission ?? (await onlyMission(ledger));
    const mission = await missionNamed(name, home.station);
    return await work({ ...home, ledger, missionName: name, ...(mission && { mission }) });
  } finally {
    await ledger.close();
  }
}

/** The one mission that the ledger knows. */
async function onlyMission(ledger: Ledger): Promise<string> {
  const names = new Set<string>();
  for (const table of ['days', 'receipts', 'messages'] as const) {
    const rows = await ledger.db
      .selectFrom(table as 'days')
      .select('mission')
      .distinct()
      .execute();
    rows.forEach((row) => names.add(row.mission));
  }
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  throw only === undefined
    ? new CommandError('NO_MISSION', 'The ledger is empty: nothing has come yet.', 'Start the station.')
    : new CommandError(
        'NO_MISSION',
        `The ledger has several missions: ${[...names].join(', ')}.`,
        'Name one with --mission.',
      );
}

/** The mission file that the station was started with, or the one that the package has under that name. */
async function missionNamed(name: string, station: StationFile | undefined): Promise<Mission | undefined> {
  if (station?.mission === name && (await exists(station.missionFile)))
    return readMission(station.missionFile);
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return undefined;
  const own = join(PACKAGE_ROOT, 'missions', name, 'mission.yaml');
  return (await exists(own)) ? readMission(own) : undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
