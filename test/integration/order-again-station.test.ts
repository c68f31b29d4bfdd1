import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LineRuns } from '../support/line-runs.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

describe('an order that is sent again', PATIENT, () => {
  const site = orderSite({}, { samples: 100, scans: 200 });
  const station = useStation({ days: [], prepare: site.prepare });
  const orders = new OrderDesk(station);
  const line = (index: number) => site.made().lines[index]!.name;

  it('while lines of the one before still end is made whole: they end first', async () => {
    const order = orderOf(site.made());
    const { id } = await orders.submit(order, { needed: false });
    const folder = join(station().home, 'scops/output', id);
    // A program that is frozen takes its time to end.
    await new LineRuns(station, folder).frozen(`${line(0)}/geocorrect ${line(0)}`);
    await orders.handle(id).terminate('by hand');
    expect(await orders.submit(order, { needed: false })).toEqual({ id, isNew: true });

    const row = await orders.inState(id, 'complete', 'partly complete', 'failed', 'cancelled');
    expect([row.state, row.missing]).toEqual(['complete', []]);
    expect(await orders.entries(row)).toEqual(
      [0, 1].map((index) => `GB18_00_2018123/${line(index)}3b_mapped.bil.zip`),
    );
    const products = await station().rows('orderProducts', { orderId: id });
    expect(products.map(({ state }) => state)).toEqual(['complete', 'complete']);
  });
});
