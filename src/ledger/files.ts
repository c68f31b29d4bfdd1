import type { DataDay } from '../domain/data-day.js';
import type { Granule } from '../domain/granule.js';
import { decode, decodeAll } from './codec.js';
import type { DayKey } from './days.js';
import { statement, type Ledger } from './ledger.js';
import type { LevelKey } from './levels.js';
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

/** The latest edition of a level's products in the archive; 0 when it has none. */
export async function lastEdition(ledger: Ledger, key: LevelKey): Promise<number> {
  const row = await ledger.db
    .selectFrom('files')
    .select((eb) => eb.fn.max(eb.fn.coalesce('edition', eb.lit(1))).as('edition'))
    .where('mission', '=', key.mission)
    .where('day', '=', key.day)
    .where('kind', '=', 'product')
    .where('level', '=', key.level)
    .executeTakeFirst();
  return row?.edition ?? 0;
}

/** Writes that the products of earlier editions of a level are superseded; those that are keep since when. */
export async function supersedeEarlier(
  ledger: Ledger,
  key: LevelKey,
  edition: number,
  at: number,
): Promise<void> {
  await statement(ledger, ({ db }) =>
    db
      .updateTable('files')
      .set({ supersededAt: at })
      .where('mission', '=', key.mission)
      .where('day', '=', key.day)
      .where('kind', '=', 'product')
      .where('level', '=', key.level)
      .where((eb) => eb(eb.fn.coalesce('edition', eb.lit(1)), '<', edition))
      .where('supersededAt', 'is', null)
      .execute(),
  );
}
