import { sql, type RawBuilder } from 'kysely';
import type { Ledger } from './ledger.js';

/** Whether one of some columns contains a text, ASCII letters in either case. It reads rows, so something else must bound it. */
export function contains({ dialect }: Ledger, columns: readonly string[], text: string): RawBuilder<boolean> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const like = sql.raw(dialect === 'sqlite' ? 'like' : 'ilike');
  const each = columns.map((column) => sql`${sql.ref(column)} ${like} ${pattern} escape '\\'`);
  return sql<boolean>`(${sql.join(each, sql` or `)})`;
}

/** The range of all texts that begin with a text: from the first one, up to one that is greater than all others. */
export function beginning(text: string): { readonly from: string; readonly to: string } {
  return { from: text, to: `${text}\u{10ffff}` };
}

/** Where a list that has the newest first goes on: after the row of this time and id. */
export interface After {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly id: string;
}

/** Whether a row comes after another in a list that has the newest first; an index of the time column serves it. */
export function olderThan(time: string, id: string, after: After): RawBuilder<boolean> {
  return sql<boolean>`(${sql.ref(time)}, ${sql.ref(id)}) < (${after.at}, ${after.id})`;
}

/** One page of a list. */
export interface PageOf<R> {
  readonly rows: readonly R[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: After;
}

/** A page of rows that were read with one more than the limit. */
export function pageOf<R>(rows: readonly R[], limit: number, place: (row: R) => After): PageOf<R> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, ...(rows.length > limit && last !== undefined && { next: place(last) }) };
}
