import { z } from 'zod';
import { SCOPS } from '../../../domain/scops/order-input.js';
import type { OrderSearch } from '../../../ledger/read-orders.js';
import type { OrderState } from '../../../ledger/schema.js';
import { ORDER_STANDINGS } from '../../words/orders.js';
import { cursor, limit, words } from './parameters.js';

/** The states of an order. */
export const orderState = z.enum(Object.keys(ORDER_STANDINGS) as [OrderState, ...OrderState[]]);

/** How orders are chosen. */
export const orderQuery = z.object({
  state: orderState.optional(),
  project: words.optional(),
  q: words.optional().describe('Contained in the id, the project, the flight, the client, or what it says.'),
  cursor: cursor.optional(),
  limit: limit(100),
});

/** The search that a query asks for. */
export function orderSearch(query: z.output<typeof orderQuery>): OrderSearch {
  return {
    mission: SCOPS,
    states: query.state === undefined ? undefined : [query.state],
    project: query.project,
    text: query.q,
    after: query.cursor,
    limit: query.limit,
  };
}
