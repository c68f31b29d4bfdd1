import type { Order } from './order.js';

/** The name under which orders stand in the ledger and in search attributes, as a mission does. */
export const SCOPS = 'scops';

/** What starts the workflow of an order. */
export interface OrderInput {
  /** names.ts, orderId. */
  readonly id: string;
  readonly order: Order;
  /** Who sent it: a user, or the file that was dropped. */
  readonly by: string;
  /** False: it is confirmed by being sent. */
  readonly needsConfirmation: boolean;
}
