import { describe, expect, it } from 'vitest';
import { SCOPS } from '../../src/domain/scops/order-input.js';
import { upsertProduct } from '../../src/ledger/order-products.js';
import { installPlugins, PLUGIN_SETTINGS, wanting } from '../support/line-plugins.js';
import { LineRuns } from '../support/line-runs.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

describe('products that are packed and that a ledger which was made anew has as waiting', PATIENT, () => {
  const site = orderSite(PLUGIN_SETTINGS, { samples: 100, scans: 200 });
  const station = useStation({
    days: [],
    async prepare(home) {
      await installPlugins(home);
      await site.prepare(home);
    },
  });
  const orders = new OrderDesk(station);
  const line = (index: number) => site.made().lines[index]!.name;
  const entry = (product: string) => `GB18_00_2018123/${product}3b_mapped.bil.zip`;
  const row = async (orderId: string, product: string) =>
    (await station().rows('orderProducts', { orderId, product }))[0]!;

  /** Waits until a product is packed, and has the ledger forget it. */
  async function forgotten(orderId: string, product: string): Promise<void> {
    await station().until(
      `${product} is packed`,
      async () => (await row(orderId, product))?.state === 'complete',
    );
    const nothing = { stage: 'waiting', progress: 0, zipBytes: null, files: null } as const;
    await upsertProduct(
      station().ledger,
      { mission: SCOPS, orderId, product },
      { state: 'waiting', ...nothing },
    );
  }

  it('are in the zip of all, and the ledger has them as complete again', async () => {
    const { id } = await orders.submit(orderOf(site.made(), { email: 'zip@example.org' }), { needed: false });
    const runs = new LineRuns(station, `${station().home}/scops/output/${id}`);
    const program = await runs.frozen(`${line(1)}/geocorrect ${line(1)}`);
    await forgotten(id, line(0));
    runs.thaw(program);
    const order = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect([order.state, order.missing]).toEqual(['complete', []]);
    expect(await orders.entries(order)).toEqual([0, 1].map((index) => entry(line(index))));
    const { state, zipBytes, files } = await row(id, line(0));
    expect(state).toBe('complete');
    expect(zipBytes).toBeGreaterThan(0);
    expect(files).toHaveProperty('zip', `mapped/${line(0)}3b_mapped.bil.zip`);
  });

  it('stay when the workflow of their line is terminated', async () => {
    const order = orderOf(site.made(), { plugins: ['fails'], email: 'line@example.org' });
    const lines = wanting(order, { plugins: ['fails'] }, [0]);
    const { id } = await orders.submit({ ...order, lines }, { needed: false });
    await orders.held(id, line(0));
    await forgotten(id, line(0));
    await orders.handle(id, line(0)).terminate('by hand');
    const ended = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect(ended.missing).toEqual([`${line(0)}_fails: an operator ended its work.`]);
    expect(await orders.entries(ended)).toEqual([0, 1].map((index) => entry(line(index))));
    expect((await row(id, line(0))).state).toBe('complete');
  });
});
