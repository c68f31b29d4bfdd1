import { canBeOrderedAnew } from '../../domain/scops/order-states.js';
import { ORDER_VERBS, type OrderVerb, takesFtpDem } from '../../domain/scops/order-verbs.js';
import type { OrderPauses, Pause } from '../../ledger/read-interventions.js';
import type { OrderInNeed } from '../../ledger/read-orders.js';
import { orderEnded } from '../../ledger/orders.js';
import { runEnd } from '../../ledger/order-runs.js';
import type { OrderProductRow, OrderRow, OrderRunRow } from '../../ledger/schema.js';

/** A verb that makes sense now, and what it does: half a sentence. */
export interface OfferedVerb {
  readonly verb: OrderVerb;
  readonly does: string;
}

/** Whether a text is a verb for orders. */
export function isOrderVerb(text: string): text is OrderVerb {
  return (ORDER_VERBS as readonly string[]).includes(text);
}

/** What an operator can say to an order, by what the ledger knows of it; the workflow has the last word. */
export function verbsOfOrder(order: OrderRow, pauses: OrderPauses): OfferedVerb[] {
  if (canBeOrderedAnew(order.state))
    return [
      {
        verb: 'cancel',
        does: 'Its products are removed and its client is told; the same order can then be sent again.',
      },
    ];
  if (orderEnded(order.state)) return [];
  const offered: OfferedVerb[] = [];
  const isPaused = order.heldCode === 'OPERATOR_HOLD' || pauses.order !== undefined;
  if (order.heldCode !== undefined && order.heldCode !== 'OPERATOR_HOLD')
    offered.push({ verb: 'retry', does: 'What failed is tried again; what is done stays done.' });
  if (isPaused) offered.push({ verb: 'release', does: 'The order goes on.' });
  if (takesFtpDem(order.state, order.request.dem))
    offered.push({
      verb: 'demConfirmed',
      does:
        order.state === 'awaiting DEM'
          ? 'The DEM that the client sent by FTP is there.'
          : 'Another DEM that the client sent by FTP is there.',
    });
  if (!isPaused && order.heldCode === undefined)
    offered.push({ verb: 'hold', does: 'The order stops before its next step, until it is released.' });
  offered.push({
    verb: 'cancel',
    does: 'The order ends: its work is stopped, its files are removed, and its client is told.',
  });
  return offered;
}

/** What an operator can say to a line, by its products and by whether it was told to stop. */
export function verbsOfLine(
  order: OrderRow,
  products: readonly OrderProductRow[],
  pause: Pause | undefined,
): OfferedVerb[] {
  if (orderEnded(order.state)) return [];
  const is = (state: OrderProductRow['state']) => products.some((product) => product.state === state);
  const offered: OfferedVerb[] = [];
  if (is('failed'))
    offered.push({ verb: 'retry', does: 'The line goes on at the first stage whose output is not there.' });
  const isInWork = is('failed') || is('running') || is('waiting');
  if (pause && isInWork) offered.push({ verb: 'release', does: 'The line goes on.' });
  else if (is('running'))
    offered.push({ verb: 'hold', does: 'The line stops before its next step, until `release`.' });
  if (is('failed') || is('running') || (is('waiting') && order.state === 'processing'))
    offered.push({ verb: 'cancel', does: 'The line is given up, and the order is packed without it.' });
  return offered;
}

/** The lines of an order that failed, each with its products that did, by name. */
export function failedLines(order: OrderInNeed): Map<string, OrderProductRow[]> {
  const lines = new Map<string, OrderProductRow[]>();
  for (const product of order.failed) lines.set(product.line, [...(lines.get(product.line) ?? []), product]);
  return lines;
}

/** Whether a step of an order, or of one of its lines, is under way: what is told to stop stops after it. */
export function isAtWork({ state }: OrderRow, runs: readonly OrderRunRow[], line?: string): boolean {
  if (state === 'preparing' || state === 'packing') return true;
  return runs.some((run) => (line === undefined || run.line === line) && runEnd(run, runs) === 'open');
}
