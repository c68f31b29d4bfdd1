import { SCOPS } from '../../../domain/scops/order-input.js';
import type { PageOf } from '../../../ledger/match.js';
import { pausesOf, searchInterventions } from '../../../ledger/read-interventions.js';
import { listOrders, orderCounts, orderProjects, progressOf } from '../../../ledger/read-orders.js';
import { productRow, productsOfOrder } from '../../../ledger/order-products.js';
import { runsOfOrder } from '../../../ledger/order-runs.js';
import { orderRow } from '../../../ledger/orders.js';
import type { OrderProductRow, OrderRow } from '../../../ledger/schema.js';
import { workflowIds } from '../../../domain/ids.js';
import { orderQuery, orderSearch } from '../api/order-parameters.js';
import { filled, problemOf } from '../api/parameters.js';
import { readPng } from '../browse.js';
import type { BoardApp, BoardContext, Kit } from '../kit.js';
import { readTail } from '../log/log-file.js';
import { ordersPage } from '../orders/list-page.js';
import { COMMON_LOGS, orderLogPage } from '../orders/log-page.js';
import { pathBelow } from '../orders/order-file.js';
import { orderPage } from '../orders/order-page.js';

/** What is shown of a log. */
const TAIL_BYTES = 64 * 1024;
/** Interventions that the page of an order shows. */
const INTERVENTIONS = 100;
const NO_ORDER = 'The ledger has no such order.';
const NO_PRODUCT = 'The order has no such product.';

/** Orders of flight lines: the list, an order, the logs and the quick-looks of its products. */
export function orderRoutes(app: BoardApp, kit: Kit): void {
  const { ledger } = kit;

  app.get('/orders', async (context) => {
    const asked = filled(context.req.query());
    const query = orderQuery.safeParse({ limit: '50', ...asked });
    const page: PageOf<OrderRow> = query.success
      ? await listOrders(ledger, orderSearch(query.data))
      : { rows: [] };
    const facts = {
      asked,
      ...(!query.success && { problem: problemOf(query.error) }),
      page,
      progress: await progressOf(
        ledger,
        SCOPS,
        page.rows.map(({ id }) => id),
      ),
      counts: await orderCounts(ledger, SCOPS),
      projects: await orderProjects(ledger, SCOPS),
      now: kit.now(),
    };
    const frame = { title: 'Orders', here: 'orders' } as const;
    return kit.shown(context, frame, ordersPage(facts), query.success ? 200 : 400);
  });

  app.get('/orders/:id', async (context) => {
    const id = context.req.param('id');
    const order = await orderRow(ledger, { mission: SCOPS, id });
    if (!order) return kit.nothing(context, NO_ORDER);
    const below = workflowIds.order(id);
    const facts = {
      order,
      products: await productsOfOrder(ledger, SCOPS, id),
      runs: await runsOfOrder(ledger, SCOPS, id),
      interventions: (await searchInterventions(ledger, SCOPS, { below, limit: INTERVENTIONS })).rows,
      pauses: await pausesOf(ledger, order),
      now: kit.now(),
      reader: context.get('reader'),
    };
    return kit.shown(context, { title: `Order ${id}`, here: 'orders' }, orderPage(facts));
  });

  app.get('/orders/:id/logs/:name', async (context) => {
    const { id, name } = context.req.param();
    const order = await orderRow(ledger, { mission: SCOPS, id });
    if (!order) return kit.nothing(context, NO_ORDER);
    const product = await productRow(ledger, { mission: SCOPS, orderId: id, product: name });
    const isKnown = product !== undefined || COMMON_LOGS.has(name) || hasLine(order, name);
    if (!isKnown) return kit.nothing(context, 'The order has no such log.');
    // As SCOPS names them.
    const path = await pathOf(order, `${kit.sources.orderLogs ?? 'logs'}/${name}_log.txt`);
    const tail = path && (await readTail(path, TAIL_BYTES));
    const frame = { title: `Log of ${name}`, here: 'orders' } as const;
    const log = tail ? { path, tail } : undefined;
    return kit.shown(context, frame, orderLogPage({ order, product, name }, log));
  });

  app.get('/orders/:id/quick-looks/:product', async (context) => {
    const asked = await askedFor(context, kit);
    if (typeof asked === 'string') return kit.nothing(context, asked);
    const name = asked.product.files?.['quickLook'];
    const path = name === undefined ? undefined : await pathOf(asked.order, name);
    const picture = path && (await readPng(path));
    if (!picture) return kit.nothing(context, 'The product has no quick-look.');
    return context.body(picture, 200, { 'content-type': 'image/png' });
  });
}

/** The order and the product that an address names, by what the ledger knows; else a sentence. */
async function askedFor(
  context: BoardContext,
  { ledger }: Kit,
): Promise<{ readonly order: OrderRow; readonly product: OrderProductRow } | string> {
  const id = context.req.param('id') ?? '';
  const order = await orderRow(ledger, { mission: SCOPS, id });
  if (!order) return NO_ORDER;
  const name = context.req.param('product') ?? '';
  const product = await productRow(ledger, { mission: SCOPS, orderId: id, product: name });
  return product ? { order, product } : NO_PRODUCT;
}

function hasLine({ request }: OrderRow, name: string): boolean {
  return request.lines.some((line) => line.name === name);
}

/** Nothing of an address becomes a part of a path: the names are those of the ledger. */
async function pathOf({ folder }: OrderRow, name: string): Promise<string | undefined> {
  return folder === undefined ? undefined : pathBelow(folder, name);
}
