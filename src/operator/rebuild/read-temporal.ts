import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { atOnce } from '../../adapters/files/at-once.js';
import type { ActivityFact, WorkflowFacts } from '../../ledger/rebuild/facts.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import { factsOf } from './history-facts.js';

/** A run of a workflow, as lists have it. */
export type Execution = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId'> & {
  readonly startedAt: number;
  readonly isRunning: boolean;
};

/** What belongs together, and is told in one go: a day with its levels and deliveries, or one receipt. */
export type Group = readonly Execution[];

const HISTORIES_AT_ONCE = 8;

/**
 * Every workflow of a mission, days first, then receipts, then all others; those of one day are one group. Answers also
 * how many workflows of other missions there are.
 */
export async function groupsOf(
  client: Client,
  mission: string,
): Promise<{ groups: Group[]; others: number }> {
  const groups = new Map<string, Execution[]>();
  let others = 0;
  for await (const { workflowId, runId, startTime, status } of client.workflow.list()) {
    if (!workflowId.startsWith(`${mission}/`)) {
      // Orders are told again by themselves.
      if (!workflowId.startsWith(`${SCOPS}/`)) others += 1;
      continue;
    }
    const name = workflowId.slice(mission.length + 1);
    const group = /^\d{4}-\d{2}-\d{2}/.exec(name)?.[0] ?? name;
    const execution = {
      workflowId,
      runId,
      startedAt: startTime.getTime(),
      isRunning: status.name === 'RUNNING',
    };
    groups.set(group, [...(groups.get(group) ?? []), execution]);
  }
  const ordered = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return { groups: ordered, others };
}

/** What the histories of a group tell, in the order in which the workflows began. */
export async function factsOfGroup(client: Client, group: Group): Promise<WorkflowFacts[]> {
  const ordered = [...group].sort((a, b) => a.startedAt - b.startedAt);
  const facts = await atOnce(ordered, HISTORIES_AT_ONCE, async (execution) => {
    const { workflowId, runId, isRunning } = execution;
    const handle = client.workflow.getHandle(workflowId, runId);
    const read = factsOf(execution, await handle.fetchHistory());
    return read && isRunning ? withPending(read, await pendingOf(client, execution)) : read;
  });
  return facts.filter((fact) => fact !== undefined);
}

/** An activity that is under way: the history has no event of its start before it ends. */
interface Pending {
  readonly attempt: number;
  readonly startedAt: number | undefined;
}

async function pendingOf(client: Client, { workflowId, runId }: Execution): Promise<Map<string, Pending>> {
  const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
  return new Map(
    (raw.pendingActivities ?? []).map(({ activityId, attempt, lastStartedTime }) => [
      activityId ?? '',
      { attempt: attempt ?? 1, startedAt: optionalTsToMs(lastStartedTime) },
    ]),
  );
}

function withPending(facts: WorkflowFacts, pending: ReadonlyMap<string, Pending>): WorkflowFacts {
  const activities = facts.activities.map((fact): ActivityFact => {
    const now = fact.outcome === 'open' ? pending.get(fact.activityId) : undefined;
    if (!now) return fact;
    const { attempt, startedAt } = now;
    return { ...fact, attempt, ...(startedAt !== undefined && { startedAt }) };
  });
  return { ...facts, activities };
}
