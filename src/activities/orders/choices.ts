import { orderFacts } from '../../airborne/delivery/order-facts.js';
import { OperationsError } from '../../domain/failures.js';
import { orderProblems } from '../../domain/scops/order-problems.js';
import type { Order } from '../../domain/scops/order.js';
import { upsertOrder } from '../../ledger/orders.js';
import type { EquationsSaid } from '../../workflows/order-messages.js';
import type { StationContext } from '../context.js';
import type { OrderActivities } from './contract.js';
import { orderKey } from './places.js';

/** What clients still choose after they have ordered: band maths, and other elevations. */
export function choiceActivities(
  context: StationContext,
): Pick<OrderActivities, 'takeEquations' | 'takeDem'> {
  const accepted = async (id: string, order: Order): Promise<Order> => {
    const problems = orderProblems(order, await orderFacts(order, context.scops));
    if (problems.length > 0) {
      const sentences = problems.map(({ sentence }) => sentence);
      throw new OperationsError('ORDER_INVALID', sentences.join(' '), sentences);
    }
    await upsertOrder(context.ledger, orderKey(id), { request: order });
    return order;
  };
  return {
    takeEquations: ({ order, id, said }) => accepted(id, withEquations(order, said)),
    takeDem: ({ order, id, dem }) => accepted(id, { ...order, dem }),
  };
}

/** The order with what the equations step says, in the place of what it had. */
function withEquations(order: Order, { equations, plugins }: EquationsSaid): Order {
  const wanted = (
    things: readonly { readonly name: string; readonly lines: readonly string[] }[],
    line: string,
  ) => things.filter(({ lines }) => lines.includes(line)).map(({ name }) => name);
  return {
    ...order,
    equations: equations.map(({ name, expression }) => ({ name, expression })),
    plugins: plugins.map(({ name }) => name),
    lines: order.lines.map((line) => ({
      ...line,
      equations: wanted(equations, line.name),
      plugins: wanted(plugins, line.name),
    })),
  };
}
