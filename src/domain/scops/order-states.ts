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

/**
 * Whether an order that has ended can be cancelled all the same: one of which products are missing, so that it can be sent
 * again when the cause is mended. Of one that is complete there is nothing left to stop, and somebody may be fetching it.
 */
export const canBeOrderedAnew = (state: OrderState): boolean => state === 'partly complete';
