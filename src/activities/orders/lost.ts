import { WorkflowFailedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { workflowIds } from '../../domain/ids.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import { orderRow, ordersInWork, ordersToRemove } from '../../ledger/orders.js';
import type { StationContext } from '../context.js';
import type { LostOrder, OrderActivities } from './contract.js';
import { orderKey } from './places.js';

/** Looks for orders that nobody leads any more, and ends their lines. */
export function lostActivities(
  context: Pick<StationContext, 'ledger' | 'client' | 'now'>,
): Pick<OrderActivities, 'findLostOrders' | 'endLines'> {
  const { ledger, client, now } = context;
  return {
    async findLostOrders() {
      const rows = [
        ...(await ordersInWork(ledger, SCOPS)),
        // Those whose products are to be kept need nobody until their time is over.
        ...(await ordersToRemove(ledger, SCOPS, now())),
      ];
      const lost: LostOrder[] = [];
      for (const { id, state, email, expiresAt } of rows) {
        if (await isLed(client, id)) continue;
        // What it said last may have come between the two looks.
        if ((await orderRow(ledger, orderKey(id)))?.state !== state) continue;
        lost.push({ order: id, to: email, isKept: expiresAt !== undefined });
      }
      return lost;
    },

    async endLines({ order }) {
      const { lines = [] } = (await orderRow(ledger, orderKey(order)))?.request ?? {};
      await Promise.all(lines.map(({ name }) => ended(client, workflowIds.flightLine(order, name))));
    },
  };
}

/** Cancels a workflow and waits for its end, whatever that is. */
async function ended(client: Pick<Client, 'workflow'>, workflowId: string): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    await handle.cancel();
    await handle.result();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError || error instanceof WorkflowFailedError)) throw error;
  }
}

async function isLed(client: Pick<Client, 'workflow'>, order: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowIds.order(order)).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
