import { isDeepStrictEqual } from 'node:util';
import { decodeAll } from '../../src/ledger/codec.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { KEY_COLUMNS, type Rows, type TableName } from '../../src/ledger/schema.js';

/** Every row of every table, by its key. */
export type LedgerCopy = { readonly [T in TableName]: ReadonlyMap<string, Rows[T]> };

/** Reads a whole ledger. */
export async function copyOf(ledger: Ledger): Promise<LedgerCopy> {
  const tables = Object.keys(KEY_COLUMNS) as TableName[];
  const entries: [TableName, unknown][] = [];
  for (const table of tables) {
    const rows = (await ledger.db
      .selectFrom(table as 'days')
      .selectAll()
      .execute()) as never;
    entries.push([table, new Map(decodeAll(table, rows).map((row) => [keyOf(table, row), row]))]);
  }
  return Object.fromEntries(entries) as unknown as LedgerCopy;
}

/** How two ledgers may differ, table by table: columns that are lost, and times that are only near. */
export type Allowed = {
  readonly [T in TableName]?: {
    /** No row of it is expected again. */
    readonly all?: true;
    readonly lost?: readonly (keyof Rows[T])[];
    readonly near?: readonly (keyof Rows[T])[];
    /** Rows that are expected to be lost. */
    readonly rows?: (row: Rows[T]) => boolean;
  };
};

const NEAR_MS = 60_000;

/** Every difference that is not allowed, in words. */
export function differences(before: LedgerCopy, after: LedgerCopy, allowed: Allowed): string[] {
  return (Object.keys(before) as TableName[]).flatMap((table) => {
    const may = (allowed[table] ?? {}) as NonNullable<Allowed['levels']>;
    const old = before[table] as ReadonlyMap<string, Rows['levels']>;
    const fresh = after[table] as ReadonlyMap<string, Rows['levels']>;
    if (may.all) return [];
    const more = [...fresh.keys()].filter((key) => !old.has(key)).map((key) => `${table} ${key}: new`);
    const less = [...old].flatMap(([key, row]) => {
      const again = fresh.get(key);
      if (!again) return may.rows?.(row) ? [] : [`${table} ${key}: lost`];
      const columns = new Set([...Object.keys(row), ...Object.keys(again)]) as Set<keyof Rows['levels']>;
      return [...columns].flatMap((column) => {
        const [a, b] = [row[column], again[column]] as unknown[];
        if (isDeepStrictEqual(a, b) || may.lost?.includes(column)) return [];
        const isNear = typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) < NEAR_MS;
        if (may.near?.includes(column) && isNear) return [];
        return [`${table} ${key}, ${column}: ${JSON.stringify(a)} became ${JSON.stringify(b)}`];
      });
    });
    return [...more, ...less];
  });
}

function keyOf<T extends TableName>(table: T, row: Rows[T]): string {
  return KEY_COLUMNS[table].map((column) => String(row[column as keyof Rows[T]])).join(' ');
}
