import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Order } from '../../src/domain/scops/order.js';
import { cutDem, TILE } from '../support/cut-dem.js';
import { verbsOfOrder } from '../../src/operator/words/order-verbs.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

describe('the elevations of an order', PATIENT, () => {
  const site = orderSite();
  let home = '';
  const station = useStation({ days: [], prepare });
  const orders = new OrderDesk(station);

  /** Mosaics that lack something: a tile, and a grid; beside the whole one. */
  async function prepare(at: string): Promise<void> {
    home = at;
    await site.prepare(home);
    const holed = join(home, 'holed');
    await mkdir(holed);
    const { tiles } = site.made().elevations;
    await copyFile(join(tiles, TILE), join(holed, 'N48W005.tif'));
    const file = join(home, 'station.yaml');
    const config = parse(await readFile(file, 'utf8')) as { scops: { dem: { mosaics: object[] } } };
    config.scops.dem.mosaics.push(
      { name: 'holed', path: holed, geoid: null },
      { name: 'lifted', path: tiles, geoid: join(home, 'egm96.gtx') },
    );
    await writeFile(file, stringify(config));
  }

  /** An order of one line that no other test has. */
  const oneLine = (name: string, dem: Order['dem']): Order => ({
    ...orderOf(site.made(), { dem }),
    email: `${name}@example.org`,
    lines: orderOf(site.made()).lines.slice(0, 1),
  });

  /** A DEM as a client sends it, so many degrees around the middle of the flight. */
  async function upload(name: string, degrees: number): Promise<Extract<Order['dem'], { source: 'upload' }>> {
    const folder = join(home, 'scops/uploads/GB18_00');
    return { source: 'upload', path: await cutDem(site.made(), join(folder, name), degrees) };
  }

  it('that do not cover the flight are for the client to change, as often as it takes, without an operator', async () => {
    const { id } = await orders.submit(oneLine('uncovered', await upload('small.dem', 0.002)), {
      needed: false,
    });
    const row = await orders.inState(id, 'needs attention');
    expect(row.sentence).toMatch(/does not cover the flight/);
    expect(row).toMatchObject({ thenWhat: 'it expires' });
    const held = await station().until('it is held', async () => {
      const found = await orders.row(id);
      return found?.heldCode !== undefined && found;
    });
    expect(held.heldCode).toBe('DEM_UNCOVERED');
    const mail = await station().oneMail(`${id} processing error`);
    expect(mail.to).toEqual(['uncovered@example.org']);
    expect(mail.text).toContain(`http://orders.example.org/orders/${id}/dem?key=`);
    expect(mail.text).toContain('is missing');
    expect((await station().oneMail(`${id} ERROR`)).to).toEqual(['errors@example.org']);

    await orders.say('dem', id, { dem: await upload('small-too.dem', 0.003) });
    await station().until(
      'the client hears of the second',
      async () => (await station().mails(`${id} processing error`)).length === 2,
    );
    await orders.say('dem', id, { dem: await upload('large.dem', 0.08) });
    const end = await orders.inState(id, 'complete');
    expect(end).not.toHaveProperty('heldCode');
    expect(end.request.dem).toMatchObject({ source: 'upload' });
    const runs = await station().rows('orderRuns', { orderId: id, stage: 'dem' });
    expect(runs.map(({ run, outcome, code }) => [run, outcome, code])).toEqual([
      [1, 'failed', 'DEM_UNCOVERED'],
      [2, 'failed', 'DEM_UNCOVERED'],
      [3, 'done', undefined],
    ]);
    await station().oneMail(`${id} order processing`);
    await station().oneMail(`${id} order complete`);
    expect(await station().mails(`${id} processing error`)).toHaveLength(2);
  });

  it('may come from a mosaic of the station instead', async () => {
    const { id } = await orders.submit(oneLine('switched', await upload('tiny.dem', 0.002)), {
      needed: false,
    });
    const row = await orders.inState(id, 'needs attention');
    expect(verbsOfOrder(row, { lines: new Map() }).map(({ verb }) => verb)).not.toContain('demConfirmed');
    const ftp = { path: `${site.made().project}/ftp/dem.tif` };
    expect(await orders.refused('demConfirmed', id, ftp)).toContain("'demConfirmed' makes no sense");
    const nowhere = { dem: { source: 'mosaic', name: 'nextmap' } };
    expect(await orders.refused('dem', id, nowhere)).toContain('no mosaic of elevations named "nextmap"');
    await orders.say('dem', id, { dem: { source: 'mosaic', name: 'srtm' } });
    await orders.inState(id, 'complete');
  });

  it('that come by FTP are waited for, and tried only when somebody has seen them', async () => {
    const { id } = await orders.submit(oneLine('ftp', { source: 'ftp', path: null, confirmed: false }), {
      needed: false,
    });
    await orders.inState(id, 'awaiting DEM');
    const project = site.made().project;
    const refused = (path: string) => orders.refused('demConfirmed', id, { path });
    expect(await refused('dem.tif')).toBe("Say where it is in 'path', from /.");
    expect(await refused('/etc/hostname')).toContain('lies where no DEM of a client may lie');
    expect(await refused(`${project}/../dem.tif`)).toContain('not an absolute path');
    expect(await refused(`${project}/ftp/dem.tif`)).toBe(`${project}/ftp/dem.tif is no file.`);
    expect(await orders.row(id)).toMatchObject({ state: 'awaiting DEM', request: { dem: { path: null } } });
    expect(await station().rows('orderRuns', { orderId: id })).toEqual([]);
    const small = await cutDem(site.made(), join(project, 'ftp/small.tif'), 0.002);
    await orders.say('demConfirmed', id, { path: small });
    const row = await orders.inState(id, 'needs attention');
    expect(row.request.dem).toEqual({ source: 'ftp', path: small, confirmed: true });
    // The client puts another there.
    const offered = verbsOfOrder(row, { lines: new Map() }).map(({ verb }) => verb);
    expect(offered).toContain('demConfirmed');
    await station().until('the order takes it', async () =>
      (await orders.story(id)).verbs.includes('demConfirmed'),
    );
    const path = await cutDem(site.made(), join(project, 'ftp/dem.tif'), 0.08);
    await orders.say('demConfirmed', id, { path });
    await orders.inState(id, 'complete');
  });

  it('of a mosaic that lacks a tile are held for the operator, and are made when it is mended', async () => {
    const { id } = await orders.submit(oneLine('holed', { source: 'mosaic', name: 'holed' }), {
      needed: false,
    });
    const held = await heldWith(id, 'DEM_SOURCE');
    expect(`${held.heldSentence} ${held.heldDetails?.join(' ')}`).toContain('N50W005');
    expect(held.state).toBe('preparing');
    await copyFile(join(site.made().elevations.tiles, TILE), join(home, 'holed', TILE));
    await orders.say('retry', id);
    await orders.inState(id, 'complete');
    await station().oneMail(`${id} ERROR`);
    expect(await station().mails(`${id} processing error`)).toEqual([]);
  });

  it('that lack the grid of the geoid are never made without it; the client may take others meanwhile', async () => {
    const { id } = await orders.submit(oneLine('geoid', { source: 'mosaic', name: 'lifted' }), {
      needed: false,
    });
    const held = await heldWith(id, 'GEOID_MISSING');
    expect(held.heldSentence).toContain('egm96.gtx');
    expect(await station().rows('orderRuns', { orderId: id, outcome: 'done' })).toEqual([]);
    await orders.say('dem', id, { dem: { source: 'mosaic', name: 'srtm' } });
    await orders.inState(id, 'complete');
    const [run] = await station().rows('orderRuns', { orderId: id, stage: 'dem', outcome: 'done' });
    expect(run!.facts).toMatchObject({ source: site.made().elevations.tiles, geoid: site.made().geoid });
  });

  it('that no order uses are removed by the daily sweep, and those that an order uses are not', async () => {
    const used = await upload(`${'a'.repeat(64)}.dem`, 0.08);
    const needless = await upload(`${'b'.repeat(64)}.dem`, 0.08);
    const { id } = await orders.submit(oneLine('swept', used));
    await orders.inState(id, 'awaiting confirmation');
    const old = new Date(Date.now() - 8 * 24 * 60 * 60_000);
    for (const { path } of [used, needless]) await utimes(path!, old, old);
    const schedule = station().client.schedule.getHandle('scops/sweep-orders');
    expect((await schedule.describe()).action).toMatchObject({ workflowType: 'sweepOrders' });
    await station().until('it is swept', async () => {
      // Two sweeps at once would each tell the client: while it sweeps, a wish for another is dropped.
      await schedule.trigger(ScheduleOverlapPolicy.SKIP);
      return !existsSync(needless.path!);
    });
    expect(existsSync(used.path!)).toBe(true);
    await orders.say('cancel', id);
  });

  function heldWith(id: string, code: string) {
    return station().until(`${id} is held with ${code}`, async () => {
      const row = await orders.row(id);
      return row?.heldCode === code && row;
    });
  }
});
