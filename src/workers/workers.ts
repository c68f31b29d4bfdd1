import { fileURLToPath } from 'node:url';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import {
  createDeliveryActivities,
  createJobActivities,
  createMainActivities,
  createProcessingActivities,
} from '../activities/index.js';
import type { StationContext } from '../activities/context.js';
import { StageInterceptor } from '../activities/interceptor.js';
import { NAMESPACE, TASK_QUEUES } from '../domain/ids.js';

/** What a worker process does: `orchestrator` runs workflows and light activities. */
export const ROLES = ['orchestrator', 'processing', 'delivery'] as const;
/** One role. */
export type Role = (typeof ROLES)[number];

const BUNDLE = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
const GRACE = 10_000;
/** Jobs that are waited for at a time; how many of them run is for the job system to say. */
const JOBS = 256;

/** Makes the workers of some roles. The processing worker has as many slots as the configuration has processors at once. */
export async function createWorkers(
  context: StationContext,
  connection: NativeConnection,
  roles: readonly Role[],
  options: { bundlePath?: string } = {},
): Promise<Worker[]> {
  const common = {
    connection,
    namespace: NAMESPACE,
    shutdownGraceTime: GRACE,
    interceptors: { activity: [() => ({ inbound: new StageInterceptor() })] },
  } satisfies Partial<WorkerOptions>;
  const workers: Promise<Worker>[] = [];
  if (roles.includes('orchestrator')) {
    workers.push(
      Worker.create({
        ...common,
        taskQueue: TASK_QUEUES.main,
        workflowBundle: { codePath: options.bundlePath ?? BUNDLE },
        activities: createMainActivities(context),
        maxConcurrentActivityTaskExecutions: 20,
      }),
    );
  }
  if (roles.includes('processing')) {
    workers.push(
      Worker.create({
        ...common,
        taskQueue: TASK_QUEUES.processing,
        activities: createProcessingActivities(context),
        maxConcurrentActivityTaskExecutions: context.config.processors.atOnce,
      }),
      Worker.create({
        ...common,
        taskQueue: TASK_QUEUES.jobs,
        activities: createJobActivities(context),
        maxConcurrentActivityTaskExecutions: JOBS,
      }),
    );
  }
  if (roles.includes('delivery')) {
    workers.push(
      Worker.create({
        ...common,
        taskQueue: TASK_QUEUES.delivery,
        activities: createDeliveryActivities(context),
        maxConcurrentActivityTaskExecutions: 8,
      }),
    );
  }
  return Promise.all(workers);
}
