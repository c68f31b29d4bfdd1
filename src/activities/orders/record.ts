import { existsSync } from 'node:fs';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { orderRow } from '../../ledger/orders.js';
import { productsOfOrder } from '../../ledger/order-products.js';
import { runsOfOrder } from '../../ledger/order-runs.js';
import type { StationContext } from '../context.js';
import { orderKey, orderPlaces } from './places.js';

/**
 * Writes beside an order what the ledger has of it, so that a ledger which is lost can be made anew (`sipstream ledger
 * rebuild`). It is written whenever the order itself goes on; what its lines did since then is not in it.
 */
export async function writeRecord(context: StationContext, id: string): Promise<void> {
  const { ledger } = context;
  const { mission } = orderKey(id);
  const { folder, record } = orderPlaces(context, id);
  // Who removed the folder by hand wants nothing of the order to be kept.
  if (!existsSync(folder)) return;
  const document = {
    order: await orderRow(ledger, orderKey(id)),
    products: await productsOfOrder(ledger, mission, id),
    runs: await runsOfOrder(ledger, mission, id),
  };
  if (document.order === undefined) return;
  await writeFileAtomic(record, `${JSON.stringify(document, undefined, 2)}\n`);
}
