import { sql } from 'kysely';
import { snapshot, type Ledger } from './ledger.js';
import type {
  ArrivalState,
  DayState,
  DeliveryState,
  LevelState,
  MessageState,
  ReceiptState,
  StrayRow,
} from './schema.js';

/** How many there are in each state; a state without any is absent. */
export type Counts<State extends string> = Readonly<Partial<Record<State, number>>>;

/** The figures of `status`. */
export interface StatusCounts {
  readonly days: Counts<DayState>;
  readonly levels: Counts<LevelState>;
  readonly receipts: Counts<ReceiptState>;
  readonly arrivals: Counts<ArrivalState>;
  readonly strays: Counts<StrayRow['state']>;
  readonly messages: Counts<MessageState>;
  readonly deliveries: Counts<DeliveryState>;
  /** Files of the archive: how many, and how many bytes. */
  readonly files: { readonly inputs: number; readonly products: number; readonly bytes: number };
}

/** The figures of what a mission has by the million after some years: to count it takes longer than all else together. */
export type BulkCounts = Pick<StatusCounts, 'arrivals' | 'files'>;

/** Counts what there is most of. */
export function bulkCounts(ledger: Ledger, mission: string): Promise<BulkCounts> {
  return snapshot(ledger, async (inner) => ({
    arrivals: await byState(inner, 'arrivals', mission),
    files: await fileFigures(inner, mission),
  }));
}

/** Counts everything of a mission by state, as of one instant; what is given as `bulk` is not counted again. */
export function statusCounts(ledger: Ledger, mission: string, bulk?: BulkCounts): Promise<StatusCounts> {
  return snapshot(ledger, async (inner) => ({
    days: await byState(inner, 'days', mission),
    levels: await byState(inner, 'levels', mission),
    receipts: await byState(inner, 'receipts', mission),
    strays: await byState(inner, 'strays', mission),
    messages: await byState(inner, 'messages', mission),
    deliveries: await byState(inner, 'deliveries', mission),
    ...(bulk ?? (await bulkCounts(inner, mission))),
  }));
}

type Stateful = 'days' | 'levels' | 'receipts' | 'arrivals' | 'strays' | 'messages' | 'deliveries';

async function byState<State extends string>(
  ledger: Ledger,
  table: Stateful,
  mission: string,
): Promise<Counts<State>> {
  const rows = await ledger.db
    .selectFrom(table as 'days')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('mission', '=', mission)
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.count])) as Counts<State>;
}

async function fileFigures(ledger: Ledger, mission: string): Promise<StatusCounts['files']> {
  const rows = await ledger.db
    .selectFrom('files')
    // The sum of 64-bit integers is a decimal number in PostgreSQL.
    .select((eb) => [
      'kind',
      eb.fn.countAll<number>().as('count'),
      sql<number>`cast(sum(size) as bigint)`.as('bytes'),
    ])
    .where('mission', '=', mission)
    .groupBy('kind')
    .execute();
  const count = (kind: 'input' | 'product') => rows.find((row) => row.kind === kind)?.count ?? 0;
  return {
    inputs: count('input'),
    products: count('product'),
    bytes: rows.reduce((sum, row) => sum + row.bytes, 0),
  };
}
