import type {
  AcknowledgementRow,
  DeliveryRow,
  InterventionRow,
  MessageRow,
  NoticeRow,
} from './exchange-rows.js';
import type { GapRow, ProcessorChoiceRow } from './decision-rows.js';
import type { ArrivalRow, FileRow, ReceiptRow, StrayRow } from './file-rows.js';
import type { OrderProductRow, OrderRow, OrderRunRow } from './order-rows.js';
import type { DayRow, LevelRow, QaRow, RunRow, StageRow } from './processing-rows.js';

export type * from './decision-rows.js';
export type * from './exchange-rows.js';
export type * from './file-rows.js';
export type * from './order-rows.js';
export type * from './processing-rows.js';

/**
 * A file that is being archived: made before its line goes into filenames.tbl, removed when its row is inserted.
 * `attempts` counts those who set out to do it. Key: mission, archivePath.
 */
export interface IntentRow {
  readonly mission: string;
  readonly archivePath: string;
  readonly attempts: number;
}

/** A row whose `by`, a word of SQL, is the column `actor`. */
export type ByActor<R extends { readonly by: string }> = Omit<R, 'by'> & { readonly actor: string };

/** The rows of every table as callers see them: JSON decoded, absent instead of NULL. */
export interface Rows {
  days: DayRow;
  levels: LevelRow;
  stages: StageRow;
  files: FileRow;
  intents: IntentRow;
  receipts: ReceiptRow;
  arrivals: ArrivalRow;
  strays: StrayRow;
  messages: MessageRow;
  runs: RunRow;
  qa: QaRow;
  deliveries: DeliveryRow;
  acknowledgements: AcknowledgementRow;
  interventions: ByActor<InterventionRow>;
  gaps: ByActor<GapRow>;
  processorChoices: ByActor<ProcessorChoiceRow>;
  notices: NoticeRow;
  orders: OrderRow;
  orderProducts: OrderProductRow;
  orderRuns: OrderRunRow;
}

/** A table's name. */
export type TableName = keyof Rows;

/** A value as its column holds it: objects and arrays are JSON text. */
type Stored<T> = T extends string | number ? T : string;

/** The columns of a row's table. */
type Columns<R> = {
  [K in keyof R]-?: undefined extends R[K] ? Stored<Exclude<R[K], undefined>> | null : Stored<R[K]>;
};

/** The tables as Kysely sees them (camelCase; the plugin writes snake_case). */
export type LedgerSchema = { [T in TableName]: Columns<Rows[T]> };

/** Names of the columns of a row that hold JSON. */
type JsonColumn<R> = {
  [K in keyof R]-?: Exclude<R[K], undefined> extends string | number ? never : K;
}[keyof R];

/** The columns that hold JSON, table by table. */
export const JSON_COLUMNS: { readonly [T in TableName]: readonly JsonColumn<Rows[T]>[] } = {
  days: [],
  levels: ['heldDetails', 'missing', 'overrides', 'offer'],
  stages: [],
  files: ['figures'],
  intents: [],
  receipts: ['heldDetails'],
  arrivals: [],
  strays: [],
  messages: [],
  runs: ['inputs', 'without', 'parameters'],
  qa: ['reasons', 'figures'],
  deliveries: ['files'],
  acknowledgements: ['files'],
  interventions: ['detail'],
  gaps: ['types'],
  processorChoices: [],
  notices: [],
  orders: ['request', 'heldDetails', 'missing'],
  orderProducts: ['files'],
  orderRuns: ['facts'],
};

/** The key columns of every table, in the order of its primary key. */
export const KEY_COLUMNS = {
  days: ['mission', 'day'],
  levels: ['mission', 'day', 'level'],
  stages: ['mission', 'day', 'level', 'stage', 'attempt'],
  files: ['mission', 'archivePath'],
  intents: ['mission', 'archivePath'],
  receipts: ['mission', 'key'],
  arrivals: ['mission', 'receiptKey', 'name'],
  strays: ['mission', 'name'],
  messages: ['mission', 'id'],
  runs: ['mission', 'day', 'level', 'run'],
  qa: ['mission', 'day', 'level', 'product'],
  deliveries: ['mission', 'pdr'],
  acknowledgements: ['mission', 'messageId'],
  interventions: ['mission', 'id'],
  gaps: ['mission', 'id'],
  processorChoices: ['mission', 'id'],
  notices: ['mission', 'key'],
  orders: ['mission', 'id'],
  orderProducts: ['mission', 'orderId', 'product'],
  orderRuns: ['mission', 'orderId', 'line', 'product', 'stage', 'run'],
} as const satisfies { readonly [T in TableName]: readonly (keyof Rows[T])[] };

/** A column that may be empty. */
type OptionalKeys<R> = { [K in keyof R]-?: undefined extends R[K] ? K : never }[keyof R];

/**
 * A partial update of a row: a column that is named is set, `null` empties an optional one, and one that is not named
 * (or `undefined`) stays as it is.
 */
export type Patch<R, Key extends keyof R> = {
  readonly [K in Exclude<keyof R, Key>]?: R[K] | undefined | (K extends OptionalKeys<R> ? null : never);
};
