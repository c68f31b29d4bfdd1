import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uploadActivities } from '../../src/activities/orders/uploads.js';
import { keepUpload } from '../../src/adapters/scops/keep-upload.js';
import type { ScopsConfig } from '../../src/domain/scops/config.js';
import { SCOPS } from '../../src/domain/scops/order-input.js';
import type { OrderState } from '../../src/domain/scops/order-states.js';
import { upsertOrder } from '../../src/ledger/orders.js';
import { FrontHouse, multipart, PASSWORD, PROJECTS } from '../support/front-house.js';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const HEADER = 'ENVI\nsamples = 10\nlines = 5\nbands = 1\ndata type = 4\ninterleave = bil\nbyte order = 0\n';
const basic = { authorization: `Basic ${Buffer.from(`${PROJECTS.own}:${PASSWORD}`).toString('base64')}` };

let house: FrontHouse;
beforeEach(async () => {
  house = await FrontHouse.make();
});
afterEach(async () => {
  expect(house.errors).toEqual([]);
  await house.remove();
});

/** A sweep that takes place so long from now. */
async function sweepAfter(ms: number): Promise<string[]> {
  const scops = { uploads: house.uploads } as ScopsConfig;
  const now = () => Date.now() + ms;
  await uploadActivities({ ledger: house.ledger, scops, now }).sweepUploads();
  return (await house.uploaded()).sort();
}

/** Uploads a raw DEM with its header, and gives its digest. */
async function upload(fill: number): Promise<string> {
  const form = multipart(
    [],
    [
      ['demFile', 'x', Buffer.alloc(200, fill)],
      ['demHeader', 'x.hdr', HEADER],
    ],
  );
  const headers = { ...form.headers, ...basic };
  const { body } = await house.stranger().ask('/api/uploads', { method: 'POST', body: form.body, headers });
  return (JSON.parse(body) as { upload: string }).upload;
}

const filesOf = (...digests: string[]) =>
  digests.flatMap((digest) => [`${digest}.dem`, `${digest}.dem.hdr`]).sort();
const placeOf = (digest: string) => join(house.uploads, PROJECTS.own, `${digest}.dem`);

describe('an upload', () => {
  it('that no order uses stays for a week, and is removed with its header', async () => {
    const digest = await upload(1);
    expect(await sweepAfter(7 * DAY - HOUR)).toEqual(filesOf(digest));
    expect(await sweepAfter(7 * DAY + HOUR)).toEqual([]);
  });

  it('stays for as long as an order uses it, and goes when the order has ended and nothing of it is kept', async () => {
    const [used, other] = [await upload(2), await upload(3)];
    const id = await house.order({}, { dem: { source: 'upload', path: placeOf(used) } });
    const open: OrderState[] = ['awaiting confirmation', 'needs attention', 'processing', 'packing'];
    for (const state of [...open, 'complete', 'partly complete'] as const) {
      await upsertOrder(house.ledger, { mission: SCOPS, id }, { state });
      expect([state, await sweepAfter(30 * DAY)]).toEqual([state, filesOf(used)]);
      await upload(3);
    }
    expect(other).not.toBe(used);
    for (const state of ['failed', 'cancelled', 'expired', 'removed'] as const) {
      await upload(2);
      await upsertOrder(house.ledger, { mission: SCOPS, id }, { state });
      expect([state, await sweepAfter(6 * DAY)]).toEqual([state, filesOf(used, other)]);
      expect([state, await sweepAfter(30 * DAY)]).toEqual([state, []]);
      await upload(3);
    }
  });

  it('goes when its order takes other elevations', async () => {
    const [first, second] = [await upload(4), await upload(5)];
    const id = await house.order(
      { state: 'needs attention' },
      { dem: { source: 'upload', path: placeOf(first) } },
    );
    const { request } = await house.ledger.db
      .selectFrom('orders')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const changed = { ...(JSON.parse(request) as object), dem: { source: 'upload', path: placeOf(second) } };
    await upsertOrder(house.ledger, { mission: SCOPS, id }, { request: changed as never });
    expect(await sweepAfter(30 * DAY)).toEqual(filesOf(second));
  });

  it('that a form or a program comes back to is as new', async () => {
    const digest = await upload(6);
    const old = new Date(Date.now() - 6 * DAY);
    for (const file of [placeOf(digest), `${placeOf(digest)}.hdr`]) await utimes(file, old, old);
    const order = {
      ...{ flight: '2018123a', email: 'a@example.org', upload: digest, pixelSize: { x: 2, y: 2 } },
      ...{
        projection: { kind: 'ukbng' },
        dem: { source: 'upload', path: null },
        lines: [{ name: 'e123a031' }],
      },
    };
    const headers = { ...basic, 'content-type': 'application/json' };
    const body = JSON.stringify(order);
    await house.stranger().ask('/api/orders?check', { method: 'POST', headers, body });
    expect(await sweepAfter(2 * DAY)).toEqual(filesOf(digest));
  });

  it('that an operator gave by command goes the same way', async () => {
    const given = join(house.home, 'alps.bil');
    await writeFile(given, 'heights');
    await writeFile(`${given}.hdr`, HEADER);
    const kept = await keepUpload(given, house.uploads);
    const id = await house.order({ state: 'processing' }, { dem: { source: 'upload', path: kept } });
    expect(await sweepAfter(30 * DAY)).toHaveLength(2);
    await upsertOrder(house.ledger, { mission: SCOPS, id }, { state: 'removed' });
    expect(await sweepAfter(30 * DAY)).toEqual([]);
  });
});

describe('the sweep of uploads', () => {
  it('removes what broke off, when nobody can be writing to it any more', async () => {
    const names = [`.upload-${'a'.repeat(24)}.part`, '.alps.bil.0123456789ab.part'];
    for (const name of names) await writeFile(join(house.uploads, name), 'half');
    expect(await sweepAfter(23 * HOUR)).toEqual(names.toSorted());
    expect(await sweepAfter(25 * HOUR)).toEqual([]);
  });

  it('leaves alone what the station did not put there, and follows no link', async () => {
    const elsewhere = join(house.home, 'elsewhere');
    const strange = `${'c'.repeat(64)}.dem`;
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, strange), 'not ours');
    await symlink(elsewhere, join(house.uploads, 'linked'));
    const project = join(house.uploads, PROJECTS.own);
    await mkdir(project, { recursive: true });
    await symlink(join(elsewhere, strange), join(project, strange));
    for (const name of ['survey.tif', 'README', '.hidden']) await writeFile(join(project, name), 'x');
    await writeFile(join(house.uploads, 'alps.dem'), 'x');
    expect(await sweepAfter(300 * DAY)).toEqual(['.hidden', 'README', 'alps.dem', 'survey.tif']);
    expect(await readdir(elsewhere)).toEqual([strange]);
    expect(await readdir(project)).toContain(strange);
  });

  it('has nothing to do before anybody has uploaded anything', async () => {
    const scops = { uploads: join(house.home, 'nowhere') } as ScopsConfig;
    const { sweepUploads } = uploadActivities({ ledger: house.ledger, scops, now: Date.now });
    expect(await sweepUploads()).toEqual({ removed: 0, bytes: 0 });
  });
});
