import type { DataDay } from '../domain/data-day.js';
import { decodeAll } from './codec.js';
import { snapshot, type Ledger } from './ledger.js';
import type {
  ArrivalRow,
  DayRow,
  LevelRow,
  MessageRow,
  MessageState,
  ReceiptRow,
  StrayRow,
} from './schema.js';

/** A day and its levels, by level. */
export interface DayWithLevels extends DayRow {
  readonly levels: readonly LevelRow[];
}

/** The days that are open, in order, with their levels. */
export function listOpenDays(ledger: Ledger, mission: string): Promise<DayWithLevels[]> {
  return snapshot(ledger, async ({ db }) => {
    const days = await db
      .selectFrom('days')
      .selectAll()
      .where('mission', '=', mission)
      .where('state', '=', 'open')
      .orderBy('day')
      .execute();
    const levels = await db
      .selectFrom('levels')
      .innerJoin('days', (join) =>
        join
          .onRef('days.mission', '=', 'levels.mission')
          .onRef('days.day', '=', 'levels.day')
          .on('days.state', '=', 'open'),
      )
      .selectAll('levels')
      .where('levels.mission', '=', mission)
      .orderBy('levels.level')
      .execute();
    return together(decodeAll('days', days), decodeAll('levels', levels));
  });
}

/** The days from `from` to `to`, both included, in order, with their levels: the calendar. */
export function daysBetween(
  ledger: Ledger,
  mission: string,
  from: DataDay,
  to: DataDay,
): Promise<DayWithLevels[]> {
  return snapshot(ledger, async ({ db }) => {
    const days = await db
      .selectFrom('days')
      .selectAll()
      .where('mission', '=', mission)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .orderBy('day')
      .execute();
    const levels = await db
      .selectFrom('levels')
      .selectAll()
      .where('mission', '=', mission)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .orderBy('level')
      .execute();
    return together(decodeAll('days', days), decodeAll('levels', levels));
  });
}

function together(days: readonly DayRow[], levels: readonly LevelRow[]): DayWithLevels[] {
  const byDay = groups(levels, (level) => level.day);
  return days.map((day) => ({ ...day, levels: byDay.get(day.day) ?? [] }));
}

/** Rows by a value of theirs, in their order. */
function groups<R>(rows: readonly R[], value: (row: R) => string): Map<string, R[]> {
  const found = new Map<string, R[]>();
  for (const row of rows) {
    const group = found.get(value(row));
    if (group) group.push(row);
    else found.set(value(row), [row]);
  }
  return found;
}

/** What is held and waits for a person, the longest first. */
export interface HeldThings {
  readonly levels: readonly LevelRow[];
  readonly receipts: readonly ReceiptRow[];
}

/** Everything of a mission that is held. */
export function heldThings(ledger: Ledger, mission: string): Promise<HeldThings> {
  return snapshot(ledger, async ({ db }) => {
    const held = <T extends 'levels' | 'receipts'>(table: T) =>
      db
        .selectFrom(table as 'levels')
        .selectAll()
        .where('mission', '=', mission)
        .where('state', '=', 'held')
        .orderBy('since')
        .execute();
    return {
      levels: decodeAll('levels', await held('levels')),
      receipts: decodeAll('receipts', (await held('receipts')) as never),
    };
  });
}

/** Which messages to list; at most `limit` (100). */
export interface MessageFilter {
  readonly state?: MessageState | undefined;
  readonly kind?: string | undefined;
  readonly limit?: number | undefined;
}

/** Messages, the newest first. */
export async function listMessages(
  ledger: Ledger,
  mission: string,
  filter: MessageFilter = {},
): Promise<MessageRow[]> {
  let query = ledger.db.selectFrom('messages').selectAll().where('mission', '=', mission);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  const rows = await query
    .orderBy('receivedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit ?? 100)
    .execute();
  return decodeAll('messages', rows);
}

/** The files of pickup that no DN explains, by name. */
export async function listStrays(ledger: Ledger, mission: string): Promise<StrayRow[]> {
  const rows = await ledger.db
    .selectFrom('strays')
    .selectAll()
    .where('mission', '=', mission)
    .orderBy('name')
    .execute();
  return decodeAll('strays', rows);
}

/** A receipt and the files that its DN names, by name. */
export interface ReceiptWithArrivals extends ReceiptRow {
  readonly arrivals: readonly ArrivalRow[];
}

/** The receipts that are open or held, the oldest first, with their files. */
export function openReceipts(ledger: Ledger, mission: string): Promise<ReceiptWithArrivals[]> {
  return snapshot(ledger, async ({ db }) => {
    const receipts = await db
      .selectFrom('receipts')
      .selectAll()
      .where('mission', '=', mission)
      .where('state', 'in', ['open', 'held'])
      .orderBy('openedAt')
      .orderBy('key')
      .execute();
    if (receipts.length === 0) return [];
    const arrivals = await db
      .selectFrom('arrivals')
      .selectAll()
      .where('mission', '=', mission)
      .where(
        'receiptKey',
        'in',
        receipts.map((receipt) => receipt.key),
      )
      .orderBy('name')
      .execute();
    const byReceipt = groups(decodeAll('arrivals', arrivals), (arrival) => arrival.receiptKey);
    return decodeAll('receipts', receipts).map((row) => ({ ...row, arrivals: byReceipt.get(row.key) ?? [] }));
  });
}
