import { decodeAll } from './codec.js';
import type { Ledger } from './ledger.js';
import { contains, olderThan, pageOf, type After, type PageOf } from './match.js';
import type { MessageRow, MessageState } from './schema.js';

/** Which messages to find. */
export interface MessageSearch {
  /** Contained in the subject, sender, kind, id, or what it is about. */
  readonly text?: string | undefined;
  readonly state?: MessageState | undefined;
  readonly kind?: string | undefined;
  /** When it came, epoch milliseconds; the end is excluded. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly after?: After | undefined;
  readonly limit: number;
}

const SEARCHED = ['subject', 'sender', 'about', 'id', 'kind'] as const;

/**
 * A page of messages, the newest first. It goes down the index of times (of states and times, when a state is named)
 * and stops when the page is full; a text is looked for in the rows on the way, so that only one that is nowhere costs
 * a look at every row of the range: about 0.12 s for 300,000 messages in SQLite.
 */
export async function searchMessages(
  ledger: Ledger,
  mission: string,
  search: MessageSearch,
): Promise<PageOf<MessageRow>> {
  let query = ledger.db.selectFrom('messages').selectAll().where('mission', '=', mission);
  if (search.state !== undefined) query = query.where('state', '=', search.state);
  if (search.kind !== undefined) query = query.where('kind', '=', search.kind);
  if (search.from !== undefined) query = query.where('receivedAt', '>=', search.from);
  if (search.to !== undefined) query = query.where('receivedAt', '<', search.to);
  if (search.text !== undefined) query = query.where(contains(ledger, SEARCHED, search.text));
  if (search.after !== undefined) query = query.where(olderThan('receivedAt', 'id', search.after));
  const rows = await query
    .orderBy('receivedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(search.limit + 1)
    .execute();
  return pageOf(decodeAll('messages', rows), search.limit, (row) => ({ at: row.receivedAt, id: row.id }));
}

/** How many messages are in each state; a state without any is absent. The index of states alone is read. */
export async function messageCounts(
  ledger: Ledger,
  mission: string,
): Promise<Partial<Record<MessageState, number>>> {
  const rows = await ledger.db
    .selectFrom('messages')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('mission', '=', mission)
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}
