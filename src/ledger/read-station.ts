import type { DataDay } from '../domain/data-day.js';
import { decode, decodeAll } from './codec.js';
import type { Ledger } from './ledger.js';
import type { ArrivalRow, DeliveryRow, LevelRow, MessageRow, RunRow } from './schema.js';

/** The deliveries that wait for their PAN, the oldest first. */
export async function outstandingDeliveries(ledger: Ledger, mission: string): Promise<DeliveryRow[]> {
  const rows = await ledger.db
    .selectFrom('deliveries')
    .selectAll()
    .where('mission', '=', mission)
    .where('state', '=', 'waiting')
    .orderBy('deliveredAt')
    .orderBy('pdr')
    .execute();
  return decodeAll('deliveries', rows);
}

/** The newest message that is of one of these kinds; of any, when none is named. */
export async function lastMessage(
  ledger: Ledger,
  mission: string,
  kinds: readonly string[] = [],
): Promise<MessageRow | undefined> {
  let query = ledger.db.selectFrom('messages').selectAll().where('mission', '=', mission);
  if (kinds.length > 0) query = query.where('kind', 'in', kinds);
  const row = await query.orderBy('receivedAt', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row && decode('messages', row);
}

/**
 * The levels of which somebody should know that they are not as the rules have it: those that something better has come
 * for, and those of open days in which an operator decided against the rules. The oldest day first.
 */
export async function markedLevels(ledger: Ledger, mission: string): Promise<LevelRow[]> {
  const rows = await ledger.db
    .selectFrom('levels')
    .innerJoin('days', (join) =>
      join.onRef('days.mission', '=', 'levels.mission').onRef('days.day', '=', 'levels.day'),
    )
    .selectAll('levels')
    .where('levels.mission', '=', mission)
    .where((eb) =>
      eb.or([
        eb('levels.offer', 'is not', null),
        eb.and([eb('levels.overrides', 'is not', null), eb('days.state', '=', 'open')]),
      ]),
    )
    .orderBy('levels.day')
    .orderBy('levels.level')
    .execute();
  return decodeAll('levels', rows);
}

/** The files that DNs of open receipts announce and that have not come, by receipt and name. */
export async function expectedArrivals(ledger: Ledger, mission: string): Promise<ArrivalRow[]> {
  const rows = await ledger.db
    .selectFrom('arrivals')
    .innerJoin('receipts', (join) =>
      join
        .onRef('receipts.mission', '=', 'arrivals.mission')
        .onRef('receipts.key', '=', 'arrivals.receiptKey')
        .on('receipts.state', 'in', ['open', 'held']),
    )
    .selectAll('arrivals')
    .where('arrivals.mission', '=', mission)
    .where('arrivals.state', '=', 'expected')
    .orderBy('receipts.openedAt')
    .orderBy('arrivals.receiptKey')
    .orderBy('arrivals.name')
    .execute();
  return decodeAll('arrivals', rows);
}

/** The runs of processors that are under way, the longest first. */
export async function runsUnderWay(ledger: Ledger, mission: string): Promise<RunRow[]> {
  const rows = await ledger.db
    .selectFrom('runs')
    .selectAll()
    .where('mission', '=', mission)
    .where('state', '=', 'running')
    .orderBy('startedAt')
    .execute();
  return decodeAll('runs', rows);
}

/** How long the last good runs of a level took, milliseconds, the latest first; at most `limit`. */
export async function recentRunTimes(
  ledger: Ledger,
  mission: string,
  level: string,
  limit = 15,
): Promise<number[]> {
  const rows = await ledger.db
    .selectFrom('runs')
    .select(['startedAt', 'endedAt'])
    .where('mission', '=', mission)
    .where('level', '=', level)
    .where('state', '=', 'succeeded')
    .where('startedAt', 'is not', null)
    .where('endedAt', 'is not', null)
    .orderBy('endedAt', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.endedAt! - row.startedAt!);
}

/** The newest days that the ledger has, the newest first. */
export async function latestDays(ledger: Ledger, mission: string, limit: number): Promise<DataDay[]> {
  const rows = await ledger.db
    .selectFrom('days')
    .select('day')
    .where('mission', '=', mission)
    .orderBy('day', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.day);
}
