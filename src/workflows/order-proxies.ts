import { proxyActivities } from '@temporalio/workflow';
import type { MainActivities, Pace } from '../activities/contract.js';
import type { AirborneActivities, JobActivities, OrderActivities } from '../activities/orders/contract.js';
import { TASK_QUEUES } from '../domain/ids.js';
import { faithful, options } from './proxies.js';

/** Orders come after product days where both wait for a slot (3 is the default, smaller is sooner). */
const AFTER_PRODUCT_DAYS = { priorityKey: 4 } as const;

/** The light activities of an order. After the pace's attempts a failure comes out. */
export function orderActivities(pace: Pace, summary?: string) {
  return proxyActivities<OrderActivities>(options(pace, TASK_QUEUES.main, '1 hour', summary));
}

/** The programs of the airborne chain. */
export function airborneActivities(pace: Pace, summary?: string) {
  return proxyActivities<AirborneActivities>({
    ...options(pace, TASK_QUEUES.processing, '7 days', summary),
    priority: AFTER_PRODUCT_DAYS,
  });
}

/** Flight lines as jobs: the job system says how many there are at a time. */
export function jobActivities(pace: Pace, summary?: string) {
  return proxyActivities<JobActivities>(options(pace, TASK_QUEUES.jobs, '7 days', summary));
}

/** Telling clients, operators and the ledger: these have nobody to fall back on, so the engine goes on trying. */
export function faithfulActivities(pace: Pace, summary?: string) {
  return proxyActivities<OrderActivities & Pick<MainActivities, 'recordIntervention'>>(
    faithful(pace, summary),
  );
}
