import { workflowIds } from '../domain/ids.js';
import { byName, decodeAll } from './codec.js';
import { dayRow, type DayKey } from './days.js';
import { filesOfDay } from './files.js';
import { snapshot, type Ledger } from './ledger.js';
import type {
  AcknowledgementRow,
  ByActor,
  DayRow,
  DeliveryRow,
  FileRow,
  InterventionRow,
  LevelRow,
  MessageRow,
  QaRow,
  RunRow,
  StageRow,
} from './schema.js';

/** Everything that the ledger has of a product day. */
export interface DayRecord {
  readonly day: DayRow;
  readonly levels: readonly LevelRow[];
  /** In the order in which they began. */
  readonly stages: readonly StageRow[];
  readonly files: readonly FileRow[];
  readonly runs: readonly RunRow[];
  readonly qa: readonly QaRow[];
  readonly deliveries: readonly DeliveryRow[];
  readonly acknowledgements: readonly AcknowledgementRow[];
  readonly interventions: readonly InterventionRow[];
  /**
   * Messages about the day: those whose `about` is the day's workflow or one below it, a PDR of the day, or a receipt
   * (key or workflow id) that brought a file of the day; and the day's acknowledgements.
   */
  readonly messages: readonly MessageRow[];
}

/** The record of a day, as of one instant; undefined when the ledger has no such day. */
export function dayRecord(
  ledger: Ledger,
  mission: string,
  day: DayKey['day'],
): Promise<DayRecord | undefined> {
  const key = { mission, day };
  return snapshot(ledger, async (inner) => {
    const row = await dayRow(inner, key);
    if (!row) return undefined;
    const files = await filesOfDay(inner, key);
    const deliveries = await ofDay(inner, 'deliveries', key, ['level', 'attempt', 'pdr']);
    const pdrs = deliveries.map((delivery) => delivery.pdr);
    const acknowledgements = await acknowledgementsOf(inner, mission, pdrs);
    const interventions = await ofDay(inner, 'interventions', key, ['at', 'id']);
    return {
      day: row,
      levels: await ofDay(inner, 'levels', key, ['level']),
      stages: await ofDay(inner, 'stages', key, ['startedAt', 'level', 'attempt']),
      files,
      runs: await ofDay(inner, 'runs', key, ['level', 'run']),
      qa: await ofDay(inner, 'qa', key, ['level', 'product']),
      deliveries,
      acknowledgements,
      interventions: interventions.map(byName),
      messages: await messagesAbout(inner, key, pdrs, files, acknowledgements),
    };
  });
}

interface OfDay {
  levels: LevelRow;
  stages: StageRow;
  runs: RunRow;
  qa: QaRow;
  deliveries: DeliveryRow;
  interventions: ByActor<InterventionRow>;
}

/** The rows of a day in one of the tables that have a day, in an order. */
async function ofDay<T extends keyof OfDay>(
  ledger: Ledger,
  table: T,
  key: DayKey,
  order: readonly (keyof OfDay[T] & string)[],
): Promise<OfDay[T][]> {
  // All these tables have the two columns, which Kysely cannot see of a table that is an argument.
  let query = ledger.db
    .selectFrom(table as 'levels')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('day', '=', key.day);
  for (const column of order) query = query.orderBy(column as 'level');
  return decodeAll(table as 'levels', await query.execute()) as unknown as OfDay[T][];
}

async function acknowledgementsOf(ledger: Ledger, mission: string, pdrs: readonly string[]) {
  if (pdrs.length === 0) return [];
  const rows = await ledger.db
    .selectFrom('acknowledgements')
    .selectAll()
    .where('mission', '=', mission)
    .where('pdr', 'in', pdrs)
    .orderBy('receivedAt')
    .orderBy('messageId')
    .execute();
  return decodeAll('acknowledgements', rows);
}

async function messagesAbout(
  ledger: Ledger,
  { mission, day }: DayKey,
  pdrs: readonly string[],
  files: readonly FileRow[],
  acknowledgements: readonly AcknowledgementRow[],
): Promise<MessageRow[]> {
  const receipts = [
    ...new Set(files.flatMap((file) => (file.receiptKey === undefined ? [] : [file.receiptKey]))),
  ];
  const dayId = workflowIds.day(mission, day);
  const subjects = [dayId, ...pdrs, ...receipts, ...receipts.map((key) => workflowIds.receipt(mission, key))];
  const ids = acknowledgements.map((answer) => answer.messageId);
  const of = ledger.db.selectFrom('messages').selectAll().where('mission', '=', mission);
  // One question each: asked together, or in an order, SQLite would go through the messages of all years.
  const found = [
    await of.where('about', 'in', subjects).execute(),
    // What begins with the day's id and a slash lies before the same with the character after the slash.
    await of.where('about', '>=', `${dayId}/`).where('about', '<', `${dayId}0`).execute(),
    ids.length === 0 ? [] : await of.where('id', 'in', ids).execute(),
  ].flat();
  const rows = [...new Map(found.map((row) => [row.id, row])).values()].sort(
    (a, b) => a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : 1),
  );
  return decodeAll('messages', rows);
}
