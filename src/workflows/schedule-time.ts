import type { WorkflowInfo } from '@temporalio/workflow';

/**
 * When a schedule meant a workflow to start, epoch milliseconds; when it did start, for one that no schedule started. The
 * nominal time and not the actual one: after a week off each start is for its own date.
 */
export function nominalTime({ searchAttributes, startTime }: WorkflowInfo): number {
  const nominal = (searchAttributes as Record<string, unknown[]>)['TemporalScheduledStartTime']?.[0];
  const at = nominal instanceof Date ? nominal : typeof nominal === 'string' ? new Date(nominal) : startTime;
  return at.getTime();
}
