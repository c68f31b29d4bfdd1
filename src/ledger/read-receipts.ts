import { decodeAll } from './codec.js';
import type { Ledger } from './ledger.js';
import { olderThan, pageOf, type After, type PageOf } from './match.js';
import type { ReceiptRow, ReceiptState } from './schema.js';

/** Which receipts to find. */
export interface ReceiptSearch {
  readonly state?: ReceiptState | undefined;
  readonly after?: After | undefined;
  readonly limit: number;
}

/** A page of receipts, the one that was opened last first. */
export async function searchReceipts(
  ledger: Ledger,
  mission: string,
  search: ReceiptSearch,
): Promise<PageOf<ReceiptRow>> {
  let query = ledger.db.selectFrom('receipts').selectAll().where('mission', '=', mission);
  if (search.state !== undefined) query = query.where('state', '=', search.state);
  if (search.after !== undefined) query = query.where(olderThan('openedAt', 'key', search.after));
  const rows = await query
    .orderBy('openedAt', 'desc')
    .orderBy('key', 'desc')
    .limit(search.limit + 1)
    .execute();
  return pageOf(decodeAll('receipts', rows), search.limit, (row) => ({ at: row.openedAt, id: row.key }));
}
