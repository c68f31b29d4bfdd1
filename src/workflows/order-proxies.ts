import { proxyActivities } from '@temporalio/workflow';
import type { Pace } from '../activities/contract.js';
import type { AirborneActivities, OrderActivities } from '../activities/orders/contract.js';
import type { MainActivities } from '../activities/contract.js';
import { TASK_QUEUES } from '../domain/ids.js';

/** Orders come after product days where both wait for a slot (3 is the default, smaller is sooner). */
const AFTER_PRODUCT_DAYS = { priorityKey: 4 } as const;

const options = (pace: Pace, taskQueue: string, summary: string | undefined) => ({
  taskQueue,
  ...(summary !== undefined && { summary }),
  heartbeatTimeout: pace.heartbeatMs,
  // An order ends when its programs have ended and nothing writes files any more.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED' as const,
  retry: {
    initialInterval: pace.firstRetryMs,
    backoffCoefficient: 2,
    maximumInterval: pace.firstRetryMs * 20,
    maximumAttempts: pace.attempts,
  },
});

/** The light activities of an order. After the pace's attempts a failure comes out. */
export function orderActivities(pace: Pace, summary?: string) {
  return proxyActivities<OrderActivities>({
    ...options(pace, TASK_QUEUES.main, summary),
    startToCloseTimeout: '1 hour',
  });
}

/** The programs of the airborne chain. */
export function airborneActivities(pace: Pace, summary?: string) {
  return proxyActivities<AirborneActivities>({
    ...options(pace, TASK_QUEUES.processing, summary),
    startToCloseTimeout: '7 days',
    priority: AFTER_PRODUCT_DAYS,
  });
}

/** Telling clients, operators and the ledger: these have nobody to fall back on, so the engine goes on trying. */
export function faithfulActivities(pace: Pace, summary?: string) {
  const { retry, ...rest } = options(pace, TASK_QUEUES.main, summary);
  const { maximumAttempts: _limited, ...forever } = retry;
  return proxyActivities<OrderActivities & Pick<MainActivities, 'recordIntervention'>>({
    ...rest,
    startToCloseTimeout: '1 hour',
    retry: forever,
  });
}
