import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listed, OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

describe('an order of two flight lines', PATIENT, () => {
  const site = orderSite();
  const station = useStation({ days: [], prepare: site.prepare });
  const orders = new OrderDesk(station);
  let id = '';

  it('waits for its confirmation, and the same order sent again is the same order', async () => {
    const order = orderOf(site.made(), {
      masking: 'all',
      equations: [{ name: 'Ratio', expression: 'band2/(band1+1)' }],
      lines: orderOf(site.made()).lines.map((line) => ({ ...line, equations: ['Ratio'] })),
      formats: ['cog', 'netcdf'],
    });
    const first = await orders.submit(order);
    expect(first.isNew).toBe(true);
    ({ id } = first);
    await station().until(
      'it says that it expires',
      async () => (await orders.row(id))?.thenWhat === 'it expires',
    );
    expect(await orders.submit(order)).toEqual({ id, isNew: false });
    const mail = await station().oneMail('NERC-ARF web processor confirmation email');
    expect(mail.text).toContain(`http://orders.example.org/orders/${id}/confirm?key=`);
    expect(await station().rows('orderProducts', { orderId: id })).toEqual([]);
  });

  it('is processed when it is confirmed: every product of every line is packed once', async () => {
    await orders.say('confirm', id);
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect(row.sentence).toBe('Every product can be fetched.');
    const names = site.made().lines.flatMap(({ name }) => [name, `${name}_Ratio`]);
    const products = await station().rows('orderProducts', { orderId: id });
    expect(products.map(({ product, state, progress }) => [product, state, progress]).sort()).toEqual(
      names.map((name) => [name, 'complete', 100]).sort(),
    );
    expect(await listed(join(row.folder!, row.masterZip!))).toEqual(
      names.map((name) => `GB18_00_2018123/${name}3b_mapped.bil.zip`).sort(),
    );
    expect(await listed(join(row.folder!, 'mapped', `${names[0]}3b_mapped.bil.zip`))).toEqual([
      `${names[0]}3b_mapped.bil`,
      `${names[0]}3b_mapped.bil.hdr`,
    ]);
    for (const { files } of products)
      expect(Object.keys(files!).sort()).toEqual(['cog', 'netcdf', 'quickLook', 'zip']);
  });

  it('has run each step once, and what its products share once for all of them', async () => {
    const runs = await station().rows('orderRuns', { orderId: id });
    const steps = runs.map(
      ({ line, product, stage, run: number }) => `${line} ${product} ${stage} ${number}`,
    );
    const [a, b] = site.made().lines.map(({ name }) => name);
    expect(steps.sort()).toEqual(
      [
        '  dem 1',
        ...[a!, b!].flatMap((line) => [
          `${line} ${line} mask 1`,
          `${line} ${line}_Ratio bandmaths 1`,
          `${line} ${line} geocorrect 1`,
          `${line} ${line} reproject 1`,
          ...[line, `${line}_Ratio`].flatMap((product) => [
            `${line} ${product} map 1`,
            `${line} ${product} pack 1`,
          ]),
        ]),
      ].sort(),
    );
    expect(runs.every(({ outcome }) => outcome === 'done')).toBe(true);
  });

  it('leaves no intermediate files, and says how everything was made', async () => {
    const { folder } = (await orders.row(id))!;
    const left = (await readdir(folder!, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(left.filter(({ name }) => /\.(bil|igm|index)$/.test(name))).toEqual([]);
    const document = JSON.parse(await readFile(join(folder!, 'provenance.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(document).toMatchObject({ id, missing: [], masterZip: 'mapped/GB18_00_2018123.zip' });
    expect(document['products']).toHaveLength(4);
  });

  it('has told its client, once each', async () => {
    const mail = await station().oneMail(`${id} order complete`);
    await station().oneMail(`${id} order processing`);
    expect(await orders.subjects(id)).toEqual([
      `${id} order complete`,
      `${id} order processing`,
      'NERC-ARF web processor confirmation email',
    ]);
    expect(mail.text).toContain(`http://orders.example.org/orders/${id}/downloads?key=`);
  });

  it('is ended by nobody before its time: its products stay for who fetches them', async () => {
    const row = (await orders.row(id))!;
    for (const verb of ['cancel', 'hold', 'retry'])
      expect(await orders.refused(verb, id)).toBe(
        `'${verb}' makes no sense for Order ${id} now (complete). There is nothing left to stop, and its products stay for their time.`,
      );
    expect((await orders.story(id)).verbs).toEqual([]);
    expect(await orders.row(id)).toEqual(row);
    expect(await readdir(row.folder!)).toContain('mapped');
  });

  it('is ended in Temporal alone: its products are removed, what tells of it stays', async () => {
    const { folder } = (await orders.row(id))!;
    await orders.handle(id).cancel();
    const row = await orders.inState(id, 'cancelled');
    expect(row.sentence).toBe('It was cancelled.');
    expect(await readdir(folder!)).not.toContain('mapped');
    expect(await readdir(folder!)).toContain('provenance.json');
  });
});
