import { dayOf, type DataDay } from '../domain/data-day.js';
import { decodeAll } from './codec.js';
import { snapshot, type Ledger } from './ledger.js';
import { beginning, contains } from './match.js';
import type { ArrivalRow, FileRow, StrayRow } from './schema.js';

/** What the ledger knows of names that lie on a disk. */
export interface KnownNames {
  /** By name; of several DNs that name a file, the one that was looked at last. */
  readonly arrivals: ReadonlyMap<string, ArrivalRow>;
  readonly strays: ReadonlyMap<string, StrayRow>;
  /** Files of the archive that came under the name. */
  readonly archived: ReadonlyMap<string, FileRow>;
}

/** Looks names up, at most a few hundred at once. */
export function knownNames(ledger: Ledger, mission: string, names: readonly string[]): Promise<KnownNames> {
  if (names.length === 0)
    return Promise.resolve({ arrivals: new Map(), strays: new Map(), archived: new Map() });
  return snapshot(ledger, async ({ db }) => {
    const arrivals = await db
      .selectFrom('arrivals')
      .selectAll()
      .where('mission', '=', mission)
      .where('name', 'in', names)
      .orderBy('updatedAt')
      .execute();
    const strays = await db
      .selectFrom('strays')
      .selectAll()
      .where('mission', '=', mission)
      .where('name', 'in', names)
      .execute();
    const archived = await db
      .selectFrom('files')
      .selectAll()
      .where('mission', '=', mission)
      .where('originalName', 'in', names)
      .orderBy('archivedAt')
      .execute();
    return {
      arrivals: new Map(decodeAll('arrivals', arrivals).map((row) => [row.name, row])),
      strays: new Map(decodeAll('strays', strays).map((row) => [row.name, row])),
      archived: new Map(decodeAll('files', archived).map((row) => [row.originalName, row])),
    };
  });
}

/** Which files of the archive to find by name. */
export interface NameSearch {
  readonly text: string;
  /** `begins`: one of its names begins with the text, letter by letter; `contains`: it is somewhere in a name. */
  readonly how: 'begins' | 'contains';
  /** The days to look at; both included. */
  readonly from?: DataDay | undefined;
  readonly to?: DataDay | undefined;
  readonly limit: number;
}

/** How far back `contains` looks when no first day is named, days. */
export const CONTAINS_DAYS = 366;

/** What a search by name found. */
export interface NamesFound {
  readonly files: readonly FileRow[];
  /** True when there are more than the limit. */
  readonly more: boolean;
  /** The days that were looked at, where they are bounded. */
  readonly from?: DataDay;
  readonly to?: DataDay;
}

/**
 * The files whose original or archive name begins with a text (two indexes answer it, whatever the mission's size), or
 * contains it. No index answers `contains`: it looks at the files of a range of days, by default the newest year that has
 * files before `to`.
 */
export async function searchNames(ledger: Ledger, mission: string, search: NameSearch): Promise<NamesFound> {
  const range = search.how === 'begins' ? search : await containsRange(ledger, mission, search);
  const { from, to } = range;
  const base = ledger.db
    .selectFrom('files')
    .selectAll()
    .where('mission', '=', mission)
    .$if(from !== undefined, (query) => query.where('day', '>=', from!))
    .$if(to !== undefined, (query) => query.where('day', '<=', to!));
  const limit = search.limit + 1;
  const found = new Map<string, FileRow>();
  if (search.how === 'contains') {
    const rows = await base
      .where(contains(ledger, ['originalName', 'archiveName'], search.text))
      .orderBy('day', 'desc')
      .orderBy('archivePath')
      .limit(limit)
      .execute();
    for (const row of decodeAll('files', rows)) found.set(row.archivePath, row);
  } else {
    const { from: first, to: end } = beginning(search.text);
    for (const column of ['originalName', 'archiveName'] as const) {
      const rows = await base
        .where(column, '>=', first)
        .where(column, '<', end)
        .orderBy(column)
        .orderBy('archivePath')
        .limit(limit)
        .execute();
      for (const row of decodeAll('files', rows)) found.set(row.archivePath, row);
    }
  }
  const files = [...found.values()].slice(0, search.limit);
  return {
    files,
    more: found.size > search.limit,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

async function containsRange(
  ledger: Ledger,
  mission: string,
  { from, to }: NameSearch,
): Promise<{ from?: DataDay; to?: DataDay }> {
  if (from !== undefined) return { from, ...(to !== undefined && { to }) };
  const newest = await ledger.db
    .selectFrom('files')
    .select('day')
    .where('mission', '=', mission)
    .$if(to !== undefined, (query) => query.where('day', '<=', to!))
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  const last = to ?? (newest?.day as DataDay | undefined);
  if (last === undefined) return {};
  const first = dayOf(Date.parse(`${last}T00:00:00Z`) - CONTAINS_DAYS * 86_400_000);
  return { from: first, to: last };
}
