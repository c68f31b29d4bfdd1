import type { DeliveredLine } from '../../../domain/scops/delivery.js';
import type { Order } from '../../../domain/scops/order.js';
import { deliveryOf } from '../flights.js';
import type { FrontKit } from '../kit.js';
import type { OfferedPlugin } from '../services.js';
import { offersOf, type Offer } from './offers.js';

/** What formulas are made of: the lines of an order as they were delivered, and what is offered for them. */
export interface Ground {
  readonly lines: readonly DeliveredLine[];
  readonly offers: readonly Offer[];
  readonly plugins: readonly OfferedPlugin[];
}

/** The ground of an order. Throws OperationsError where its delivery cannot be read any more. */
export async function groundOf(kit: FrontKit, order: Order): Promise<Ground> {
  const ordered = new Set(order.lines.map((line) => line.name));
  const delivery = await deliveryOf(kit, order);
  const lines = delivery.lines.filter((line) => ordered.has(line.name));
  const plugins = await kit.services.plugins();
  return { lines, offers: offersOf(lines, kit.services.indices), plugins };
}
