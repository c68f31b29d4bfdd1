import type { OrderState } from './order-states.js';
import type { DemChoice } from './order.js';

/** The operators' verbs for an order or one of its lines: updates of its workflow. */
export const ORDER_VERBS = ['retry', 'cancel', 'hold', 'release', 'demConfirmed'] as const;
/** One of them. */
export type OrderVerb = (typeof ORDER_VERBS)[number];

/**
 * Whether an operator can say where the DEM is that the client has put on FTP: while it is waited for, and when the one that
 * was there will not do.
 */
export function takesFtpDem(state: OrderState, dem: DemChoice | undefined): boolean {
  return dem?.source === 'ftp' && (state === 'awaiting DEM' || state === 'needs attention');
}
