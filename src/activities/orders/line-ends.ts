import { Context } from '@temporalio/activity';
import {
  WorkflowFailedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { workflowIds } from '../../domain/ids.js';

type Engine = Pick<Client, 'workflow'>;

/**
 * Cancels what is still in work of an order's lines and that no order waits for any more, and waits until nothing is: nothing
 * is begun for them then. Lines of the same order that was sent again go on.
 */
export async function endLines(client: Engine, order: string, lines: readonly string[]): Promise<void> {
  await Promise.all(lines.map((line) => endLine(client, workflowIds.flightLine(order, line))));
}

async function endLine(client: Engine, workflowId: string): Promise<void> {
  const line = await described(client, workflowId);
  if (line?.status.name !== 'RUNNING') return;
  const { parentExecution: parent } = line;
  if (parent && (await isLed(client, parent.workflowId!, parent.runId!))) return;
  const handle = client.workflow.getHandle(workflowId, line.runId);
  try {
    await handle.cancel();
    await Promise.race([handle.result(), Context.current().cancelled]);
  } catch (error) {
    // However it ended.
    if (!(error instanceof WorkflowNotFoundError || error instanceof WorkflowFailedError)) throw error;
  }
}

/** Whether a workflow works; without a run, the latest of that id. */
export async function isLed(client: Engine, workflowId: string, runId?: string): Promise<boolean> {
  return (await described(client, workflowId, runId))?.status.name === 'RUNNING';
}

async function described(
  client: Engine,
  workflowId: string,
  runId?: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
