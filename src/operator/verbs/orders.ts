import { isAbsolute } from 'node:path';
import { workflowIds } from '../../domain/ids.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import { commandProblem } from '../../domain/story.js';
import { orderEnded, orderRow } from '../../ledger/orders.js';
import { CommandError } from '../reading/command-error.js';
import type { OrderVerb } from '../../domain/scops/order-verbs.js';
import { isOrderVerb } from '../words/order-verbs.js';
import { isRunning } from './addressee.js';
import type { Desk, Heard } from './command.js';
import { rehearseToOrder, sayToOrder } from './say-order.js';

/** A verb as an operator says it to an order, or to one of its lines. */
export interface OrderCommand {
  readonly verb: OrderVerb;
  readonly order: string;
  readonly line?: string;
  readonly by: string;
  readonly why: string;
  /** Of `demConfirmed`: where the DEM is, absolute. */
  readonly path?: string;
}

/** A command as a form or a JSON document says it. Throws a CommandError USAGE with the sentence. */
export function readOrderForm(
  verb: string,
  given: Readonly<Record<string, unknown>>,
  by: string,
): OrderCommand {
  const text = (name: string): string | undefined => {
    const value = given[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  if (!isOrderVerb(verb)) throw new CommandError('USAGE', `'${verb}' is not a verb for orders.`);
  const [order, line, path] = [text('order'), text('line'), text('path')];
  if (order === undefined) throw new CommandError('USAGE', 'Say which order.');
  if (line !== undefined && verb === 'demConfirmed')
    throw new CommandError('USAGE', 'A DEM is of an order, not of one of its lines.');
  if (verb === 'demConfirmed' && (path === undefined || !isAbsolute(path)))
    throw new CommandError('USAGE', 'Say where the DEM is: an absolute path on the station.');
  return {
    verb,
    order,
    by,
    why: text('why') ?? '',
    ...(line !== undefined && { line }),
    ...(verb === 'demConfirmed' && path !== undefined && { path }),
  };
}

/**
 * Says a verb of operators to an order or a line that the ledger knows, and waits until it is accepted. Throws a
 * CommandError: REFUSED with the sentence of the refusal, NOT_KNOWN or NO_ANSWER as `sayToOrder` does.
 */
export async function commandOrder(desk: Desk, command: OrderCommand): Promise<Heard> {
  await assertUnderWay(desk, command);
  return sayToOrder(desk.client, command, command.verb, wordsOf(command));
}

/** What would become of a verb: the workflow's own checks, and nothing happens. Throws as `commandOrder` does. */
export async function rehearseOrder(desk: Desk, command: OrderCommand): Promise<Heard> {
  await assertUnderWay(desk, command);
  return rehearseToOrder(desk.client, command, command.verb, wordsOf(command));
}

/** Only orders of the ledger are asked for: an address never makes up a workflow's id. */
async function assertUnderWay({ client, ledger }: Desk, command: OrderCommand): Promise<void> {
  const { order, line } = command;
  const problem = commandProblem(command);
  if (problem !== undefined) throw new CommandError('REFUSED', problem);
  const row = await orderRow(ledger, { mission: SCOPS, id: order });
  if (!row) throw new CommandError('REFUSED', `The ledger has no order ${order}.`);
  if (line !== undefined && !row.request.lines.some(({ name }) => name === line))
    throw new CommandError('REFUSED', `${order} has no line ${line}.`);
  const workflowId = line === undefined ? workflowIds.order(order) : workflowIds.flightLine(order, line);
  if (await isRunning(client, workflowId)) return;
  throw new CommandError(
    'REFUSED',
    orderEnded(row.state)
      ? `The order is ${row.state}; nothing of it is under way.`
      : `Nothing of ${line ?? 'the order'} is under way.`,
  );
}

function wordsOf({ by, why, path }: OrderCommand): Readonly<Record<string, string>> {
  return { by, why, ...(path !== undefined && { path }) };
}
