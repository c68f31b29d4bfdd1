import { SCOPS } from '../../domain/scops/order-input.js';
import { ORDER_STATES } from '../../domain/scops/order-states.js';
import { productsOfOrder } from '../../ledger/order-products.js';
import { ENDED_ORDERS, orderRow } from '../../ledger/orders.js';
import { listOrders } from '../../ledger/read-orders.js';
import { CommandError } from '../reading/command-error.js';
import { orderLines, orderListLines } from '../words/order-lines.js';
import { withOrders } from './order-ledger.js';
import type { Session } from './io.js';

/** `order list`: the orders, the newest first. */
export function list(
  session: Session,
  { project, open, limit }: { readonly project?: string; readonly open?: boolean; readonly limit: number },
): Promise<number> {
  return withOrders(session, async (ledger) => {
    const states =
      open === true
        ? ORDER_STATES.filter((state) => !ENDED_ORDERS.some((ended) => ended === state))
        : undefined;
    const { rows } = await listOrders(ledger, { mission: SCOPS, project, states, limit });
    session.answer({ orders: rows }, () => orderListLines(rows, session.style));
  });
}

/** `order show`: an order and its products. */
export function show(session: Session, id: string): Promise<number> {
  return withOrders(session, async (ledger) => {
    const order = await orderRow(ledger, { mission: SCOPS, id });
    if (!order)
      throw new CommandError(
        'NOT_KNOWN',
        `There is no order ${id}.`,
        '`sipstream order list` lists the orders.',
      );
    const products = await productsOfOrder(ledger, SCOPS, id);
    session.answer({ ...order, products }, () => orderLines(order, products, session.now, session.style));
  });
}
