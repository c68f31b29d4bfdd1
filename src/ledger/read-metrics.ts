import { addDays, dayEnd, dayOf, type DataDay } from '../domain/data-day.js';
import { SCOPS } from '../domain/scops/order-input.js';
import { sql } from 'kysely';
import { messageCounts } from './read-messages.js';
import { needOf, ordersThatNeedAPerson } from './read-orders.js';
import { snapshot, type Ledger } from './ledger.js';

/** Figures of a mission for machines that watch. Times are epoch milliseconds. */
export interface WatchedFigures {
  readonly days: readonly { readonly state: string; readonly count: number }[];
  readonly levels: readonly {
    readonly level: string;
    readonly stage: string;
    readonly state: string;
    readonly count: number;
  }[];
  /** What is held, by reason; `since` is the beginning of the oldest. */
  readonly holds: readonly {
    readonly of: 'level' | 'receipt' | 'order';
    readonly code: string;
    readonly count: number;
    readonly since: number;
  }[];
  readonly receipts: { readonly open: number; readonly held: number };
  /** Files that DNs of open receipts name and that are not in the archive. */
  readonly arrivalsWaiting: number;
  readonly strays: readonly { readonly state: string; readonly count: number }[];
  readonly messages: Readonly<Partial<Record<string, number>>>;
  /** Deliveries whose PAN has not come; `since` is when the oldest was delivered. */
  readonly pans: { readonly outstanding: number; readonly late: number; readonly since?: number };
  /** From the end of a product day to its acceptance, milliseconds, of first editions. */
  readonly latencies: readonly { readonly level: string; readonly ms: number }[];
  /** Product days that were finished in the last 24 hours. */
  readonly finished: number;
  /** When the last DN came. */
  readonly lastDn?: number;
}

/** How many product days the latencies are of. */
export const LATENCY_DAYS = 30;

/** Reads everything but the size of the archive, as of one instant; only open things and recent days are looked at. */
export function watchedFigures(ledger: Ledger, mission: string, now: number): Promise<WatchedFigures> {
  return snapshot(ledger, async (inner) => {
    const { db } = inner;
    const count = sql<number>`count(*)`.as('count');
    const levels = await db
      .selectFrom('levels')
      .select(['level', 'stage', 'state', count])
      .where('mission', '=', mission)
      .groupBy(['level', 'stage', 'state'])
      .execute();
    const days = await db
      .selectFrom('days')
      .select(['state', count])
      .where('mission', '=', mission)
      .groupBy('state')
      .execute();
    const strays = await db
      .selectFrom('strays')
      .select(['state', count])
      .where('mission', '=', mission)
      .groupBy('state')
      .execute();
    const finished = await db
      .selectFrom('days')
      .select(count)
      .where('mission', '=', mission)
      .where('state', '=', 'done')
      .where('doneAt', '>', now - 86_400_000)
      .executeTakeFirstOrThrow();
    const lastDn = await db
      .selectFrom('messages')
      .select('receivedAt')
      .where('mission', '=', mission)
      .where('kind', '=', 'DN')
      .orderBy('receivedAt', 'desc')
      .limit(1)
      .executeTakeFirst();
    return {
      days,
      levels,
      strays,
      holds: [
        ...(await holds(inner, mission, 'level')),
        ...(await holds(inner, mission, 'receipt')),
        ...(await orderHolds(inner)),
      ],
      receipts: await openReceiptCounts(inner, mission),
      arrivalsWaiting: await arrivalsWaiting(inner, mission),
      messages: await messageCounts(inner, mission),
      pans: await pans(inner, mission, now),
      latencies: await latencies(inner, mission, dayOf(now)),
      finished: finished.count,
      ...(lastDn && { lastDn: lastDn.receivedAt }),
    };
  });
}

async function holds(
  { db }: Ledger,
  mission: string,
  of: 'level' | 'receipt',
): Promise<WatchedFigures['holds']> {
  const since = of === 'level' ? sql<number>`min(coalesce(held_since, since))` : sql<number>`min(since)`;
  const rows = await db
    .selectFrom((of === 'level' ? 'levels' : 'receipts') as 'levels')
    .select(['heldCode', sql<number>`count(*)`.as('count'), since.as('since')])
    .where('mission', '=', mission)
    .where('state', '=', 'held')
    .groupBy('heldCode')
    .execute();
  return rows.map((row) => ({ of, code: row.heldCode ?? 'UNEXPECTED', count: row.count, since: row.since }));
}

