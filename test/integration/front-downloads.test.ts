import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../support/board-visitor.js';
import { FrontHouse, PASSWORD, PRODUCTS, PROJECTS } from '../support/front-house.js';

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251));
let house: FrontHouse;
let anna: Visitor;
let id: string;
let path: string;
beforeAll(async () => {
  house = await FrontHouse.make();
  anna = await house.member();
  id = await house.order({ state: 'complete', masterZip: 'mapped/GB18_00_2018123.zip' });
  await house.product(
    id,
    PRODUCTS[0]!,
    {
      ...{
        state: 'complete',
        stage: 'complete',
        progress: 100,
        mappedBytes: 900_000_000,
        zipBytes: CONTENT.length,
      },
      files: { zip: 'mapped/f123a0113b_mapped.bil.zip', quickLook: 'mapped/f123a0113b_mapped.png' },
    },
    {
      'mapped/f123a0113b_mapped.bil.zip': CONTENT,
      'mapped/f123a0113b_mapped.png': 'png',
      'mapped/GB18_00_2018123.zip': CONTENT,
    },
  );
  await house.product(id, PRODUCTS[1]!, {
    state: 'failed',
    stage: 'map',
    progress: 60,
    code: 'MAP_EMPTY',
    sentence: 'Nothing lies within the bounds.',
  });
  path = `/orders/${id}/files/${PRODUCTS[0]}/zip`;
});
afterAll(() => house.remove());

async function download(headers: Record<string, string> = {}, address = path, method = 'GET') {
  const response = await anna.open(address, { headers, method });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) };
}

describe('a download', () => {
  it('is the whole file, as an attachment under the name of the product', async () => {
    for (const address of [path, `/orders/${id}/all`]) {
      const { status, headers, body } = await download({}, address);
      expect(status).toBe(200);
      expect(body.equals(CONTENT)).toBe(true);
      expect(headers).toMatchObject({
        'content-length': '300000',
        'content-type': 'application/zip',
        'accept-ranges': 'bytes',
      });
      expect(headers['content-disposition']).toMatch(/^attachment; filename="[\w.+-]+\.zip"$/);
    }
  });

  it('is any part of it that is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(299_999), fc.nat(299_999), async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const { status, headers, body } = await download({ range: `bytes=${start}-${end}` });
        expect(status).toBe(206);
        expect(headers['content-range']).toBe(`bytes ${start}-${end}/300000`);
        expect(headers['content-length']).toBe(String(end - start + 1));
        expect(body.equals(CONTENT.subarray(start, end + 1))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('is its end, or all from a place', async () => {
    const end = await download({ range: 'bytes=-100' });
    expect(end.body.equals(CONTENT.subarray(-100))).toBe(true);
    const rest = await download({ range: 'bytes=299990-' });
    expect(rest.body.equals(CONTENT.subarray(299_990))).toBe(true);
  });

  it('beyond the end is refused with the size', async () => {
    const { status, headers, body } = await download({ range: 'bytes=300000-' });
    expect([status, headers['content-range'], body.length]).toEqual([416, 'bytes */300000', 0]);
  });

  it('goes on where it broke off, and begins anew when the file has become another', async () => {
    const { headers } = await download();
    const etag = headers.etag!;
    const more = { range: 'bytes=100-', 'if-range': etag };
    expect((await download(more)).status).toBe(206);
    expect((await download({ ...more, 'if-range': headers['last-modified']! })).status).toBe(206);
    expect((await download({ ...more, 'if-range': '"other"' })).status).toBe(200);
    const file = join(house.home, 'output', id, 'mapped/f123a0113b_mapped.bil.zip');
    await writeFile(`${file}.new`, CONTENT);
    await rename(`${file}.new`, file);
    const anew = await download(more);
    expect([anew.status, anew.body.length]).toEqual([200, 300_000]);
    expect(anew.headers.etag).not.toBe(etag);
  });

  it('is not sent again to who has it, and not at all for HEAD', async () => {
    const { headers } = await download();
    expect((await download({ 'if-none-match': headers.etag! })).status).toBe(304);
    const head = await download({}, path, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '300000', 0]);
  });

  it('by a link goes on in parts too', async () => {
    const link = await house.link({ order: id, purpose: 'download' });
    const stranger = house.stranger();
    const page = await stranger.ask(link);
    const [, address] = new RegExp(`href="(/orders/${id}/files/[^"]+)"`).exec(page.body)!;
    const { status, body } = await stranger.ask(address!, { headers: { range: 'bytes=0-3' } });
    expect([status, body.length]).toEqual([206, 4]);
  });

  it('is had by a program with name and password, of its own project alone', async () => {
    const stranger = house.stranger();
    const asking = (name: string) => ({
      authorization: `Basic ${Buffer.from(`${name}:${PASSWORD}`).toString('base64')}`,
      range: 'bytes=10-13',
    });
    for (const address of [`/api${path}`, `/api/orders/${id}/all`]) {
      const own = await stranger.ask(address, { headers: asking(`${PROJECTS.own}/anna`) });
      expect([own.status, Buffer.from(own.body, 'utf8').length > 0]).toEqual([206, true]);
      expect(own.headers['content-range']).toBe('bytes 10-13/300000');
      expect((await stranger.ask(address, { headers: asking(`${PROJECTS.other}/eve`) })).status).toBe(404);
      expect((await stranger.ask(address)).status).toBe(401);
      expect((await anna.ask(address)).status).toBe(401);
    }
  });

  it('a quick-look is shown and not kept', async () => {
    const { headers } = await download({}, `/orders/${id}/looks/${PRODUCTS[0]}`);
    expect(headers['content-disposition']).toMatch(/^inline/);
    expect(headers['content-type']).toBe('image/png');
  });
});

describe('the progress of an order as SCOPS tells it', () => {
  it('has the same keys, stages, sizes and flags', async () => {
    const { body } = await anna.ask(`/orders/${id}/progress`);
    expect(JSON.parse(body)).toEqual({
      f123a011: {
        ...{ name: 'f123a011', stage: 'Complete', progress: 100, filesize: 0.9, bytesize: 'GB', flag: '0' },
        ...{ link: path, zipsize: 0.3, zipbyte: 'MB' },
      },
      f123a021: {
        ...{
          name: 'f123a021',
          stage: 'ERROR: Mapping',
          progress: 60,
          filesize: 0,
          bytesize: 'MB',
          flag: '1',
        },
        ...{ link: '', zipsize: 0, zipbyte: 'MB' },
      },
    });
  });

  it('is told live to who may see the order, and only what changes of this order', async () => {
    const response = await anna.open(`/orders/${id}/events`, { headers: { accept: 'text/event-stream' } });
    expect(response.statusCode).toBe(200);
    const events: string[] = [];
    response
      .setEncoding('utf8')
      .on('data', (chunk: string) =>
        events.push(...[...chunk.matchAll(/event: (\w+)/g)].map((match) => match[1]!)),
      );
    await expect.poll(() => events, { timeout: 30_000 }).toContain('hello');
    const other = await house.order({}, { email: 'b@example.org' });
    await house.product(other, 'f123a011', { progress: 10 });
    await house.product(id, PRODUCTS[0]!, { sentence: 'Something else.' });
    await expect.poll(() => events, { timeout: 30_000 }).toContain('changed');
    expect(events.filter((event) => event === 'changed')).toHaveLength(1);
    response.destroy();
  });
});
