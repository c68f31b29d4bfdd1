import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { workflowIds } from '../../domain/ids.js';
import type { OrderVerb } from '../../domain/scops/order-verbs.js';
import type { Heard } from './command.js';
import { heard } from './say.js';
import { CommandError } from '../reading/command-error.js';

const UPDATE_MS = 60_000;

/** What can be said to an order or to one of its lines: the operators' verbs, and what its client says. */
export type OrderUpdate = OrderVerb | 'confirm' | 'equations' | 'dem';

/**
 * Says something to an order, or to one of its lines, and waits until it is accepted. Throws a CommandError: REFUSED with the sentence
 * of the refusal, NOT_KNOWN when nothing of that id is under way, NO_ANSWER when it does not answer.
 */
export async function sayToOrder(
  client: Client,
  { order, line }: { readonly order: string; readonly line?: string | undefined },
  verb: OrderUpdate,
  words: object,
): Promise<Heard> {
  const workflowId = line === undefined ? workflowIds.order(order) : workflowIds.flightLine(order, line);
  const updateId = `${verb}-${randomUUID()}`;
  try {
    const sentence = await heard(workflowId, { verb }, () =>
      client.withDeadline(Date.now() + UPDATE_MS, () =>
        client.workflow
          .getHandle(workflowId)
          .executeUpdate<string, [object]>(verb, { args: [words], updateId }),
      ),
    );
    return { workflowId, updateId, sentence };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    throw new CommandError(
      'NOT_KNOWN',
      line === undefined ? `No order ${order} is under way.` : `Line ${line} of ${order} is not in work.`,
      line === undefined
        ? '`sipstream order list` lists the orders.'
        : `\`sipstream order show ${order}\` says how it stands.`,
      { cause: error },
    );
  }
}
