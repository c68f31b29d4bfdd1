import type { Client } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';
import { durationMs } from '../../domain/duration.js';
import { TASK_QUEUES } from '../../domain/ids.js';
import type { Mission } from '../../domain/mission.js';

/** Makes the mission's schedules what its file says: the sweep of pickup, and the daily opening of the day before. */
export async function ensureSchedules(client: Client, mission: Mission): Promise<void> {
  await ensure(client, {
    scheduleId: `${mission.mission}/sweep`,
    spec: { intervals: [{ every: durationMs(mission.pickup.sweep) }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    action: {
      type: 'startWorkflow',
      workflowType: 'sweep',
      workflowId: `${mission.mission}/sweep`,
      args: [{ mission: mission.mission }],
      taskQueue: TASK_QUEUES.main,
    },
  });
  const { opensAt } = mission.day;
  if (opensAt === null) return;
  const [hour, minute] = opensAt.split(':').map(Number);
  await ensure(client, {
    scheduleId: `${mission.mission}/open-day`,
    spec: { calendars: [{ hour: hour!, minute: minute! }], timezone: 'UTC' },
    // The machine was off for a week: each of its days is opened when it is back.
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: '30 days' },
    action: {
      type: 'startWorkflow',
      workflowType: 'openYesterday',
      workflowId: `${mission.mission}/open-day`,
      args: [{ mission: mission.mission }],
      taskQueue: TASK_QUEUES.main,
    },
  });
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
