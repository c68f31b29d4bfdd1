import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../src/adapters/scops/submit-order.js';
import { cfgFromOrder } from '../../src/domain/scops/order-cfg.js';
import type { Order } from '../../src/domain/scops/order.js';
import { emitScopsCfg } from '../../src/formats/scops-cfg.js';
import { openOrderDesk, type OrderDesk } from '../support/order-desk.js';
import { putOrder } from '../support/orders.js';

let desk: OrderDesk;
beforeAll(async () => {
  desk = await openOrderDesk();
});
afterAll(() => desk.close());

const cfgOf = (order: Order) => emitScopsCfg(cfgFromOrder(order));

describe('orders on the command line', () => {
  it('submits JSON and .cfg, and says what they take', async () => {
    const order = desk.newOrder();
    const json = join(desk.home, 'order.json');
    await writeFile(json, JSON.stringify(order));
    const dry = await desk.sipstream('order', 'submit', json, '--dry-run', '--json');
    expect(dry).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(dry.out)).toMatchObject({
      dryRun: true,
      id: idOf(order),
      estimate: { bytes: expect.any(Number) as number },
    });
    expect(await desk.runs(idOf(order))).toEqual([]);
    expect((await desk.sipstream('order', 'submit', json)).out).toMatch(
      /is ordered\. .*has a mail[\s\S]*About .* of disk/,
    );
    const cfg = join(desk.home, 'order.cfg');
    await writeFile(cfg, cfgOf(order));
    expect((await desk.sipstream('order', 'submit', cfg)).out).toContain('is there already');
  });

  it('tells every problem and ends with 1', async () => {
    const file = join(desk.home, 'bad.json');
    await writeFile(file, JSON.stringify({ ...desk.newOrder(), email: 'x', year: 1, lines: [] }));
    expect(await desk.sipstream('order', 'submit', file)).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^ORDER_INVALID/) as string,
    });
    await writeFile(file, JSON.stringify({ ...desk.newOrder(), email: 'x', julianDay: 999 }));
    const { err } = await desk.sipstream('order', 'submit', file);
    expect(err).toMatch(/The order has 2 problems[\s\S]*not an e-mail address[\s\S]*Day 999/);
    expect((await desk.sipstream('order', 'submit', join(desk.home, 'gone.json'))).status).toBe(1);
    expect((await desk.sipstream('order', 'submit')).status).toBe(2);
  });

  it('imports a .cfg and exports an order, each as it was', async () => {
    const order = desk.newOrder();
    const file = join(desk.home, 'import.cfg');
    await writeFile(file, cfgOf(order).replace('restart = False', 'restart = True'));
    const imported = await desk.sipstream('order', 'import', file);
    expect(JSON.parse(imported.out)).toEqual(order);
    expect(imported.err).toMatch(/restart/);
    await putOrder(desk.ledger, idOf(order), {
      request: order,
      project: order.project,
      email: order.email,
      state: 'awaiting confirmation',
      sentence: 'It waits for its client.',
    });
    expect(JSON.parse((await desk.sipstream('order', 'export', idOf(order))).out)).toEqual(order);
    expect((await desk.sipstream('order', 'export', idOf(order), '--cfg')).out).toBe(cfgOf(order));
    const list = await desk.sipstream('order', 'list', '--open');
    expect(list.out).toMatch(/awaiting[\s\S]*confirmation/);
    expect(list.out).toContain(idOf(order));
    const shown = await desk.sipstream('order', 'show', idOf(order));
    expect(shown.out).toMatch(/It waits for its client\.[\s\S]*UTM zone 30N/);
    for (const { out } of [list, shown])
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(await desk.sipstream('order', 'show', 'none')).toMatchObject({
      status: 1,
      err: expect.stringContaining('NOT_KNOWN') as string,
    });
  });

  it('says to an order what clients and operators have to say, in the words of its updates', async () => {
    const order = desk.newOrder();
    const { id } = await desk.submit(order);
    await putOrder(desk.ledger, id, { request: order });
    const said = async (...words: string[]) => {
      const { status, out, err } = await desk.sipstream('order', ...words, '--by', 'ada', '--json');
      expect({ words, status, err }).toEqual({ words, status: 0, err: '' });
      const { sentence } = JSON.parse(out) as { sentence: string };
      const at = sentence.indexOf(' ');
      return [sentence.slice(0, at), JSON.parse(sentence.slice(at))] as const;
    };
    const [first, second] = order.lines.map(({ name }) => name);
    expect(await said('confirm', id, '--why', 'so')).toEqual(['confirm', { by: 'ada', why: 'so' }]);
    expect(
      await said(
        'equations',
        id,
        '--add',
        'x=band1==2',
        'y=band2',
        '--plugin',
        'p',
        '--lines',
        first!,
        '--why',
        'so',
      ),
    ).toEqual([
      'equations',
      {
        by: 'ada',
        why: 'so',
        equations: [
          { name: 'x', expression: 'band1==2', lines: [first] },
          { name: 'y', expression: 'band2', lines: [first] },
        ],
        plugins: [{ name: 'p', lines: [first] }],
      },
    ]);
    expect(await said('equations', id, '--add', 'x=band1', '--why', 'so')).toMatchObject([
      'equations',
      { equations: [{ lines: [first, second] }] },
    ]);
    expect(await said('dem', id, '--mosaic', 'srtm', '--why', 'so')).toEqual([
      'dem',
      { by: 'ada', why: 'so', dem: { source: 'mosaic', name: 'srtm' } },
    ]);
    const file = join(desk.home, 'my dem.bil');
    await writeFile(file, 'heights');
    await writeFile(`${file}.hdr`, 'ENVI');
    const [, sent] = await said('dem', id, '--file', file, '--why', 'so');
    const { path } = (sent as { dem: { path: string } }).dem;
    expect(path.startsWith(`${desk.scops.uploads}/`)).toBe(true);
    expect(await readFile(`${path}.hdr`, 'utf8')).toBe('ENVI');
    expect(await said('dem-confirmed', id, '--file', '/ftp/x.dem', '--why', 'it came')).toEqual([
      'demConfirmed',
      { by: 'ada', why: 'it came', path: '/ftp/x.dem' },
    ]);
    const dry = await desk.sipstream('order', 'cancel', id, '--why', 'so', '--by', 'ada', '--dry-run');
    expect(dry).toEqual({
      status: 0,
      err: '',
      out: expect.stringMatching(/^Would be accepted\. rehearsed/) as string,
    });
    expect(dry.out.replaceAll(/\s/g, '')).toContain('{"by":"ada","why":"so","verb":"cancel"}');
    expect(await desk.sipstream('order', 'release', id, '--why', 'so', '--dry-run')).toMatchObject({
      status: 1,
      err: expect.stringContaining('It is not held.') as string,
    });
    for (const verb of ['retry', 'hold', 'release', 'cancel'])
      expect(await said(verb, id, '--why', 'so')).toEqual([verb, { by: 'ada', why: 'so' }]);
    expect(await desk.sipstream('order', 'retry', id, first!, '--why', 'so')).toMatchObject({
      status: 1,
      err: expect.stringContaining('NOT_KNOWN') as string,
    });
    for (const verb of ['hold', 'confirm', 'equations'])
      expect((await desk.sipstream('order', verb, id)).status).toBe(2);
    // It was cancelled above: what has ended is not rehearsed.
    const late = ['order', 'hold', id, '--why', 'so'];
    for (const words of [late, [...late, '--dry-run']])
      expect(await desk.sipstream(...words)).toMatchObject({
        status: 1,
        err: expect.stringContaining(`No order ${id} is under way.`) as string,
      });
  });
});
