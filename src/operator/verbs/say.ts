import { randomUUID } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, type Workflow } from '@temporalio/common';
import { TASK_QUEUES, workflowIds } from '../../domain/ids.js';
import { missionCommandProblem } from '../../domain/mission-commands.js';
import { MISSION_VERBS, type MissionVerb } from '../../domain/story.js';
import { levelRow } from '../../ledger/levels.js';
import type { Rehearsal } from '../../workflows/messages.js';
import { CommandError } from '../reading/command-error.js';
import { addressee, isRunning } from './addressee.js';
import type { Desk, Heard, VerbCommand } from './command.js';

const UPDATE_MS = 60_000;
/** How long a query is waited for, milliseconds. */
export const QUERY_MS = 10_000;

/**
 * Says a verb, and waits until it is accepted. Throws a CommandError: REFUSED with the sentence of the refusal, NO_ANSWER
 * when the workflow does not answer, USAGE when the words are not enough.
 */
export async function say(desk: Desk, command: VerbCommand): Promise<Heard> {
  const updateId = `${command.verb}-${randomUUID()}`;
  if (isForMission(command)) {
    refuseIf(missionCommandProblem(command.verb, wordsOf(command)));
    const workflowId = workflowIds.operations(desk.mission);
    const start = { mission: desk.mission };
    return withStart(desk, 'operations', workflowId, [start], command, updateId);
  }
  if (command.verb === 'rerun') {
    const { mission } = desk;
    const { day, level } = await rerunnable(desk, command);
    const opening = { mission, day, openedBy: command.by, why: command.why, levels: [] };
    const withLevel = { ...command, more: { ...command.more, level } };
    return withStart(desk, 'productDay', workflowIds.day(mission, day), [opening], withLevel, updateId, day);
  }
  const workflowId = await addressee(desk, command);
  const sentence = await heard(workflowId, command, () =>
    desk.client.withDeadline(Date.now() + UPDATE_MS, () =>
      desk.client.workflow
        .getHandle(workflowId)
        .executeUpdate<string, [object]>(command.verb, { args: [wordsOf(command)], updateId }),
    ),
  );
  return { workflowId, updateId, sentence };
}

/** What would become of a verb: the workflow's own checks, and nothing happens. Throws as `say` does. */
export async function rehearse(desk: Desk, command: VerbCommand): Promise<Heard> {
  if (isForMission(command)) {
    refuseIf(missionCommandProblem(command.verb, wordsOf(command)));
    return {
      workflowId: workflowIds.operations(desk.mission),
      sentence: `${command.verb}: the words make sense; whether what they name exists is looked at when it is done.`,
    };
  }
  let workflowId: string;
  if (command.verb === 'rerun') {
    const { day, level } = await rerunnable(desk, command);
    workflowId = workflowIds.day(desk.mission, day);
    if (!(await isRunning(desk.client, workflowId)))
      return { workflowId, sentence: `${day}: opens the day again and makes ${level} again.` };
  } else workflowId = await addressee(desk, command);
  const words = {
    ...wordsOf(command),
    verb: command.verb,
    ...(command.verb === 'rerun' && { level: command.target.level }),
  };
  const { accepted, sentence } = await desk.client.withDeadline(Date.now() + QUERY_MS, () =>
    desk.client.workflow.getHandle(workflowId).query<Rehearsal, [object]>('rehearse', words),
  );
  if (!accepted) throw new CommandError('REFUSED', sentence);
  return { workflowId, sentence };
}

/** `identify` without a granule is for the receipt of the file; the other verbs of the mission are the mission's alone. */
function isForMission(command: VerbCommand): command is VerbCommand & { readonly verb: MissionVerb } {
  const isOne = (MISSION_VERBS as readonly string[]).includes(command.verb);
  return isOne && !(command.verb === 'identify' && command.more?.['granule'] === undefined);
}

function wordsOf({ by, why, more }: VerbCommand): { by: string; why: string } & Record<string, unknown> {
  return { by, why, ...more };
}

function refuseIf(sentence: string | undefined): void {
  if (sentence !== undefined) throw new CommandError('REFUSED', sentence);
}

/** A level that was made or given up once: what never began is opened, not made again. */
async function rerunnable({ ledger, mission }: Desk, { target }: VerbCommand) {
  const { day, level } = target;
  if (day === undefined || level === undefined)
    throw new CommandError('USAGE', 'Say which level of which day is to be made again.');
  const row = await levelRow(ledger, { mission, day, level });
  if (!row)
    throw new CommandError(
      'REFUSED',
      `${day} ${level} was never begun.`,
      `\`sipstream open ${day}\` opens the day.`,
    );
  return { day, level };
}

async function withStart(
  { client, mission }: Desk,
  type: string,
  workflowId: string,
  args: object[],
  command: VerbCommand,
  updateId: string,
  day?: string,
): Promise<Heard> {
  const startWorkflowOperation = new WithStartWorkflowOperation(type, {
    workflowId,
    taskQueue: TASK_QUEUES.main,
    args,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    searchAttributes: { Mission: [mission], ...(day !== undefined && { DataDay: [day] }) },
    staticSummary: day === undefined ? `What operators decide for ${mission}` : `Product day ${day}`,
  });
  const sentence = await heard(workflowId, command, () =>
    client.withDeadline(Date.now() + UPDATE_MS, () =>
      client.workflow.executeUpdateWithStart<Workflow, string, [object]>(command.verb, {
        args: [wordsOf(command)],
        updateId,
        startWorkflowOperation,
      }),
    ),
  );
  return { workflowId, updateId, sentence };
}

/** The answer of an update. Its failure is thrown as a CommandError: REFUSED, or NO_ANSWER when there was none in time. */
export async function heard(
  workflowId: string,
  { verb }: { readonly verb: string },
  ask: () => Promise<string>,
): Promise<string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      const sentence = sentenceOf(error.cause);
      throw new CommandError('REFUSED', sentence ?? `'${verb}' failed: ${error.message}`, '', {
        cause: error,
      });
    }
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
      throw new CommandError(
        'NO_ANSWER',
        `${workflowId} has not answered in ${UPDATE_MS / 1000} s; the command may still be carried out.`,
        'See with `sipstream why` what it does, and whether the station runs.',
        { cause: error },
      );
    }
    throw error;
  }
}

/** The sentence of a refusal: of the update itself, or of the activity that it asked. */
function sentenceOf(cause: Error | undefined): string | undefined {
  for (let found: Error | undefined = cause; found; found = found.cause as Error | undefined)
    if (found instanceof ApplicationFailure) return found.message;
  return cause?.message;
}
