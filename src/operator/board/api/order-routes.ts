import { z } from 'zod';
import { workflowIds } from '../../../domain/ids.js';
import { SCOPS } from '../../../domain/scops/order-input.js';
import { productsOfOrder } from '../../../ledger/order-products.js';
import { runsOfOrder } from '../../../ledger/order-runs.js';
import { orderRow as readOrder } from '../../../ledger/orders.js';
import { searchInterventions } from '../../../ledger/read-interventions.js';
import { listOrders, orderCounts } from '../../../ledger/read-orders.js';
import { cursorText } from '../../reading/cursor.js';
import { interventionRow } from './exchange-schemas.js';
import { orderQuery, orderSearch } from './order-parameters.js';
import { orderJson, orderProductRow, orderRow, orderRunRow } from './order-schemas.js';
import { LARGEST_PAGE } from './parameters.js';
import { ApiRefusal, apiRoute, type ApiRoute } from './route.js';
import { count, listOf } from './shapes.js';

const NOTHING = z.object({});

/** The addresses that answer about orders of flight lines. */
export const ORDER_ROUTES: readonly ApiRoute[] = [
  apiRoute({
    path: '/api/orders',
    name: 'orders',
    title: 'Orders of flight lines, the newest first',
    params: NOTHING,
    query: orderQuery,
    answer: listOf('orders', orderRow).extend({
      counts: z
        .record(z.string(), count)
        .describe('How many there are in each state, whatever was asked for.'),
    }),
    example: '/api/orders?state=processing',
    async read({ ledger }, _params, query) {
      const { rows, next } = await listOrders(ledger, orderSearch(query));
      return {
        orders: rows.map(orderJson),
        ...(next && { next: cursorText(next) }),
        counts: await orderCounts(ledger, SCOPS),
      };
    },
  }),
  apiRoute({
    path: '/api/orders/{id}',
    name: 'order',
    title: 'An order, its products, what ran for it, and what operators did',
    params: z.object({ id: z.string().min(1).max(500) }),
    query: NOTHING,
    answer: z.strictObject({
      order: orderRow,
      products: z.array(orderProductRow),
      runs: z.array(orderRunRow),
      interventions: z.array(interventionRow).describe('The newest first.'),
    }),
    example: '/api/orders/GB18_00_2018_123a_0123456789ab',
    async read({ ledger }, { id }) {
      const order = await readOrder(ledger, { mission: SCOPS, id });
      if (!order)
        throw new ApiRefusal(
          404,
          'NOT_KNOWN',
          `The ledger has no order ${id}.`,
          'GET /api/orders lists them.',
        );
      const below = workflowIds.order(id);
      const { rows } = await searchInterventions(ledger, SCOPS, { below, limit: LARGEST_PAGE });
      return {
        order: orderJson(order),
        products: await productsOfOrder(ledger, SCOPS, id),
        runs: await runsOfOrder(ledger, SCOPS, id),
        interventions: rows,
      };
    },
  }),
];
