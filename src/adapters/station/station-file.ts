import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OperationsError } from '../../domain/failures.js';
import { hasCode } from '../files/io-error.js';

const place = z.strictObject({ host: z.string(), port: z.number().int() });

const stationFileSchema = z.strictObject({
  pid: z.number().int(),
  /** The same process beyond doubt: after a reboot its id may be another's. */
  process: z.strictObject({ pid: z.number().int(), startTicks: z.string(), bootId: z.string() }).optional(),
  mission: z.string(),
  missionFile: z.string(),
  startedAt: z.string(),
  temporal: z.strictObject({ address: z.string(), namespace: z.string() }),
  temporalUi: z.string().nullable(),
  board: z.string().nullable(),
  /** Where scientists order flight lines. */
  front: z.string().nullable().optional(),
  ftp: place.nullable(),
  smtp: place.nullable(),
});

/** Where the running station answers (`station.json`). */
export type StationFile = z.infer<typeof stationFileSchema>;

/**
 * Reads `station.json`; undefined when no station has been started in this home. Throws OperationsError STATION_CONFIG
 * when it is no such file, as one of another release may be.
 */
export async function readStationFile(home: string): Promise<StationFile | undefined> {
  const path = join(home, 'station.json');
  try {
    return stationFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw new OperationsError(
      'STATION_CONFIG',
      `${path} was not written by this release of sipstream; remove it if no station runs in this home.`,
      [],
      { cause: error },
    );
  }
}
