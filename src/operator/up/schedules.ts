import type { Client } from '@temporalio/client';
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleOptions,
} from '@temporalio/client';
import { TASK_QUEUES } from '../../domain/ids.js';
import type { Mission } from '../../domain/mission.js';
import { SCOPS } from '../../domain/scops/order-input.js';

/** When orders and their uploads are swept: at night over the flights that are ordered most. */
const ORDERS_SWEPT_AT = '02:30';

/**
 * Makes the schedules what the files say: the daily opening of the day before (the mission's), the daily digest at
 * `digestAt`, `HH:MM` UTC (the station's), and the daily sweep of orders. A mission that opens no days by itself has
 * neither of the first two.
 */
export async function ensureSchedules(
  client: Client,
  { mission, day: { opensAt } }: Mission,
  digestAt: string | null,
): Promise<void> {
  await ensure(
    client,
    daily({
      ...{ mission: SCOPS, name: 'sweep-orders', at: ORDERS_SWEPT_AT, starts: 'sweepOrders' },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '24 hours' },
    }),
  );
  if (opensAt !== null) {
    // The machine was off for a week: each of its days is opened when it is back.
    const policies = { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: '30 days' } as const;
    await ensure(
      client,
      daily({ mission, name: 'open-day', at: opensAt, starts: 'openYesterday', policies }),
    );
  }
  if (opensAt !== null && digestAt !== null) {
    // Of the digests that were missed the last one is enough: it covers the time of the others.
    const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '24 hours' } as const;
    await ensure(client, daily({ mission, name: 'digest', at: digestAt, starts: 'dailyDigest', policies }));
  } else {
    await remove(client, `${mission}/digest`);
  }
}

function daily(plan: {
  mission: string;
  name: string;
  at: string;
  starts: string;
  policies: NonNullable<ScheduleOptions['policies']>;
}): ScheduleOptions {
  const [hour, minute] = plan.at.split(':').map(Number);
  const id = `${plan.mission}/${plan.name}`;
  return {
    scheduleId: id,
    spec: { calendars: [{ hour: hour!, minute: minute! }], timezone: 'UTC' },
    policies: plan.policies,
    action: {
      type: 'startWorkflow',
      workflowType: plan.starts,
      workflowId: id,
      args: [{ mission: plan.mission }],
      taskQueue: TASK_QUEUES.main,
    },
  };
}

async function ensure(client: Client, options: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, policies } = options;
    await client.schedule
      .getHandle(options.scheduleId)
      .update(
        (existing) => ({ ...existing, spec: spec, policies: { ...existing.policies, ...policies } }) as never,
      );
  }
}

async function remove(client: Client, id: string): Promise<void> {
  try {
    await client.schedule.getHandle(id).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
