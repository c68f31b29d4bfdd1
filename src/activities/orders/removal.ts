import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { upsertOrder } from '../../ledger/orders.js';
import type { StationContext } from '../context.js';
import type { OrderActivities } from './contract.js';
import { orderKey, orderPlaces } from './places.js';

/** The end of an order: what it made is removed; what tells of it stays. */
export function removalActivities(context: StationContext): Pick<OrderActivities, 'removeOrder'> {
  return {
    async removeOrder({ order }) {
      await removeMade(context, order);
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
