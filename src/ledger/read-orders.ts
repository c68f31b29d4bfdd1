import { decodeAll } from './codec.js';
import { snapshot, type Ledger } from './ledger.js';
import { contains, olderThan, pageOf, type After, type PageOf } from './match.js';
import { ENDED_ORDERS, REMOVED_ORDERS } from './orders.js';
import { productsOfOrder } from './order-products.js';
import { runEnd, runsOfOrder } from './order-runs.js';
import { type Pause, pausesOfAll } from './read-interventions.js';
import type { OrderProductRow, OrderRow, OrderState } from './schema.js';

/** Which orders to find. */
export interface OrderSearch {
  readonly mission: string;
  readonly states?: readonly OrderState[] | undefined;
  readonly project?: string | undefined;
  /** Contained in the id, the project, the flight, the client's address, or what it says. */
  readonly text?: string | undefined;
  readonly after?: After | undefined;
  readonly limit: number;
}

const SEARCHED = ['id', 'project', 'flight', 'email', 'sentence', 'heldSentence'] as const;

/** A page of orders, the newest first, down the index of times. */
export async function listOrders(ledger: Ledger, search: OrderSearch): Promise<PageOf<OrderRow>> {
  let query = ledger.db.selectFrom('orders').selectAll().where('mission', '=', search.mission);
  if (search.states !== undefined) query = query.where('state', 'in', search.states);
  if (search.project !== undefined) query = query.where('project', '=', search.project);
  if (search.text !== undefined) query = query.where(contains(ledger, SEARCHED, search.text));
  if (search.after !== undefined) query = query.where(olderThan('createdAt', 'id', search.after));
  const rows = await query
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(search.limit + 1)
    .execute();
  return pageOf(decodeAll('orders', rows), search.limit, (row) => ({ at: row.createdAt, id: row.id }));
}

/** Whether there is any order. */
export async function hasOrders(ledger: Ledger, mission: string): Promise<boolean> {
  const row = await ledger.db
    .selectFrom('orders')
    .select('id')
    .where('mission', '=', mission)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** How many orders are in each state; states without any are left out. */
export async function orderCounts(
  ledger: Ledger,
  mission: string,
): Promise<Partial<Record<OrderState, number>>> {
  const rows = await ledger.db
    .selectFrom('orders')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('mission', '=', mission)
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
}

/** How many products of orders that have not ended are in each state; states without any are left out. */
export async function openProductCounts(
  ledger: Ledger,
  mission: string,
): Promise<Partial<Record<OrderProductRow['state'], number>>> {
  const rows = await ledger.db
    .selectFrom('orderProducts')
    .innerJoin('orders', (join) =>
      join
        .onRef('orders.mission', '=', 'orderProducts.mission')
        .onRef('orders.id', '=', 'orderProducts.orderId')
        .on('orders.state', 'not in', ENDED_ORDERS),
    )
    .select((eb) => ['orderProducts.state as state', eb.fn.countAll<number>().as('count')])
    .where('orderProducts.mission', '=', mission)
    .groupBy('orderProducts.state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
}

/** The files of elevations, absolute, of orders that are under way or of which the products are kept. */
export async function demsInUse(ledger: Ledger, mission: string): Promise<Set<string>> {
  const rows = await ledger.db
    .selectFrom('orders')
    .selectAll()
    .where('mission', '=', mission)
    .where('state', 'not in', REMOVED_ORDERS)
    .execute();
  const paths = decodeAll('orders', rows).map(({ request: { dem } }) => 'path' in dem && dem.path);
  return new Set(paths.filter((path) => typeof path === 'string'));
}

/** The projects that have orders, in order; at most 500. */
export async function orderProjects(ledger: Ledger, mission: string): Promise<string[]> {
  const rows = await ledger.db
    .selectFrom('orders')
    .select('project')
    .distinct()
    .where('mission', '=', mission)
    .orderBy('project')
    .limit(500)
    .execute();
  return rows.map((row) => row.project);
}

/** How far an order is: products by state, and the mean of their progress, 0…100. */
export interface OrderProgress {
  readonly orderId: string;
  readonly products: number;
  readonly complete: number;
  readonly failed: number;
  readonly progress: number;
}

/** How far some orders are, by id; one without products is left out. */
export async function progressOf(
  ledger: Ledger,
  mission: string,
  ids: readonly string[],
): Promise<Map<string, OrderProgress>> {
  if (ids.length === 0) return new Map();
  const rows = await ledger.db
    .selectFrom('orderProducts')
    .select(['orderId', 'state'])
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number>('progress').as('progress')])
    .where('mission', '=', mission)
    .where('orderId', 'in', [...ids])
    .groupBy(['orderId', 'state'])
    .execute();
  const found = new Map<string, OrderProgress>();
  for (const { orderId, ...row } of rows) {
    const before = found.get(orderId) ?? { orderId, products: 0, complete: 0, failed: 0, progress: 0 };
    const count = Number(row.count);
    const products = before.products + count;
    found.set(orderId, {
      orderId,
      products,
      complete: before.complete + (row.state === 'complete' ? count : 0),
      failed: before.failed + (row.state === 'failed' || row.state === 'given up' ? count : 0),
      progress: (before.progress * before.products + Number(row.progress)) / products,
    });
  }
  return found;
}

