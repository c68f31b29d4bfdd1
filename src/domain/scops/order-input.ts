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

/**
 * An order as one text, the same for the same order in whatever order its keys came. What doesn't change the products is no part
 * of it: keys that mean nothing here.
 */
export function canonicalOrder({ unknown: _unknown, ...order }: Order): string {
  return canonical(order);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}
