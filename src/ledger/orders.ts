import type { FailureCode } from '../domain/failures.js';
import { decode, decodeAll, encode } from './codec.js';
import { statement, toChange, type Ledger } from './ledger.js';
import { mergeRow } from './merge.js';
import { canBeOrderedAnew } from '../domain/scops/order-states.js';
import type { OrderState } from './order-rows.js';
import type { LedgerSchema, OrderRow, Patch } from './schema.js';

/** One order. */
export interface OrderKey {
  readonly mission: string;
  readonly id: string;
}

/** What changes of an order. */
export type OrderPatch = Patch<OrderRow, keyof OrderKey>;

/** The states in which nothing more is done for an order. */
export const ENDED_ORDERS = [
  'complete',
  'partly complete',
  'failed',
  'cancelled',
  'expired',
  'removed',
] as const satisfies readonly OrderState[];

/** The states of orders of which no files are kept. */
export const REMOVED_ORDERS = [
  'failed',
  'cancelled',
  'expired',
  'removed',
] as const satisfies readonly OrderState[];

/** Whether nothing of an order in this state can be fetched any more. */
export function filesRemoved(state: OrderState): boolean {
  return REMOVED_ORDERS.some((removed) => removed === state);
}

/** Whether an order in this state has ended. */
export function orderEnded(state: OrderState): boolean {
  return ENDED_ORDERS.some((ended) => ended === state);
}

/** Whether an order in this state can be cancelled. */
export function canBeCancelled(state: OrderState): boolean {
  return !orderEnded(state) || canBeOrderedAnew(state);
}

const NOT_HELD = { heldCode: null, heldSentence: null, heldDetails: null } as const;
const NOT_WAITING = { until: null, thenWhat: null } as const;

/**
 * Writes what changed of an order. One that isn't there is made by a patch that has its `request`, and waits for its
 * confirmation unless the patch says otherwise; without, nothing is written and the answer is false. A state in which an
 * order has ended ends a hold too.
 */
export async function upsertOrder(ledger: Ledger, key: OrderKey, patch: OrderPatch): Promise<boolean> {
  const changes = {
    ...patch,
    ...(patch.state !== undefined && orderEnded(patch.state) ? NOT_HELD : {}),
  };
  if (patch.request === undefined) return changeOrder(ledger, key, encode(changes));
  const since = patch.since ?? patch.createdAt ?? Date.now();
  const initial = {
    project: patch.request.project,
    email: patch.request.email,
    flight: '',
    state: 'awaiting confirmation',
    sentence: '',
    since,
    createdAt: since,
  } as const;
  await mergeRow(ledger, 'orders', bare(key), initial, changes);
  return true;
}

/** Why an order is held, since when (`at`); `until` and `thenWhat` when it goes on by itself. */
export interface OrderHold {
  readonly code: FailureCode;
  readonly sentence: string;
  readonly details: readonly string[];
  readonly at: number;
  /** What its client sees; the state stays as it is without. */
  readonly state?: OrderState | undefined;
  readonly until?: number | undefined;
  readonly thenWhat?: string | undefined;
}

/** Writes that an order is held, and why. */
export async function holdOrder(ledger: Ledger, key: OrderKey, hold: OrderHold): Promise<void> {
  await upsertOrder(ledger, key, {
    state: hold.state,
    since: hold.at,
    heldCode: hold.code,
    heldSentence: hold.sentence,
    heldDetails: hold.details,
    until: hold.until ?? null,
    thenWhat: hold.thenWhat ?? null,
  });
}

/** Writes that a hold has ended, and what the order does now. An order that isn't held stays as it is. */
export async function releaseOrder(
  ledger: Ledger,
  key: OrderKey,
  release: { readonly at: number; readonly state?: OrderState | undefined; readonly sentence?: string },
): Promise<void> {
  const { at: since, state, sentence } = release;
  await statement(ledger, ({ db }) =>
    db
      .updateTable('orders')
      .set(columns({ ...NOT_HELD, ...NOT_WAITING, since, state, sentence }))
      .where('mission', '=', key.mission)
      .where('id', '=', key.id)
      .where('heldCode', 'is not', null)
      .execute(),
  );
}

/** One order, if the ledger has it. */
export async function orderRow(ledger: Ledger, key: OrderKey): Promise<OrderRow | undefined> {
  const row = await oneOrder(ledger, key).executeTakeFirst();
  return row && decode('orders', row);
}

/** One order that a transaction changes, or whose products or runs it changes, by what it reads of them. */
export async function orderToChange(inner: Ledger, key: OrderKey): Promise<OrderRow | undefined> {
  const row = await toChange(inner, oneOrder(inner, key)).executeTakeFirst();
  return row && decode('orders', row);
}

function oneOrder({ db }: Ledger, key: OrderKey) {
  return db.selectFrom('orders').selectAll().where('mission', '=', key.mission).where('id', '=', key.id);
}

/** The orders that wait, are made, or are packed. */
export async function ordersInWork(ledger: Ledger, mission: string): Promise<OrderRow[]> {
  const rows = await ledger.db
    .selectFrom('orders')
    .selectAll()
    .where('mission', '=', mission)
    .where('state', 'not in', ENDED_ORDERS)
    .orderBy('createdAt')
    .execute();
  return decodeAll('orders', rows);
}

/** The orders whose products are to be removed by a time (epoch milliseconds), the earliest first. */
export async function ordersToRemove(ledger: Ledger, mission: string, by: number): Promise<OrderRow[]> {
  const rows = await ledger.db
    .selectFrom('orders')
    .selectAll()
    .where('mission', '=', mission)
    .where('state', 'in', ['complete', 'partly complete'])
    .where('expiresAt', '<=', by)
    .orderBy('expiresAt')
    .execute();
  return decodeAll('orders', rows);
}

async function changeOrder(ledger: Ledger, key: OrderKey, changes: object): Promise<boolean> {
  if (Object.keys(changes).length === 0) return (await orderRow(ledger, key)) !== undefined;
  const result = await statement(ledger, ({ db }) =>
    db
      .updateTable('orders')
      .set(columns(changes))
      .where('mission', '=', key.mission)
      .where('id', '=', key.id)
      .executeTakeFirst(),
  );
  return result.numUpdatedRows > 0n;
}

function columns(changes: object): Partial<LedgerSchema['orders']> {
  return encode(changes) as Partial<LedgerSchema['orders']>;
}

/** The key alone: callers may pass a row or a longer key. */
function bare(key: OrderKey): OrderKey {
  return { mission: key.mission, id: key.id };
}
