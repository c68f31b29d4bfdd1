import type { Order } from './order.js';

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
