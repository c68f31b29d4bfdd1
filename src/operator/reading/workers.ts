import type { Client } from '@temporalio/client';
import { TASK_QUEUES } from '../../domain/ids.js';
import type { QueueHealth } from '../words/health.js';

const ANSWER_MS = 2_000;
/** A worker asks for work at least once a minute; one that has not for so long is gone. */
const GONE_MS = 150_000;
/** TASK_QUEUE_TYPE_ACTIVITY of Temporal's API. */
const ACTIVITY = 2;

/**
 * The workers of every task queue of the station, as the engine sees them now. Undefined when it does not answer, which
 * must not keep a person from reading the rest.
 */
export async function readWorkers(client: Client): Promise<QueueHealth[] | undefined> {
  try {
    return await client.withDeadline(Date.now() + ANSWER_MS, () =>
      Promise.all(Object.values(TASK_QUEUES).map((queue) => queueHealth(client, queue))),
    );
  } catch (error) {
    const { isGrpcServiceError } = await import('@temporalio/client');
    if (isGrpcServiceError(error)) return undefined;
    throw error;
  }
}

async function queueHealth(client: Client, queue: string): Promise<QueueHealth> {
  const { pollers, stats } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: queue },
    taskQueueType: ACTIVITY,
    reportStats: true,
  });
  const now = Date.now();
  const alive = (pollers ?? []).filter((poller) => {
    const seen = Number(poller.lastAccessTime?.seconds ?? 0) * 1000;
    return now - seen < GONE_MS;
  });
  return {
    queue,
    workers: new Set(alive.map((poller) => poller.identity)).size,
    backlog: Number(stats?.approximateBacklogCount ?? 0),
  };
}
