import type { Client } from '@temporalio/client';
import { workflowIds } from '../../../src/domain/ids.js';
import type { DataDay } from '../../../src/domain/data-day.js';

/** What the histories of some workflows hold, added up. */
export interface HistoryCounts {
  readonly events: number;
  readonly workflowTasks: number;
  readonly activities: number;
  readonly localActivities: number;
  readonly timers: number;
  readonly signals: number;
  readonly attributeUpserts: number;
  /** Per activity: how often, and the sums of its waiting (scheduled to started) and working time, milliseconds. */
  readonly byActivity: ReadonlyMap<string, { count: number; waited: number; worked: number }>;
}

/** The workflows of a product day of these levels: the day, its levels, their deliveries. */
export function workflowsOfDay(mission: string, day: DataDay, levels: readonly string[]): string[] {
  return [
    workflowIds.day(mission, day),
    ...levels.flatMap((level) => [
      workflowIds.level(mission, day, level),
      workflowIds.delivery(mission, day, level),
    ]),
  ];
}

/** Reads the histories of workflows and adds up what is in them. */
export async function countHistories(client: Client, ids: readonly string[]): Promise<HistoryCounts> {
  const counts = { events: 0, workflowTasks: 0, activities: 0, localActivities: 0, timers: 0, signals: 0 };
  let attributeUpserts = 0;
  const byActivity = new Map<string, { count: number; waited: number; worked: number }>();
  for (const id of ids) {
    const { events } = await client.workflow.getHandle(id).fetchHistory();
    const scheduled = new Map<string, { name: string; at: number }>();
    const started = new Map<string, number>();
    for (const event of events ?? []) {
      counts.events += 1;
      const at = millis(event.eventTime);
      const activity = event.activityTaskScheduledEventAttributes;
      if (activity) {
        counts.activities += 1;
        scheduled.set(String(event.eventId), { name: activity.activityType?.name ?? '', at });
      }
      if (event.activityTaskStartedEventAttributes)
        started.set(String(event.activityTaskStartedEventAttributes.scheduledEventId), at);
      const completed = event.activityTaskCompletedEventAttributes;
      if (completed) {
        const key = String(completed.scheduledEventId);
        const { name, at: from } = scheduled.get(key)!;
        const sum = byActivity.get(name) ?? { count: 0, waited: 0, worked: 0 };
        const start = started.get(key) ?? from;
        byActivity.set(name, {
          count: sum.count + 1,
          waited: sum.waited + start - from,
          worked: sum.worked + at - start,
        });
      }
      if (event.workflowTaskCompletedEventAttributes) counts.workflowTasks += 1;
      if (event.markerRecordedEventAttributes) counts.localActivities += 1;
      if (event.timerStartedEventAttributes) counts.timers += 1;
      if (event.workflowExecutionSignaledEventAttributes) counts.signals += 1;
      if (event.upsertWorkflowSearchAttributesEventAttributes) attributeUpserts += 1;
    }
  }
  return { ...counts, attributeUpserts, byActivity };
}

function millis(time: { seconds?: unknown; nanos?: number | null } | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1000 + Number(time?.nanos ?? 0) / 1e6;
}
