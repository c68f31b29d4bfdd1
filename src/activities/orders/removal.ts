import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eitherRunner } from '../../adapters/processor/configured-runner.js';
import { stopRuns } from '../../adapters/processor/stop-runs.js';
import { productsOfOrder, upsertProduct } from '../../ledger/order-products.js';
import { upsertOrder } from '../../ledger/orders.js';
import type { StationContext } from '../context.js';
import type { OrderActivities } from './contract.js';
import { orderKey, orderPlaces } from './places.js';

/** The end of an order: what still runs is stopped, and what it made is removed; what tells of it stays. */
export function removalActivities(context: StationContext): Pick<OrderActivities, 'removeOrder'> {
  return {
    async removeOrder({ order }) {
      // What was cancelled while no worker was there still runs.
      await stopRuns(eitherRunner(context.programs, context.jobs), orderPlaces(context, order).runs);
      await removeMade(context, order);
      const { mission, id: orderId } = orderKey(order);
      for (const { product, state } of await productsOfOrder(context.ledger, mission, order)) {
        if (state === 'complete' || state === 'given up') continue;
        const sentence = 'The order ended before it was made.';
        await upsertProduct(context.ledger, { mission, orderId, product }, { state: 'given up', sentence });
      }
      await upsertOrder(context.ledger, orderKey(order), {
        masterZip: null,
        masterBytes: null,
        expiresAt: null,
      });
    },
  };
}

/** Removes everything that an order made: products, what lay on the way to them, and the records of programs. */
export async function removeMade(context: StationContext, order: string): Promise<void> {
  const { folders, temporary } = context.scops;
  const { folder, runs } = orderPlaces(context, order);
  const { level1, igm, mapped, dem, status } = folders;
  const made = [level1, igm, mapped, dem, status].map((name) => join(folder, name));
  const scratch = temporary === null ? [] : [join(temporary, `ARF_WEB_${order}`)];
  for (const path of [...made, ...scratch, runs]) await rm(path, { recursive: true, force: true });
}
