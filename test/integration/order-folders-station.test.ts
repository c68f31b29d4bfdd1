import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installPlugins, PLUGIN_SETTINGS, wanting } from '../support/line-plugins.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

describe('an order with a line that is held', PATIENT, () => {
  const site = orderSite((home) => Promise.resolve({ ...PLUGIN_SETTINGS, temporary: join(home, 'temp') }));
  const station = useStation({
    days: [],
    async prepare(home) {
      await installPlugins(home);
      await site.prepare(home);
    },
  });
  const orders = new OrderDesk(station);
  const line = (index: number) => site.made().lines[index]!.name;

  /** An order of which the first line is held, for a plugin alone, and the second is made. */
  async function held(name: string): Promise<{ readonly id: string; readonly folder: string }> {
    const order = orderOf(site.made(), { plugins: ['fails'], email: `${name}@example.org` });
    const lines = wanting(order, { process: false, plugins: ['fails'] }, [0]);
    const { id } = await orders.submit({ ...order, lines }, { needed: false });
    await orders.held(id, line(0));
    await station().until('the other line is packed', async () => {
      const [row] = await station().rows('orderProducts', { orderId: id, product: line(1) });
      return row?.state === 'complete';
    });
    await orders.handle(id, line(1)).result();
    return { id, folder: (await orders.row(id))!.folder! };
  }

  it('can be cancelled when somebody has removed its folder: it stays removed, and its client hears of it once', async () => {
    const { id, folder } = await held('removed');
    await rm(folder, { recursive: true });
    await orders.say('cancel', id, { why: 'the disk was needed' });
    expect(await orders.ended(id)).toBe('cancelled');
    expect((await orders.row(id))!.state).toBe('cancelled');
    await station().oneMail(`${id} cancelled`);
    expect(existsSync(folder)).toBe(false);
  });

  it('goes on by `retry` when its folder for temporary files was removed', async () => {
    const { id } = await held('emptied');
    await rm(join(station().home, 'temp', `ARF_WEB_${id}`), { recursive: true });
    await writeFile(join(station().home, 'plugins/mended'), '');
    await orders.say('retry', id, {}, line(0));
    const done = await station().until('the line is packed, or held again', async () => {
      const [row] = await station().rows('orderProducts', { orderId: id, product: `${line(0)}_fails` });
      const isOver = row?.state === 'complete' || (row?.state === 'failed' && row.stage !== 'mask');
      return isOver && row;
    });
    expect([done.state, done.sentence]).toEqual(['complete', undefined]);
    expect((await orders.inState(id, 'complete', 'partly complete')).missing).toEqual([]);
  });
});
