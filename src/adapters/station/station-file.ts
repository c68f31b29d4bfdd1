import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const place = z.strictObject({ host: z.string(), port: z.number().int() });

const stationFileSchema = z.strictObject({
  pid: z.number().int(),
  mission: z.string(),
  missionFile: z.string(),
  startedAt: z.string(),
  temporal: z.strictObject({ address: z.string(), namespace: z.string() }),
  temporalUi: z.string().nullable(),
  board: z.string().nullable(),
  ftp: place.nullable(),
  smtp: place.nullable(),
});

/** Where the running station answers (`station.json`). */
export type StationFile = z.infer<typeof stationFileSchema>;

/** Reads `station.json`; undefined when no station has been started in this home. */
export async function readStationFile(home: string): Promise<StationFile | undefined> {
  try {
    return stationFileSchema.parse(JSON.parse(await readFile(join(home, 'station.json'), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
