import type { Kysely } from 'kysely';
import { encode, type Encoded } from './codec.js';
import { statement, type Ledger } from './ledger.js';
import { KEY_COLUMNS, type Rows, type TableName } from './schema.js';

/** Rows a statement: far below the parameters that either database allows. */
const BATCH = 200;

/** The tables without their types, for statements whose table is an argument. */
function untyped(ledger: Ledger): Kysely<Record<string, Encoded>> {
  return ledger.db as unknown as Kysely<Record<string, Encoded>>;
}

/**
 * Writes a part of a row. A row that is not there is made of `initial` and `patch`; of one that is there, only what
 * `patch` names changes (`null` empties).
 */
export async function mergeRow<T extends TableName>(
  ledger: Ledger,
  table: T,
  key: Partial<Rows[T]>,
  initial: Partial<Rows[T]>,
  patch: object,
): Promise<void> {
  await mergeRows(
    ledger,
    table,
    [{ ...encode(initial), ...encode(patch), ...encode(key) }],
    Object.keys(encode(patch)),
    true,
  );
}

/**
 * Writes many rows by their key. Of a row that is there, only the `changing` columns change, and those of them that the
 * new row leaves empty stay too, unless `empties` says that NULL is a value like any other.
 */
export async function mergeRows(
  ledger: Ledger,
  table: TableName,
  rows: readonly object[],
  changing: readonly string[],
  empties = false,
): Promise<void> {
  const keys: readonly string[] = KEY_COLUMNS[table];
  const columns = changing.filter((column) => !keys.includes(column));
  await inBatches(ledger, rows, async (db, batch) => {
    await db
      .insertInto(table)
      .values(batch)
      .onConflict((conflict) => {
        const target = conflict.columns([...keys]);
        if (columns.length === 0) return target.doNothing();
        return target.doUpdateSet((eb) =>
          Object.fromEntries(
            columns.map((name) => {
              const given = eb.ref(`excluded.${name}`);
              return [name, empties ? given : eb.fn.coalesce(given, eb.ref(`${table}.${name}`))];
            }),
          ),
        );
      })
      .execute();
  });
}

/** Inserts rows that are not there yet, and says how many were new. Those that are there stay as they are. */
export async function insertNew<T extends TableName>(
  ledger: Ledger,
  table: T,
  rows: readonly Rows[T][],
): Promise<number> {
  let inserted = 0;
  await inBatches(ledger, rows, async (db, batch) => {
    const result = await db
      .insertInto(table)
      .values(batch)
      .onConflict((conflict) => conflict.columns([...KEY_COLUMNS[table]]).doNothing())
      .executeTakeFirst();
    inserted += Number(result.numInsertedOrUpdatedRows ?? 0n);
  });
  return inserted;
}

async function inBatches(
  ledger: Ledger,
  rows: readonly object[],
  write: (db: Kysely<Record<string, Encoded>>, batch: Encoded[]) => Promise<void>,
): Promise<void> {
  if (rows.length === 0) return;
  const encoded = sameColumns(rows.map(encode));
  await statement(ledger, async (inner) => {
    for (let from = 0; from < encoded.length; from += BATCH) {
      await write(untyped(inner), encoded.slice(from, from + BATCH));
    }
  });
}

/** A statement has one list of columns: a row that lacks one of them says NULL there. */
function sameColumns(rows: readonly Encoded[]): Encoded[] {
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  return rows.map((row) => Object.fromEntries([...columns].map((name) => [name, row[name] ?? null])));
}
