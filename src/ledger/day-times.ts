import type { DataDay } from '../domain/data-day.js';
import type { Ledger } from './ledger.js';

/** A level over a range of days, both ends included. */
export interface LevelRange {
  readonly mission: string;
  readonly level: string;
  readonly from: DataDay;
  readonly to: DataDay;
}

/** When the DAAC had a level of a day. Epoch milliseconds; a delivery that was never answered lacks its answers. */
export interface DeliveryTimes {
  readonly day: DataDay;
  readonly pdr: string;
  readonly deliveredAt: number;
  /** When its first PAN came. */
  readonly answeredAt?: number;
  /** When every granule of it was accepted. */
  readonly acceptedAt?: number;
}

/** The deliveries of a level over a range of days, by day and attempt. */
export async function deliveryTimes(ledger: Ledger, range: LevelRange): Promise<DeliveryTimes[]> {
  const rows = await ledger.db
    .selectFrom('deliveries')
    .leftJoin('acknowledgements', (join) =>
      join
        .onRef('acknowledgements.mission', '=', 'deliveries.mission')
        .onRef('acknowledgements.pdr', '=', 'deliveries.pdr')
        .on('acknowledgements.kind', '=', 'PAN'),
    )
    .select([
      'deliveries.day',
      'deliveries.pdr',
      'deliveries.deliveredAt',
      'deliveries.endedAt',
      'deliveries.disposition',
      'acknowledgements.receivedAt',
    ])
    .where('deliveries.mission', '=', range.mission)
    .where('deliveries.level', '=', range.level)
    .where('deliveries.day', '>=', range.from)
    .where('deliveries.day', '<=', range.to)
    .where('deliveries.deliveredAt', 'is not', null)
    .orderBy('deliveries.day')
    .orderBy('deliveries.attempt')
    .orderBy('acknowledgements.receivedAt')
    .execute();
  const seen = new Set<string>();
  // A PDR with several PANs comes several times, the first PAN first.
  const first = rows.filter(({ pdr }) => !seen.has(pdr) && seen.add(pdr));
  return first.map(({ day, pdr, deliveredAt, endedAt, disposition, receivedAt }) => ({
    day,
    pdr,
    deliveredAt: deliveredAt!,
    ...(receivedAt !== null && { answeredAt: receivedAt }),
    ...(endedAt !== null && disposition === 'SUCCESSFUL' && { acceptedAt: endedAt }),
  }));
}

/** A run of a processor that succeeded. Epoch milliseconds. */
export interface RunTimes {
  readonly day: DataDay;
  readonly run: number;
  readonly version: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The runs of a level that succeeded over a range of days, by day and run. */
export async function runTimes(ledger: Ledger, range: LevelRange): Promise<RunTimes[]> {
  const rows = await ledger.db
    .selectFrom('runs')
    .select(['day', 'run', 'version', 'startedAt', 'endedAt'])
    .where('mission', '=', range.mission)
    .where('level', '=', range.level)
    .where('day', '>=', range.from)
    .where('day', '<=', range.to)
    .where('state', '=', 'succeeded')
    .orderBy('day')
    .orderBy('run')
    .execute();
  return rows.flatMap(({ startedAt, endedAt, ...run }) =>
    startedAt === null || endedAt === null ? [] : [{ ...run, startedAt, endedAt }],
  );
}

/** When the products of one type were archived first, by day. Epoch milliseconds. */
export async function archivedTimes(
  ledger: Ledger,
  mission: string,
  type: string,
  range: { readonly from: DataDay; readonly to: DataDay },
): Promise<{ readonly day: DataDay; readonly archivedAt: number }[]> {
  return ledger.db
    .selectFrom('files')
    .select((eb) => ['day', eb.fn.min('archivedAt').as('archivedAt')])
    .where('mission', '=', mission)
    .where('type', '=', type)
    .where('day', '>=', range.from)
    .where('day', '<=', range.to)
    .groupBy('day')
    .orderBy('day')
    .execute();
}

/** The first and the last product day that the ledger knows; undefined when it knows none. */
export async function daysKnown(
  ledger: Ledger,
  mission: string,
): Promise<{ readonly from: DataDay; readonly to: DataDay } | undefined> {
  const row = await ledger.db
    .selectFrom('days')
    .select((eb) => [eb.fn.min<DataDay | null>('day').as('from'), eb.fn.max<DataDay | null>('day').as('to')])
    .where('mission', '=', mission)
    .executeTakeFirst();
  return row?.from && row.to ? { from: row.from, to: row.to } : undefined;
}
