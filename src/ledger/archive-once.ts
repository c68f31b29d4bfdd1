import { sql } from 'kysely';
import { insertNew } from './merge.js';
import { transact, type Ledger } from './ledger.js';
import type { FileRow } from './schema.js';

/** First half of the key of the advisory lock in PostgreSQL (the second is the mission): an arbitrary number of ours. */
const LOCK = 1_936_288_884;

/**
 * Records that a file is in the archive, exactly once, together with its line of filenames.tbl, which `append` writes.
 * Writers of all processes take turns. `append` is not called when the row is there (`already`). It is told whether a
 * line may be there already, because an earlier attempt was killed, or failed, between writing it and recording it, or
 * is going on elsewhere: then, and only then, it has to look before it writes.
 *
 * `append` must not use the ledger: with SQLite it would wait for itself for ever. When it throws, nothing is recorded.
 */
export async function archiveOnce(
  ledger: Ledger,
  row: FileRow,
  append: (mayBeThere: boolean) => Promise<void>,
): Promise<'recorded' | 'already'> {
  const recorded = await archiveManyOnce(ledger, [row], (_rows, mayBeThere) => append(mayBeThere.size > 0));
  return recorded.length > 0 ? 'recorded' : 'already';
}

/**
 * `archiveOnce` for many files in one transaction: `append` is called at most once, with the rows that are not there
 * yet and the archive paths of those whose lines may be there already. Returns the rows that were recorded now.
 */
export async function archiveManyOnce(
  ledger: Ledger,
  rows: readonly FileRow[],
  append: (rows: readonly FileRow[], mayBeThere: ReadonlySet<string>) => Promise<void>,
): Promise<readonly FileRow[]> {
  if (ledger.db.isTransaction)
    throw new Error('Archiving is two transactions of its own; it cannot be part of another one.');
  const distinct = [...new Map(rows.map((row) => [`${row.mission}\0${row.archivePath}`, row])).values()];
  const first = distinct[0];
  if (!first) return [];
  if (distinct.some((row) => row.mission !== first.mission))
    throw new Error('Files of one batch are of one mission.');
  if (!(await announce(ledger, first.mission, distinct))) return [];
  return transact(ledger, async (inner) => {
    await takeTurn(inner, first.mission);
    const absent = await notThere(inner, first.mission, distinct);
    if (absent.length > 0) {
      const alone = await announcedOnce(inner, first.mission, absent);
      await append(absent, new Set(absent.map((row) => row.archivePath).filter((path) => !alone.has(path))));
      await insertNew(inner, 'files', absent);
    }
    await inner.db
      .deleteFrom('intents')
      .where('mission', '=', first.mission)
      .where('archivePath', 'in', paths(distinct))
      .execute();
    return absent;
  });
}

/**
 * Counts one more attempt for every file that is not there, before any line is written; false when all are there. Who
 * finds later, in its turn, that it was the only one, knows that nobody else can have written a line.
 */
async function announce(ledger: Ledger, mission: string, rows: readonly FileRow[]): Promise<boolean> {
  return durably(ledger, (inner) =>
    transact(inner, async (tx) => {
      await takeTurn(tx, mission);
      const absent = await notThere(tx, mission, rows);
      if (absent.length === 0) return false;
      const before = paths(absent);
      const again = await tx.db
        .updateTable('intents')
        .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
        .where('mission', '=', mission)
        .where('archivePath', 'in', before)
        .returning('archivePath')
        .execute();
      const known = new Set(again.map((row) => row.archivePath));
      const fresh = before.filter((archivePath) => !known.has(archivePath));
      await insertNew(
        tx,
        'intents',
        fresh.map((archivePath) => ({ mission, archivePath, attempts: 1 })),
      );
      return true;
    }),
  );
}

/**
 * The intents must outlive a power cut that the line of filenames.tbl outlives, and a ledger at synchronous NORMAL can
 * lose its last transactions then. PostgreSQL commits durably anyway.
 */
async function durably<T>(ledger: Ledger, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  if (ledger.dialect === 'postgres') return work(ledger);
  return ledger.db.connection().execute(async (db) => {
    await sql`pragma synchronous = full`.execute(db);
    try {
      return await work({ ...ledger, db });
    } finally {
      await sql`pragma synchronous = normal`.execute(db);
    }
  });
}

async function takeTurn(ledger: Ledger, mission: string): Promise<void> {
  if (ledger.dialect === 'postgres')
    await sql`select pg_advisory_xact_lock(${LOCK}, hashtext(${mission}))`.execute(ledger.db);
}

async function notThere(ledger: Ledger, mission: string, rows: readonly FileRow[]): Promise<FileRow[]> {
  const found = await ledger.db
    .selectFrom('files')
    .select('archivePath')
    .where('mission', '=', mission)
    .where('archivePath', 'in', paths(rows))
    .execute();
  const there = new Set(found.map((row) => row.archivePath));
  return rows.filter((row) => !there.has(row.archivePath));
}

async function announcedOnce(
  ledger: Ledger,
  mission: string,
  rows: readonly FileRow[],
): Promise<ReadonlySet<string>> {
  const found = await ledger.db
    .selectFrom('intents')
    .select('archivePath')
    .where('mission', '=', mission)
    .where('archivePath', 'in', paths(rows))
    .where('attempts', '=', 1)
    .execute();
  return new Set(found.map((row) => row.archivePath));
}

function paths(rows: readonly FileRow[]): string[] {
  return rows.map((row) => row.archivePath);
}
