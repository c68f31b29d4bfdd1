import type { Order } from './order.js';

/** What the workflow `order` begins with. */
export interface OrderInput {
  /** `<project>_<year>_<jday><sortie>_<digest>`, the name of the order's folder. */
  readonly id: string;
  readonly order: Order;
  /** Who sent it: an e-mail address, a user, or the file that it came in. */
  readonly by: string;
  /** Whether the client confirms it by a mailed link before anything runs. */
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
