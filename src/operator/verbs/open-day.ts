import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { DataDay } from '../../domain/data-day.js';
import { TASK_QUEUES, workflowIds } from '../../domain/ids.js';
import { commandProblem } from '../../domain/story.js';
import { CommandError } from '../reading/command-error.js';
import type { Desk, Heard } from './command.js';

/**
 * Opens a product day by hand; levels that were done stay done. It is the start of a workflow, not an update. Throws a
 * CommandError REFUSED when the day is open already.
 */
export async function openProductDay(
  { client, mission }: Desk,
  day: DataDay,
  { by, why }: { readonly by: string; readonly why: string },
): Promise<Heard> {
  const problem = commandProblem({ by, why });
  if (problem !== undefined) throw new CommandError('REFUSED', problem);
  const workflowId = workflowIds.day(mission, day);
  try {
    await client.workflow.start('productDay', {
      args: [{ mission, day, openedBy: by, why }],
      workflowId,
      taskQueue: TASK_QUEUES.main,
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      searchAttributes: { Mission: [mission], DataDay: [day] },
      staticSummary: `Product day ${day} of ${mission}`,
      staticDetails: `Opened by ${by}: ${why}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new CommandError(
      'REFUSED',
      `${day} is open already.`,
      `\`sipstream why ${day}\` says what it waits for.`,
    );
  }
  return { workflowId, sentence: `${day} is open.` };
}
