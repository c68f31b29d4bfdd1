/** The states of an order that its client sees, in the order in which it comes to them. */
export const ORDER_STATES = [
  'awaiting confirmation',
  'awaiting equations',
  'awaiting DEM',
  'preparing',
  'needs attention',
  'processing',
  'packing',
  'complete',
  'partly complete',
  'failed',
  'cancelled',
  'expired',
  'removed',
] as const;

/** One of them. */
export type OrderState = (typeof ORDER_STATES)[number];
