import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { OperationsError } from '../../domain/failures.js';
import { TASK_QUEUES, workflowIds } from '../../domain/ids.js';
import { canonicalOrder } from '../../domain/scops/canonical-order.js';
import type { ScopsConfig } from '../../domain/scops/config.js';
import { orderId } from '../../domain/scops/names.js';
import { SCOPS, type OrderInput } from '../../domain/scops/order-input.js';
import { orderProblems, type OrderFacts } from '../../domain/scops/order-problems.js';
import type { Order } from '../../domain/scops/order.js';

/** An order that is to be accepted. */
export interface Submission {
  readonly client: Pick<Client, 'workflow'>;
  readonly config: Pick<ScopsConfig, 'confirmation'>;
  readonly order: Order;
  readonly facts: OrderFacts;
  /** Who sent it: an address, a user, or the file that it came in. */
  readonly by: string;
}

/** The order as the station has it. */
export interface Submitted {
  readonly id: string;
  /** False: the same order was there already, and nothing was begun. */
  readonly isNew: boolean;
}

/** The id of an order, and of its folder: from its content alone. */
export function idOf(order: Order): string {
  const digest = createHash('sha256').update(canonicalOrder(order)).digest('hex').slice(0, 12);
  return orderId(order, digest);
}

/**
 * Accepts an order: checks it and starts its workflow. The same order is the same workflow, so that sending it twice, or again after
 * an answer was lost, runs it once; one that has ended can be ordered again. Throws OperationsError ORDER_INVALID with a sentence for
 * each problem.
 */
export async function submitOrder({ client, config, order, facts, by }: Submission): Promise<Submitted> {
  const problems = orderProblems(order, facts);
  if (problems.length > 0) throw orderInvalid(problems.map(({ sentence }) => sentence));
  const id = idOf(order);
  const input: OrderInput = { id, order, by, needsConfirmation: config.confirmation.needed };
  try {
    await client.workflow.start('order', {
      args: [input],
      workflowId: workflowIds.order(id),
      taskQueue: TASK_QUEUES.main,
      // Failing is the only answer that says whether this call began it.
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      searchAttributes: { Mission: [SCOPS] },
      staticSummary: `Order ${id}`,
      staticDetails: `Sent by ${by}`,
    });
    return { id, isNew: true };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { id, isNew: false };
  }
}

/** The failure that lists what is wrong with an order. */
export function orderInvalid(sentences: readonly string[]): OperationsError {
  const head =
    sentences.length === 1 ? 'The order has a problem.' : `The order has ${sentences.length} problems.`;
  return new OperationsError('ORDER_INVALID', head, sentences);
}