/** Orders that need a person, each once: by its own hold, else by what has become of its lines. */
async function orderHolds(ledger: Ledger): Promise<WatchedFigures['holds']> {
  const needs = (await ordersThatNeedAPerson(ledger, SCOPS)).map(needOf);
  return [...new Set(needs.map(({ code }) => code))].sort().map((code) => {
    const of = needs.filter((need) => need.code === code);
    return { of: 'order', code, count: of.length, since: Math.min(...of.map(({ since }) => since)) };
  });
}

async function openReceiptCounts({ db }: Ledger, mission: string): Promise<WatchedFigures['receipts']> {
  const rows = await db
    .selectFrom('receipts')
    .select(['state', sql<number>`count(*)`.as('count')])
    .where('mission', '=', mission)
    .where('state', 'in', ['open', 'held'])
    .groupBy('state')
    .execute();
  const of = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
  return { open: of('open'), held: of('held') };
}

async function arrivalsWaiting({ db }: Ledger, mission: string): Promise<number> {
  const row = await db
    .selectFrom('receipts')
    .innerJoin('arrivals', (join) =>
      join
        .onRef('arrivals.mission', '=', 'receipts.mission')
        .onRef('arrivals.receiptKey', '=', 'receipts.key'),
    )
    .select(sql<number>`count(*)`.as('count'))
    .where('receipts.mission', '=', mission)
    .where('receipts.state', 'in', ['open', 'held'])
    .where('arrivals.state', 'in', ['expected', 'incomplete', 'complete'])
    .executeTakeFirstOrThrow();
  return row.count;
}

/** A delivery that waits belongs to a level that is not done: those are few, and an index finds them. */
async function pans({ db }: Ledger, mission: string, now: number): Promise<WatchedFigures['pans']> {
  const row = await db
    .selectFrom('levels')
    .innerJoin('deliveries', (join) =>
      join
        .onRef('deliveries.mission', '=', 'levels.mission')
        .onRef('deliveries.day', '=', 'levels.day')
        .onRef('deliveries.level', '=', 'levels.level'),
    )
    .select([
      sql<number>`count(*)`.as('outstanding'),
      sql<number>`count(case when pan_expected_at < ${now} then 1 end)`.as('late'),
      sql<number | null>`min(delivered_at)`.as('since'),
    ])
    .where('levels.mission', '=', mission)
    .where('levels.state', 'in', ['waiting', 'running', 'held'])
    .where('deliveries.state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return {
    outstanding: row.outstanding,
    late: row.late,
    ...(row.since !== null && { since: row.since }),
  };
}

async function latencies(
  { db }: Ledger,
  mission: string,
  today: DataDay,
): Promise<WatchedFigures['latencies']> {
  const rows = await db
    .selectFrom('levels')
    .select(['day', 'level', 'doneAt'])
    .where('mission', '=', mission)
    .where('day', '>=', addDays(today, -LATENCY_DAYS))
    .where('state', '=', 'done')
    .where('doneAt', 'is not', null)
    // A level that is made again is accepted again; that says nothing of how fast the data came through.
    .where((eb) => eb.or([eb('edition', 'is', null), eb('edition', '=', 1)]))
    .execute();
  return rows.map(({ day, level, doneAt }) => ({ level, ms: doneAt! - dayEnd(day as DataDay) }));
}

/** Files and bytes of the archive, by kind. An index alone is read, but all of it: 780,000 files take a while. */
export async function archiveFigures(
  { db }: Ledger,
  mission: string,
): Promise<readonly { readonly kind: string; readonly count: number; readonly bytes: number }[]> {
  return (
    db
      .selectFrom('files')
      // The sum of 64-bit integers is a decimal number in PostgreSQL.
      .select(['kind', sql<number>`count(*)`.as('count'), sql<number>`cast(sum(size) as bigint)`.as('bytes')])
      .where('mission', '=', mission)
      .groupBy('kind')
      .execute()
  );
}
