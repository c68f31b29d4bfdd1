import type { DataDay } from '../domain/data-day.js';
import type { Granule } from '../domain/granule.js';
import { decode, decodeAll } from './codec.js';
import type { DayKey } from './days.js';
import type { Ledger } from './ledger.js';
import type { FileRow } from './schema.js';

/** The files of a product day, by type and path. */
export async function filesOfDay(ledger: Ledger, key: DayKey): Promise<FileRow[]> {
  const rows = await ledger.db
    .selectFrom('files')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('day', '=', key.day)
    .orderBy('type')
    .orderBy('archivePath')
    .execute();
  return decodeAll('files', rows);
}

/** The files of a granule, every production and part of it, by path. */
export async function filesOfGranule(ledger: Ledger, mission: string, granule: Granule): Promise<FileRow[]> {
  const { type, day, slot, event } = granule;
  let query = ledger.db
    .selectFrom('files')
    .selectAll()
    .where('mission', '=', mission)
    .where('type', '=', type)
    .where('day', '=', day);
  query = slot === undefined ? query.where('slot', 'is', null) : query.where('slot', '=', slot);
  query = event === undefined ? query.where('event', 'is', null) : query.where('event', '=', event);
  return decodeAll('files', await query.orderBy('archivePath').execute());
}

/** The file that came under a name; of several, the one that was archived last. */
export async function fileByOriginalName(
  ledger: Ledger,
  mission: string,
  name: string,
): Promise<FileRow | undefined> {
  const row = await ledger.db
    .selectFrom('files')
    .selectAll()
    .where('mission', '=', mission)
    .where('originalName', '=', name)
    .orderBy('archivedAt', 'desc')
    .orderBy('archivePath', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && decode('files', row);
}

/** Files of some types over a range of days, both ends included, by type, day and path. */
export async function filesBetween(
  ledger: Ledger,
  mission: string,
  range: { readonly types: readonly string[]; readonly from: DataDay; readonly to: DataDay },
): Promise<FileRow[]> {
  if (range.types.length === 0) return [];
  const rows = await ledger.db
    .selectFrom('files')
    .selectAll()
    .where('mission', '=', mission)
    .where('type', 'in', range.types)
    .where('day', '>=', range.from)
    .where('day', '<=', range.to)
    .orderBy('type')
    .orderBy('day')
    .orderBy('archivePath')
    .execute();
  return decodeAll('files', rows);
}

/** The files at some archive paths; those that the ledger doesn't know are left out. */
export async function filesByPath(
  ledger: Ledger,
  mission: string,
  paths: readonly string[],
): Promise<FileRow[]> {
  if (paths.length === 0) return [];
  const rows = await ledger.db
    .selectFrom('files')
    .selectAll()
    .where('mission', '=', mission)
    .where('archivePath', 'in', [...paths])
    .execute();
  return decodeAll('files', rows);
}
