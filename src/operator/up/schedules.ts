import type { Client } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';
import { TASK_QUEUES } from '../../domain/ids.js';
import type { Mission } from '../../domain/mission.js';

/** Makes the mission's schedule what its file says: the daily opening of the day before. */
export async function ensureSchedules(client: Client, mission: Mission): Promise<void> {
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
