import type { Delivery } from '../../domain/scops/delivery.js';
import type { Order } from '../../domain/scops/order.js';
import type { FrontKit } from './kit.js';

/** What was delivered of an order's flight. Throws OperationsError where it cannot be read any more. */
export function deliveryOf(kit: FrontKit, order: Order): Promise<Delivery> {
  const { year, julianDay, sortie, sourceFolder: folder } = order;
  return kit.services.delivery({ year, julianDay, sortie, folder });
}
