import { mkdir, rm } from 'node:fs/promises';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { identifyProcess } from '../../adapters/processor/process-identity.js';
import type { StationPaths } from '../../adapters/station/config.js';
import type { StationFile } from '../../adapters/station/station-file.js';
import { NAMESPACE } from '../../domain/ids.js';
import { refuseSecond } from '../up/refuse-second.js';

/**
 * Keeps stations, and other rebuilds, out of a home for the time of `work`, as a station does: by `station.json`. Throws
 * OperationsError STATION_CONFIG when one runs there.
 */
export async function holdHome<T>(
  paths: StationPaths,
  about: Pick<StationFile, 'mission' | 'missionFile'>,
  work: () => Promise<T>,
): Promise<T> {
  await refuseSecond(paths.home);
  await mkdir(paths.log, { recursive: true });
  const self = await identifyProcess(process.pid);
  const file: StationFile = {
    pid: process.pid,
    ...(self && { process: self }),
    ...about,
    startedAt: new Date().toISOString(),
    temporal: { address: 'nowhere', namespace: NAMESPACE },
    ...{ temporalUi: null, board: null, ftp: null, smtp: null },
  };
  await writeFileAtomic(paths.stationFile, `${JSON.stringify(file, undefined, 2)}\n`);
  try {
    return await work();
  } finally {
    await rm(paths.stationFile, { force: true });
  }
}
