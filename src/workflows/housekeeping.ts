import { workflowInfo } from '@temporalio/workflow';
import { addDays, dayOf } from '../domain/data-day.js';
import { FIRST_PACE, mainActivities, persistentActivities } from './proxies.js';

/** Sweeps pickup once: files of no known name go to overflow/unmatched, known files without a DN are reported. */
export async function sweep(input: { mission: string }): Promise<{ unmatched: number; unannounced: number }> {
  return mainActivities(FIRST_PACE).sweepPickup(input);
}

/** Opens the day before the scheduled time, so that a day of which nothing ever arrived is seen too. */
export async function openYesterday(input: { mission: string }): Promise<string> {
  const { searchAttributes, startTime } = workflowInfo();
  // The nominal time, not the actual one: after a week off, each missed day is opened for its own date.
  const nominal = (searchAttributes as Record<string, unknown[]>)['TemporalScheduledStartTime']?.[0];
  const at = nominal instanceof Date ? nominal : typeof nominal === 'string' ? new Date(nominal) : startTime;
  const day = addDays(dayOf(at.getTime()), -1);
  await persistentActivities(FIRST_PACE).startDay({ mission: input.mission, day, openedBy: 'schedule' });
  return day;
}
