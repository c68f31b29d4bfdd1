import { link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sql } from 'kysely';
import { fsyncDirectory } from '../../adapters/files/atomic-write.js';
import { hasCode } from '../../adapters/files/io-error.js';
import { transact, type Ledger } from '../../ledger/ledger.js';
import { insertNew } from '../../ledger/merge.js';
import { emptyLog } from '../../ledger/sqlite.js';
import { KEY_COLUMNS, type Rows, type TableName } from '../../ledger/schema.js';
import { CommandError } from '../reading/command-error.js';

/** The names of all tables. */
export const TABLES = Object.keys(KEY_COLUMNS) as TableName[];

const BESIDE = ['-wal', '-shm'] as const;
const PAGE = 1_000;

/** Whether a location is a database's and not a file's. */
export function isPostgres(location: string): boolean {
  return /^postgres(ql)?:\/\//.test(location);
}

/** Removes a ledger file and what SQLite keeps beside it. */
export async function removeLedgerFile(path: string): Promise<void> {
  for (const suffix of ['', ...BESIDE]) await rm(`${path}${suffix}`, { force: true });
}

/** Everything of a ledger in its one file, flushed to the disk; the ledger is closed. */
export async function settle(ledger: Ledger, path: string): Promise<void> {
  await sql`pragma wal_checkpoint(truncate)`.execute(ledger.db);
  await ledger.close();
  const file = await open(path, 'r');
  await file.sync();
  await file.close();
}

/**
 * Puts a whole ledger in the place of another; nobody may have either open. The old one stays beside it under the name
 * that is answered; undefined when there was none. Killed at any instruction, one whole ledger is in the place.
 */
export async function swapIn(fresh: string, place: string, at: number): Promise<string | undefined> {
  const time = new Date(at).toISOString().replace(/[-:]/g, '');
  const kept = `${place}.before-${time}`;
  const isThere = await exists(place);
  if (isThere) {
    emptyLog(place);
    await keepBeside(place, kept);
  }
  // A log of the old one must not be taken for one of the new; there is nothing in it that is not kept.
  for (const suffix of BESIDE) await rm(`${place}${suffix}`, { force: true });
  await rename(fresh, place);
  await fsyncDirectory(dirname(place));
  return isThere ? kept : undefined;
}

/** A second name for the old file and for its log; the first name is never empty. */
async function keepBeside(place: string, kept: string): Promise<void> {
  for (const suffix of ['', '-wal']) {
    if (await exists(`${place}${suffix}`)) await link(`${place}${suffix}`, `${kept}${suffix}`);
  }
  await fsyncDirectory(dirname(place));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
}

/** Throws a CommandError when a database has rows already: a rebuild never removes or mixes what is there. */
export async function refuseFull(target: Ledger): Promise<void> {
  for (const table of TABLES) {
    const row = await target.db
      .selectFrom(table as 'days')
      .select('mission')
      .limit(1)
      .executeTakeFirst();
    if (!row) continue;
    throw new CommandError(
      'REFUSED',
      `The ledger in PostgreSQL is not empty (${table} has rows), and a rebuild only fills an empty one.`,
      'Make a new database, name it with --into, and set `ledger` in station.yaml to it afterwards.',
    );
  }
}

/** Copies every row into an empty database, as one transaction: a kill leaves it empty. */
export async function copyInto(from: Ledger, target: Ledger, show: (text: string) => void): Promise<void> {
  await transact(target, async (inner) => {
    await refuseFull(inner);
    for (const table of TABLES) await copyTable(from, inner, table, show);
  });
}

async function copyTable(
  from: Ledger,
  to: Ledger,
  table: TableName,
  show: (text: string) => void,
): Promise<void> {
  let copied = 0;
  for (let last = 0; ;) {
    const rows = await from.db
      .selectFrom(table as 'days')
      .selectAll()
      .select(sql<number>`rowid`.as('rowid'))
      .where(sql<boolean>`rowid > ${last}`)
      .orderBy(sql`rowid`)
      .limit(PAGE)
      .execute();
    if (rows.length === 0) return;
    last = rows.at(-1)!.rowid;
    // The values are as columns hold them already; encoding leaves such alone.
    const values = rows.map(({ rowid: _rowid, ...row }) => row);
    await insertNew(to, table, values as unknown as Rows[typeof table][]);
    copied += values.length;
    show(`copying ${table}: ${copied} rows`);
  }
}

/** How many rows each table has. */
export async function countRows(ledger: Ledger): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const { count } = await ledger.db
      .selectFrom(table as 'days')
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .executeTakeFirstOrThrow();
    counts[table] = Number(count);
  }
  return counts;
}
