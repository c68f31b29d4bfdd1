import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { workflowIds } from '../../domain/ids.js';
import { arrivalsInState } from '../../ledger/receipts.js';
import { CommandError } from '../reading/command-error.js';
import type { Desk, VerbCommand } from './command.js';

/**
 * The workflow that a verb is said to: the level while it runs, then its delivery; `resubmit` and `correct` are always
 * the delivery's, `accept` and `reject` the level's. Throws a CommandError REFUSED when nothing of it is under way.
 */
export async function addressee(desk: Desk, { verb, target, more }: VerbCommand): Promise<string> {
  const { client, mission } = desk;
  const { day, level, receipt } = target;
  if (verb === 'identify' && receipt === undefined) return receiptOf(desk, String(more?.['file']));
  if (receipt !== undefined) {
    const id = workflowIds.receipt(mission, receipt);
    if (await isRunning(client, id)) return id;
    throw new CommandError(
      'REFUSED',
      `No receipt ${receipt} is open.`,
      '`sipstream status` lists what is open.',
    );
  }
  if (day === undefined) throw new CommandError('USAGE', 'Say which day, or --receipt KEY.');
  if (level === undefined) {
    if (verb !== 'abandon') throw new CommandError('USAGE', `Say which level of ${day}.`);
    const id = workflowIds.day(mission, day);
    if (await isRunning(client, id)) return id;
    throw new CommandError('REFUSED', `${day} is not open.`, `\`sipstream why ${day}\` says how it stands.`);
  }
  const delivery = workflowIds.delivery(mission, day, level);
  const own = workflowIds.level(mission, day, level);
  const ofDelivery = verb === 'resubmit' || verb === 'correct';
  const ofLevel = verb === 'accept' || verb === 'reject' || verb === 'proceed';
  for (const id of ofDelivery ? [delivery] : ofLevel ? [own] : [own, delivery])
    if (await isRunning(client, id)) return id;
  throw new CommandError(
    'REFUSED',
    `${ofDelivery ? 'No delivery' : 'Nothing'} of ${day} ${level} is under way.`,
    `\`sipstream why ${day} ${level}\` says how it stands.`,
  );
}

/** The receipt whose DN a file does not fit. */
async function receiptOf({ ledger, mission }: Desk, file: string): Promise<string> {
  const [arrival] = await arrivalsInState(ledger, mission, file, 'incomplete');
  if (arrival) return workflowIds.receipt(mission, arrival.receiptKey);
  throw new CommandError(
    'REFUSED',
    `No open DN names ${file}, or what came of it is not set aside as incomplete.`,
    'An unmatched file is identified with --granule.',
  );
}

/** Whether a workflow of that id runs at this moment. */
export async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
