import { workflowIds } from '../../domain/ids.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import { orderRow, ordersInWork, ordersToRemove } from '../../ledger/orders.js';
import type { StationContext } from '../context.js';
import type { LostOrder, OrderActivities } from './contract.js';
import { endLines, isLed } from './line-ends.js';
import { newsActivities } from './news.js';
import { orderKey } from './places.js';
import { removalActivities } from './removal.js';

/** Looks for orders that nobody leads any more, and ends them. */
export function lostActivities(
  context: StationContext,
): Pick<OrderActivities, 'findLostOrders' | 'removeLostOrder'> {
  const { ledger, client, now } = context;
  const { removeOrder } = removalActivities(context);
  const { tellOrder } = newsActivities(context);
  return {
    async findLostOrders() {
      const rows = [
        ...(await ordersInWork(ledger, SCOPS)),
        // Those whose products are to be kept need nobody until their time is over.
        ...(await ordersToRemove(ledger, SCOPS, now())),
      ];
      const lost: LostOrder[] = [];
      for (const { id, state, email, createdAt, expiresAt } of rows) {
        if (await isLed(client, workflowIds.order(id))) continue;
        // What it said last may have come between the two looks.
        if ((await orderRow(ledger, orderKey(id)))?.state !== state) continue;
        lost.push({ order: id, to: email, createdAt, isKept: expiresAt !== undefined });
      }
      return lost;
    },

    async removeLostOrder({ order, createdAt, state, sentence, since }) {
      const { lines = [] } = (await orderRow(ledger, orderKey(order)))?.request ?? {};
      // What is removed stays so only when nothing of the order works any more.
      await endLines(
        client,
        order,
        lines.map(({ name }) => name),
      );
      // What was sent again since it was found is not lost.
      if (await isLed(client, workflowIds.order(order))) return false;
      if ((await orderRow(ledger, orderKey(order)))?.createdAt !== createdAt) return false;
      await removeOrder({ order });
      await tellOrder({ order, state, sentence, since });
      return true;
    },
  };
}
