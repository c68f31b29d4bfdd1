import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../src/domain/scops/order.js';
import { cutDem } from '../support/cut-dem.js';
import { installPlugins, PLUGIN_SETTINGS, wanting } from '../support/line-plugins.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

describe('an order that nobody mends', PATIENT, () => {
  const site = orderSite((home) =>
    Promise.resolve({ ...PLUGIN_SETTINGS, lineGrace: '2s', temporary: join(home, 'temp') }),
  );
  const station = useStation({
    days: [],
    async prepare(home) {
      await installPlugins(home);
      await site.prepare(home);
    },
  });
  const orders = new OrderDesk(station);
  const line = (index: number) => site.made().lines[index]!.name;
  const temp = () => readdir(join(station().home, 'temp'), { recursive: true });
  const states = async (id: string) =>
    (await station().rows('orderProducts', { orderId: id }))
      .map(({ product, state }) => `${product} ${state}`)
      .sort();

  describe('of which a part failed', () => {
    let id = '';
    let order: Order;
    const failed = () => [`${line(0)}_fails`, `${line(1)}_fails`];

    it('is packed without it when the grace is over', async () => {
      order = orderOf(site.made(), { plugins: ['fails'] });
      order = { ...order, lines: wanting(order, { plugins: ['fails'] }) };
      order = { ...order, lines: wanting(order, { process: false }, [1]) };
      ({ id } = await orders.submit(order, { needed: false }));
      const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
      expect([row.state, row.sentence]).toEqual([
        'partly complete',
        '2 products could not be made; the others can be fetched.',
      ]);
      expect([...row.missing!].sort()).toEqual(
        failed().map((name) => expect.stringMatching(new RegExp(`^${name}: .*it is not mended`)) as string),
      );
      expect(await orders.entries(row)).toEqual([`GB18_00_2018123/${line(0)}3b_mapped.bil.zip`]);
      const contents = await readFile(join(row.folder!, 'mapped/zip_contents.txt'), 'utf8');
      for (const name of failed()) expect(contents).toContain(`missing: ${name}: `);
      expect(await states(id)).toEqual(
        [`${line(0)} complete`, ...failed().map((name) => `${name} given up`)].sort(),
      );
    });

    it('tells its client once what is missing and why, and where the rest is', async () => {
      const { to, text } = await station().oneMail(`${id} order complete`);
      expect(to).toContain('ada@example.org');
      expect(text).toContain('done as far as it could be. These products could not be made:');
      for (const name of failed()) expect(text).toMatch(new RegExp(`- ${name}: .*it is not mended`));
      expect(text).toContain(`http://orders.example.org/orders/${id}/downloads?key=`);
      expect(await station().mails(`${id} could not be made`)).toEqual([]);
    });

    it('has told the operators of each line what they can do and until when', async () => {
      const mails = await station().mails(`${id} ERROR`);
      expect(mails.map(({ to }) => to)).toEqual([['errors@example.org'], ['errors@example.org']]);
      for (const [index, name] of failed().entries()) {
        const { text } = mails.find((mail) => mail.text.includes(`${id} ${line(index)} is held`))!;
        expect(text).toContain('LINE_FAILED');
        expect(text).toContain(`${name}: PLUGIN_FAILED`);
        expect(text).toContain(`sipstream order VERB ${id} ${line(index)} --why`);
        expect(text).toMatch(/Until .*; then the order is packed without what failed\./);
      }
    });

    it('leaves nothing of what failed on the way', async () => {
      expect((await temp()).filter((name) => name.includes(line(0)) || name.includes(line(1)))).toEqual([]);
    });

    it('is complete when it is ordered again and the cause is mended, not before', async () => {
      await orders.say('cancel', id, { why: 'it is ordered again' });
      expect(await orders.ended(id)).toBe('cancelled');
      await writeFile(join(station().home, 'plugins/mended'), '');
      expect(await orders.submit(order, { needed: false })).toEqual({ id, isNew: true });
      const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
      expect([row.state, row.missing]).toEqual(['complete', []]);
      await rm(join(station().home, 'plugins/mended'));
    });
  });

  it('of which all failed is never called complete: its client hears why, and there is no zip', async () => {
    const order = orderOf(site.made(), { plugins: ['fails'], email: 'all@example.org' });
    const lines = wanting(order, { process: false, plugins: ['fails'] });
    const { id } = await orders.submit({ ...order, lines }, { needed: false });
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect([row.state, row.sentence]).toEqual(['failed', 'None of its products could be made.']);
    expect(await orders.ended(id)).toBe('failed');
    expect(row).not.toHaveProperty('masterZip');
    expect(existsSync(join(row.folder!, 'mapped'))).toBe(false);
    const mail = await station().oneMail(`${id} could not be made`);
    expect(mail.to).toContain('all@example.org');
    for (const { name } of lines)
      expect(mail.text).toMatch(new RegExp(`- ${name}_fails: .*it is not mended`));
    expect(await station().mails(`${id} order complete`)).toEqual([]);
    expect(await states(id)).toEqual(lines.map(({ name }) => `${name}_fails given up`));
    expect((await temp()).filter((name) => name.includes(id))).toEqual([]);
  });

  it('in need of other elevations goes on by `retry` when its file has become right, and by nothing before', async () => {
    const path = join(station().home, 'scops/uploads/GB18_00/dem.tif');
    await cutDem(site.made(), path, 0.002);
    const { id } = await orders.submit(orderOf(site.made(), { dem: { source: 'upload', path } }), {
      needed: false,
    });
    await orders.inState(id, 'needs attention');
    const tries = async (count: number) =>
      station().until(`the elevations were tried ${count} times`, async () => {
        const { state, held } = await orders.story(id);
        const runs = await station().rows('orderRuns', { orderId: id, stage: 'dem' });
        return state === 'needs attention' && held !== undefined && runs.length === count;
      });
    await tries(1);
    await orders.say('retry', id);
    await tries(2);
    await cutDem(site.made(), path, 0.08);
    await orders.say('retry', id);
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect(row).toMatchObject({ state: 'complete' });
    expect(row).not.toHaveProperty('heldCode');
    await station().oneMail(`${id} processing error`);
    const said = await station().rows('interventions', { workflowId: `scops/${id}` });
    expect(said.map(({ verb, actor }) => [verb, actor])).toEqual([
      ['retry', 'tester'],
      ['retry', 'tester'],
    ]);
  });
});
