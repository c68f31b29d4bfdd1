import { decode } from './codec.js';
import type { Ledger } from './ledger.js';
import { insertNew, mergeRow } from './merge.js';
import type { NoticeRow } from './schema.js';

/** One mail to the station's people; `key` names the event. */
export interface NoticeKey {
  readonly mission: string;
  readonly key: string;
}

/**
 * Claims a mail before it is sent. The answer is the notice as it was claimed first: with `how` when it has gone (don't
 * send it), without when it has to be sent, under that Message-ID, perhaps for the second time because a sender was
 * killed after sending. Two senders at once may both send; the mails then have one Message-ID.
 */
export async function claimNotice(ledger: Ledger, notice: Omit<NoticeRow, 'how'>): Promise<NoticeRow> {
  await insertNew(ledger, 'notices', [notice]);
  const { mission, key } = notice;
  return (await noticeRow(ledger, { mission, key })) ?? notice;
}

/** Writes that a mail has gone, and how. */
export async function recordNotice(ledger: Ledger, notice: NoticeRow): Promise<void> {
  const { mission, key, at, subject, messageId, how } = notice;
  await mergeRow(ledger, 'notices', { mission, key }, { at, subject, messageId }, { how });
}

/**
 * Sends a mail once: claims it, calls `send` with the Message-ID to use, and records the way it went, which `send`
 * answers. Says whether it was sent now. When `send` throws, the notice stays claimed and the next call tries again.
 */
export async function noticeOnce(
  ledger: Ledger,
  notice: Omit<NoticeRow, 'how'>,
  send: (messageId: string) => Promise<string>,
): Promise<boolean> {
  const claimed = await claimNotice(ledger, notice);
  if (claimed.how !== undefined) return false;
  const how = await send(claimed.messageId);
  await recordNotice(ledger, { ...claimed, how });
  return true;
}

/** One notice, if the ledger has it. */
export async function noticeRow(ledger: Ledger, key: NoticeKey): Promise<NoticeRow | undefined> {
  const row = await ledger.db
    .selectFrom('notices')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('key', '=', key.key)
    .executeTakeFirst();
  return row && decode('notices', row);
}

/** The latest notice before a moment (epoch milliseconds) whose key begins with a text. */
export async function lastNoticeBefore(
  ledger: Ledger,
  mission: string,
  keys: string,
  before: number,
): Promise<NoticeRow | undefined> {
  const row = await ledger.db
    .selectFrom('notices')
    .selectAll()
    .where('mission', '=', mission)
    .where((eb) => eb(eb.fn<string>('substr', ['key', eb.lit(1), eb.lit(keys.length)]), '=', keys))
    .where('at', '<', before)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && decode('notices', row);
}
