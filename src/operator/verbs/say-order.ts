import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { workflowIds } from '../../domain/ids.js';
import type { OrderVerb } from '../../domain/scops/order-verbs.js';
import type { Heard } from './command.js';
import type { Rehearsal } from '../../workflows/messages.js';
import { heard, QUERY_MS } from './say.js';
import { CommandError } from '../reading/command-error.js';

const UPDATE_MS = 60_000;

/** What can be said to an order or to one of its lines: the operators' verbs, and what its client says. */
export type OrderUpdate = OrderVerb | 'confirm' | 'equations' | 'dem';

/** An order, or one of its lines. */
export interface OrderTarget {
  readonly order: string;
  readonly line?: string | undefined;
}

/**
 * Says something to an order, or to one of its lines, and waits until it is accepted. Throws a CommandError: REFUSED with the sentence
 * of the refusal, NOT_KNOWN when nothing of that id is under way, NO_ANSWER when it does not answer.
 */
export async function sayToOrder(
  client: Client,
  target: OrderTarget,
  verb: OrderUpdate,
  words: object,
): Promise<Heard> {
  const workflowId = workflowOf(target);
  const updateId = `${verb}-${randomUUID()}`;
  const sentence = await found(target, () =>
    heard(workflowId, { verb }, () =>
      client.withDeadline(Date.now() + UPDATE_MS, () =>
        client.workflow
          .getHandle(workflowId)
          .executeUpdate<string, [object]>(verb, { args: [words], updateId }),
      ),
    ),
  );
  return { workflowId, updateId, sentence };
}

/** What would become of a verb: the workflow's own checks, and nothing happens. Throws as `sayToOrder` does. */
export async function rehearseToOrder(
  client: Client,
  target: OrderTarget,
  verb: OrderVerb,
  words: object,
): Promise<Heard> {
  const workflowId = workflowOf(target);
  const { accepted, sentence } = await found(target, () =>
    client.withDeadline(Date.now() + QUERY_MS, async () => {
      const handle = client.workflow.getHandle(workflowId);
      // A workflow that has ended would still be asked.
      const { status } = await handle.describe();
      if (status.name !== 'RUNNING') throw notUnderWay(target);
      return handle.query<Rehearsal, [object]>('rehearse', { ...words, verb });
    }),
  );
  if (!accepted) throw new CommandError('REFUSED', sentence);
  return { workflowId, sentence };
}

function workflowOf({ order, line }: OrderTarget): string {
  return line === undefined ? workflowIds.order(order) : workflowIds.flightLine(order, line);
}

async function found<T>(target: OrderTarget, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof WorkflowNotFoundError ? notUnderWay(target, error) : error;
  }
}

function notUnderWay({ order, line }: OrderTarget, cause?: Error): CommandError {
  return new CommandError(
    'NOT_KNOWN',
    line === undefined ? `No order ${order} is under way.` : `Line ${line} of ${order} is not in work.`,
    line === undefined
      ? '`sipstream order list` lists the orders.'
      : `\`sipstream order show ${order}\` says how it stands.`,
    { cause },
  );
}
