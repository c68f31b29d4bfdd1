import { JSON_COLUMNS, type LedgerSchema, type Rows, type TableName } from './schema.js';

/** A row, or a part of one, as the database takes it. */
export type Encoded = Record<string, string | number | null>;

/**
 * Values as their columns hold them: objects and arrays as JSON text, `undefined` left out, `null` kept. PostgreSQL
 * cannot hold the character NUL in a text, and subjects of mail can: it becomes U+FFFD.
 */
export function encode(values: object): Encoded {
  const encoded: Encoded = {};
  for (const [column, value] of Object.entries(values) as [string, unknown][]) {
    if (value === undefined) continue;
    if (value === null || typeof value === 'number') encoded[column] = value;
    else
      encoded[column] = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(
        '\0',
        '\uFFFD',
      );
  }
  return encoded;
}

/** A row as callers see it: JSON decoded, NULL left out. */
export function decode<T extends TableName>(table: T, row: LedgerSchema[T]): Rows[T] {
  const json: readonly PropertyKey[] = JSON_COLUMNS[table];
  const entries = Object.entries(row)
    .filter(([, value]) => value !== null)
    .map(([column, value]) => [column, json.includes(column) ? JSON.parse(value as string) : value]);
  return Object.fromEntries(entries) as Rows[T];
}

/** Rows as callers see them. */
export function decodeAll<T extends TableName>(table: T, rows: readonly LedgerSchema[T][]): Rows[T][] {
  return rows.map((row) => decode(table, row));
}

/** A row whose `by` is the column `actor`, as callers see it. */
export function byName<R extends { readonly actor: string }>({
  actor,
  ...rest
}: R): Omit<R, 'actor'> & { readonly by: string } {
  return { ...rest, by: actor };
}
