import { safeStat } from '../../adapters/files/safe-open.js';
import { orderFacts } from '../../airborne/delivery/order-facts.js';
import { OperationsError } from '../../domain/failures.js';
import { withEquations } from '../../domain/scops/equations.js';
import { productsOf } from '../../domain/scops/names.js';
import { orderProblems } from '../../domain/scops/order-problems.js';
import type { Order } from '../../domain/scops/order.js';
import { upsertOrder } from '../../ledger/orders.js';
import type { StationContext } from '../context.js';
import type { OrderActivities } from './contract.js';
import { orderKey } from './places.js';
import { writeRecord } from './record.js';

/** What clients still choose after they have ordered: band maths, and other elevations. */
export function choiceActivities(
  context: StationContext,
): Pick<OrderActivities, 'takeEquations' | 'takeDem'> {
  const check = async (order: Order): Promise<void> =>
    refuse(orderProblems(order, await orderFacts(order, context.scops)).map(({ sentence }) => sentence));
  const keep = async (id: string, order: Order): Promise<Order> => {
    await upsertOrder(context.ledger, orderKey(id), { request: order });
    await writeRecord(context, id);
    return order;
  };
  return {
    async takeEquations({ order, id, said }) {
      const changed = withEquations(order, said);
      if (productsOf(changed).length === 0)
        refuse(['Nothing is ordered; choose at least one equation or plugin, as no line is mapped itself.']);
      await check(changed);
      return keep(id, changed);
    },
    async takeDem({ order, id, dem }) {
      const changed = { ...order, dem };
      await check(changed);
      // Looked for only where a DEM may lie: nobody is told what else there is.
      if (dem.source !== 'mosaic' && dem.path !== null && (await safeStat(dem.path)).kind !== 'file')
        refuse([`${dem.path} is no file.`]);
      return keep(id, changed);
    },
  };
}

function refuse(sentences: readonly string[]): void {
  if (sentences.length > 0) throw new OperationsError('ORDER_INVALID', sentences.join(' '), sentences);
}
