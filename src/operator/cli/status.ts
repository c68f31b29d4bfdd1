import { readStationFile } from '../../adapters/station/station-file.js';
import type { LedgerHome } from '../reading/home.js';
import { readHealth } from '../reading/station-health.js';
import { isRunning, readStatus } from '../reading/status.js';
import type { StationHealth } from '../words/health.js';
import { statusLines } from '../words/status-lines.js';
import type { StatusView } from '../words/status.js';
import type { Session } from './io.js';
import { connectStation, type Live } from './live.js';
import { reading } from './readings.js';
import { CommandError } from '../reading/command-error.js';

/** Workers are not worth a longer wait. */
const CONNECT_MS = 1_000;

/** What is open, and how the station stands. */
export interface FullStatus {
  readonly view: StatusView;
  readonly health: StationHealth;
}

/** `status`: what is open, the held first, and how the station stands. */
export function status(session: Session): Promise<number> {
  return reading(session, async (home) => {
    const live = await liveOf(home);
    try {
      const { view, health } = await readFullStatus(session, home, live);
      session.answer({ ...view, health }, () => statusLines(view, session.style, health));
    } finally {
      await live?.close();
    }
  });
}

/** Reads everything that `status` shows; `station.json` anew, because a station starts and stops. */
export async function readFullStatus(
  session: Session,
  { ledger, missionName, paths, config }: LedgerHome,
  live: Live | undefined,
): Promise<FullStatus> {
  const station = await readStationFile(paths.home);
  const view = await readStatus(ledger, missionName, station, session.now, session.program);
  const health = await readHealth({
    ledger,
    mission: missionName,
    paths,
    transferLog: config.ftp.transferLog,
    client: live?.client,
  });
  return { view, health };
}

/** A connection to the engine of a station that runs; undefined when there is none, for everything else is known. */
export async function liveOf(home: LedgerHome): Promise<Live | undefined> {
  if (home.station === undefined || !isRunning(home.station)) return undefined;
  try {
    return await connectStation(home.paths.home, home.station, CONNECT_MS);
  } catch (error) {
    if (error instanceof CommandError && error.code === 'NOT_RUNNING') return undefined;
    throw error;
  }
}