/** A line that an operator has stopped, and its products that are not made. */
export interface StoppedLine {
  readonly line: string;
  readonly pause: Pause;
  readonly open: readonly OrderProductRow[];
}

/** An order, those of its products that failed, by name, and its lines that an operator has stopped. */
export interface OrderInNeed extends OrderRow {
  readonly failed: readonly OrderProductRow[];
  readonly stopped: readonly StoppedLine[];
}

/**
 * The orders that somebody should look at, the longest first: held, needing attention, with products that failed and
 * wait for an operator before they are given up, or with lines that an operator has stopped.
 */
export function ordersThatNeedAPerson(ledger: Ledger, mission: string): Promise<OrderInNeed[]> {
  return snapshot(ledger, async (inner) => {
    const { db } = inner;
    const products = await db
      .selectFrom('orderProducts')
      .innerJoin('orders', (join) =>
        join
          .onRef('orders.mission', '=', 'orderProducts.mission')
          .onRef('orders.id', '=', 'orderProducts.orderId')
          .on('orders.state', 'not in', ENDED_ORDERS),
      )
      .selectAll('orderProducts')
      .where('orderProducts.mission', '=', mission)
      .where('orderProducts.state', '=', 'failed')
      .orderBy('orderProducts.product')
      .execute();
    const failed = decodeAll('orderProducts', products);
    const stopped = await stoppedLines(inner, mission);
    const ids = [...new Set([...failed.map((product) => product.orderId), ...stopped.keys()])];
    const rows = await db
      .selectFrom('orders')
      .selectAll()
      .where('mission', '=', mission)
      .where((eb) =>
        eb.or([
          eb('heldCode', 'is not', null),
          eb('state', '=', 'needs attention'),
          ...(ids.length > 0 ? [eb('id', 'in', ids)] : []),
        ]),
      )
      .orderBy('since')
      .orderBy('id')
      .execute();
    return decodeAll('orders', rows).map((order) => ({
      ...order,
      failed: failed.filter((product) => product.orderId === order.id),
      stopped: stopped.get(order.id) ?? [],
    }));
  });
}

/** The lines in work that were told to stop and have, by order. */
async function stoppedLines(ledger: Ledger, mission: string): Promise<Map<string, StoppedLine[]>> {
  const orders = await ledger.db
    .selectFrom('orders')
    .select(['id', 'createdAt'])
    .where('mission', '=', mission)
    .where('state', '=', 'processing')
    .execute();
  const found = new Map<string, StoppedLine[]>();
  for (const [id, { lines }] of await pausesOfAll(ledger, orders)) {
    if (lines.size === 0) continue;
    const runs = await runsOfOrder(ledger, mission, id);
    const products = await productsOfOrder(ledger, mission, id);
    const stopped = [...lines].flatMap(([line, pause]) => {
      const open = products.filter(
        (product) => product.line === line && product.state !== 'complete' && product.state !== 'given up',
      );
      // What runs is finished first.
      const isAtWork = runs.some((run) => run.line === line && runEnd(run, runs) === 'open');
      return isAtWork || open.length === 0 ? [] : [{ line, pause, open }];
    });
    if (stopped.length > 0) found.set(id, stopped);
  }
  return found;
}

/** Why an order needs a person, in one code and one sentence, and since when. */
export interface OrderNeed {
  readonly code: string;
  readonly sentence: string;
  readonly since: number;
}

/** What holds all of an order goes before what failed, and that before what an operator has stopped. */
export function needOf({ failed, stopped, ...order }: OrderInNeed): OrderNeed {
  const { heldCode, heldSentence, sentence, since } = order;
  const [first] = failed;
  const [line] = stopped;
  if (heldCode === undefined && first)
    return {
      code: 'LINE_FAILED',
      sentence:
        failed.length === 1
          ? `${first.product} failed: ${first.sentence ?? ''}`
          : `${failed.length} products failed; the first: ${first.sentence ?? ''}`,
      since: Math.min(...failed.map(({ endedAt }) => endedAt ?? since)),
    };
  if (heldCode === undefined && line)
    return {
      code: 'OPERATOR_HOLD',
      sentence: `${line.pause.by} stopped ${stopped.map((one) => one.line).join(', ')}: ${line.pause.why}`,
      since: Math.min(...stopped.map(({ pause }) => pause.at)),
    };
  return { code: heldCode ?? 'UNEXPECTED', sentence: heldSentence ?? sentence, since };
}
