import type * as Submitting from '../../../src/adapters/scops/submit-order.js';
import type * as ScopsConfigModule from '../../../src/adapters/station/scops-config.js';
import type * as Facts from '../../../src/airborne/delivery/order-facts.js';
import { SCOPS } from '../../../src/domain/scops/order-input.js';
import type { Order } from '../../../src/domain/scops/order.js';
import type { OrderRow } from '../../../src/ledger/order-rows.js';
import type * as Orders from '../../../src/ledger/orders.js';
import type * as Watching from '../../../src/ledger/watch.js';
import { compiled, type BenchStation } from './station.js';

/** Sends an order as the command line does, and gives its id. */
export async function sendOrder({ station, client }: BenchStation, order: Order): Promise<string> {
  const { submitOrder } = await compiled<typeof Submitting>('adapters/scops/submit-order.js');
  const { orderFacts } = await compiled<typeof Facts>('airborne/delivery/order-facts.js');
  const { readScopsConfig } = await compiled<typeof ScopsConfigModule>('adapters/station/scops-config.js');
  const config = readScopsConfig(station.config, station.paths, {});
  const facts = await orderFacts(order, config);
  const { id } = await submitOrder({ client, config, order, facts, by: 'benchmark' });
  return id;
}

/** Waits until nothing more is made of an order: the ledger tells of its changes. */
export async function orderEnded({ station }: BenchStation, id: string): Promise<OrderRow> {
  const { watchLedger } = await compiled<typeof Watching>('ledger/watch.js');
  const { orderRow, orderEnded: hasEnded } = await compiled<typeof Orders>('ledger/orders.js');
  const { ledger } = station;
  let stop: (() => Promise<void>) | undefined;
  try {
    return await new Promise<OrderRow>((resolve, reject) => {
      const look = async () => {
        const row = await orderRow(ledger, { mission: SCOPS, id });
        if (row && hasEnded(row.state)) resolve(row);
      };
      const changed = () => void look().catch(reject);
      watchLedger(ledger, { changed, trouble: reject }).then((watch) => {
        stop = () => watch.stop();
        changed();
      }, reject);
    });
  } finally {
    await stop?.();
  }
}
