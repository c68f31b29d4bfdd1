import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type {
  DeliveryActivities,
  MainActivities,
  NoteActivities,
  OperationsActivities,
  Pace,
  ProcessingActivities,
} from '../activities/contract.js';
import { TASK_QUEUES } from '../domain/ids.js';

/** Until the day is planned nothing is known of the mission's pace; these are for the first activity alone. */
export const FIRST_PACE: Pace = { firstRetryMs: 1_000, attempts: 5, recheckMs: 60_000, heartbeatMs: 15_000 };

/** The options of an activity at a pace: its queue, its longest time, its heartbeat, its retries. */
export const options = (
  pace: Pace,
  taskQueue: string,
  startToCloseTimeout: '1 hour' | '7 days',
  summary: string | undefined,
) => ({
  taskQueue,
  ...(summary !== undefined && { summary }),
  startToCloseTimeout,
  heartbeatTimeout: pace.heartbeatMs,
  // The books are closed, and a level ends, when its processor has ended and nothing writes files any more.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED' as const,
  retry: {
    initialInterval: pace.firstRetryMs,
    backoffCoefficient: 2,
    maximumInterval: pace.firstRetryMs * 20,
    maximumAttempts: pace.attempts,
  },
});

/** Stages on the main queue. After the mission's attempts a failure comes out, and the stage holds. */
export function mainActivities(pace: Pace, summary?: string) {
  return proxyActivities<MainActivities>(options(pace, TASK_QUEUES.main, '1 hour', summary));
}

/** Processors and QA. */
export function processingActivities(pace: Pace, summary?: string) {
  return proxyActivities<ProcessingActivities>(options(pace, TASK_QUEUES.processing, '7 days', summary));
}

/** What operators decide for the mission: a refusal comes back at once, trouble of the machine is tried again. */
export function operationsActivities(pace: Pace) {
  return proxyActivities<OperationsActivities>(options(pace, TASK_QUEUES.main, '1 hour', undefined));
}

/** The delivery disk. */
export function deliveryActivities(pace: Pace, summary?: string) {
  return proxyActivities<DeliveryActivities>(options(pace, TASK_QUEUES.delivery, '1 hour', summary));
}

/** The options of what the engine goes on trying for ever, on the main queue. */
export function faithful(pace: Pace, summary: string | undefined) {
  const { retry, ...rest } = options(pace, TASK_QUEUES.main, '1 hour', summary);
  const { maximumAttempts: _limited, ...forever } = retry;
  return { ...rest, retry: forever };
}

/**
 * Telling people and the ledger that something holds, and closing the books. These have nobody to fall back on, so the
 * engine goes on trying; the activity list of the workflow shows it.
 */
export function persistentActivities(pace: Pace, summary?: string) {
  return proxyActivities<MainActivities & DeliveryActivities>(faithful(pace, summary));
}

/**
 * Questions, as local activities. Only before a workflow does anything else: two that run at the same time, in an
 * update's handler and in the story, come back in another order when the history is replayed, and the workflow stands.
 */
export const notes = proxyLocalActivities<NoteActivities>({ startToCloseTimeout: '30 seconds' });
