import { readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Visitor } from '../support/board-visitor.js';
import { FrontHouse, multipart, PASSWORD, PROJECTS } from '../support/front-house.js';

const LIMIT = 64 * 1024;
const TIFF = Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(1000)]);
const HEADER = 'ENVI\nsamples = 10\nlines = 5\nbands = 1\ndata type = 4\ninterleave = bil\nbyte order = 0\n';
const VRT = '<VRTDataset><SourceFilename>/etc/passwd</SourceFilename></VRTDataset>';

let house: FrontHouse;
let anna: Visitor;
let id: string;
beforeAll(async () => {
  house = await FrontHouse.make({}, LIMIT);
  anna = await house.member();
  id = await house.order({
    state: 'needs attention',
    heldSentence: 'Your DEM does not cover line f123a011.',
  });
});
afterEach(() => {
  expect(house.errors.splice(0)).toEqual([]);
  house.said.length = 0;
});
afterAll(() => house.remove());

type Files = Parameters<typeof multipart>[1];

async function upload(files: Files, visitor = anna, fields: [string, string][] = []): Promise<Answer> {
  const token = await visitor.tokenOf(`/orders/${id}/dem`);
  const form = multipart([['token', token], ['dem', 'upload'], ...fields], files);
  return visitor.ask(`/orders/${id}/dem`, { method: 'POST', ...form });
}

/** What is left in the folder of uploads that has no digest as its name. */
async function leftovers(): Promise<string[]> {
  return (await house.uploaded()).filter((name) => !/^[0-9a-f]{64}\.dem(\.hdr)?$/.test(name));
}

describe('an uploaded DEM', () => {
  it.each([
    ['a GeoTIFF', [['demFile', 'x.tif', TIFF]]],
    [
      'a raw raster with its header',
      [
        ['demFile', 'x.dem', Buffer.alloc(200)],
        ['demHeader', 'x.hdr', HEADER],
      ],
    ],
    ['an ASCII grid', [['demFile', 'x.asc', 'ncols 4\nnrows 3\n']]],
  ] as [string, Files][])('is taken: %s', async (_what, files) => {
    const answer = await upload(files);
    expect(answer.status).toBe(303);
    const [, path] = /"path":"([^"]+)"/.exec(house.said[0]!)!;
    expect(path).toMatch(new RegExp(`^${join(house.uploads, PROJECTS.own)}/[0-9a-f]{64}\\.dem$`));
    expect(await readFile(path!)).toEqual(Buffer.from(files![0]![2] as Uint8Array));
    expect((await stat(path!)).mode & 0o077).toBe(0);
    expect((await stat(join(house.uploads, PROJECTS.own))).mode & 0o077).toBe(0);
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['a virtual raster, which could show any file of the station', [['demFile', 'x.dem', VRT]]],
    ['a program', [['demFile', 'x.tif', '\x7fELF']]],
    ['nothing', [['demFile', 'x.tif', '']]],
    ['a raw raster without its header', [['demFile', 'x.dem', Buffer.alloc(200)]]],
    [
      'one that is shorter than its header says',
      [
        ['demFile', 'x', Buffer.alloc(199)],
        ['demHeader', 'x', HEADER],
      ],
    ],
    [
      'one whose header is none',
      [
        ['demFile', 'x', Buffer.alloc(200)],
        ['demHeader', 'x', VRT],
      ],
    ],
    ['a header alone', [['demHeader', 'x', HEADER]]],
  ] as [string, Files][])('is not what it should be: %s', async (_what, files) => {
    const answer = await upload(files);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain('id="part-dem-wrong"');
    expect(house.said).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  it.each(['../../../../tmp/evil.dem', '/etc/cron.d/evil', 'a\\..\\b', '%2e%2e%2fevil', 'CON'])(
    'is never called what its sender calls it (%s)',
    async (name) => {
      expect((await upload([['demFile', name, TIFF]])).status).toBe(303);
      expect(await leftovers()).toEqual([]);
    },
  );

  it('that is too large leaves nothing, whether it says so or not', async () => {
    const big: Files = [['demFile', 'x.tif', Buffer.concat([TIFF, Buffer.alloc(LIMIT)])]];
    const answer = await upload(big);
    expect(answer.status).toBe(413);
    expect(answer.body).toContain('TOO_LARGE');
    expect(await house.uploaded().then((names) => names.filter((name) => name.includes('part')))).toEqual([]);
    const token = await anna.tokenOf(`/orders/${id}/dem`);
    const form = multipart([['token', token]], big);
    const headers = { ...form.headers, 'transfer-encoding': 'chunked' };
    const chunked = await anna.ask(`/orders/${id}/dem`, { method: 'POST', ...form, headers });
    expect(chunked.status).toBe(413);
    const lie = { ...form.headers, 'content-length': String(10 * 1024 * 1024 * 1024) };
    const declared = await anna.open(`/orders/${id}/dem`, {
      method: 'POST',
      headers: { ...lie, origin: house.url },
    });
    expect(declared.statusCode).toBe(413);
    declared.destroy();
    expect(await leftovers()).toEqual([]);
    expect(house.said).toEqual([]);
  });

  it('is not read before the form has proved to be ours (fault 23)', async () => {
    for (const fields of [[], [['token', 'x']]] as [string, string][][]) {
      const form = multipart([...fields, ['dem', 'upload']], [['demFile', 'x.tif', TIFF]]);
      const answer = await anna.ask(`/orders/${id}/dem`, { method: 'POST', ...form });
      expect(answer.body).toContain('FORM_TOKEN');
    }
    const form = multipart([['dem', 'upload']], [['demFile', 'x.tif', TIFF]]);
    const stranger = await house.stranger().ask(`/orders/${id}/dem`, { method: 'POST', ...form });
    expect(stranger.status).toBe(401);
    expect(await leftovers()).toEqual([]);
    expect(house.said).toEqual([]);
  });

  it('comes with no form that takes no files', async () => {
    const token = await anna.tokenOf('/');
    const form = multipart([['token', token]], [['demFile', 'x.tif', TIFF]]);
    const answer = await anna.ask(`/orders/${id}/cancel`, { method: 'POST', ...form });
    expect(answer.body).toContain('NO_FILES');
    expect(house.said).toEqual([]);
  });

  it.each(['text/plain', 'application/json', 'multipart/form-data', 'multipart/form-data; boundary='])(
    'a body of %s is no form',
    async (type) => {
      const answer = await anna.ask(`/orders/${id}/dem`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: 'x',
      });
      expect(answer.status).toBe(400);
    },
  );

  it('of which the line broke off leaves nothing', async () => {
    const token = await anna.tokenOf(`/orders/${id}/dem`);
    const { headers, body } = multipart([['token', token]], [['demFile', 'x.tif', TIFF]]);
    const cookie = [...anna.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const { port, host } = new URL(house.url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      [
        ...[`POST /orders/${id}/dem HTTP/1.1`, `host: ${host}`, `origin: ${house.url}`, `cookie: ${cookie}`],
        ...[`content-type: ${headers['content-type']}`, `content-length: ${body.length}`, '', ''],
      ].join('\r\n'),
    );
    socket.write(body.subarray(0, 700));
    // It has begun to come in before the line breaks off.
    await expect.poll(leftovers, { timeout: 30_000 }).toHaveLength(1);
    socket.destroy();
    await expect.poll(leftovers, { timeout: 30_000 }).toEqual([]);
  });

  it('is kept with the order form though something else is to be corrected', async () => {
    const token = await anna.tokenOf('/');
    const fields: [string, string][] = Object.entries({
      ...{ token, flight: '2018123a', line: 'f123a011', 'from f123a011': '1', 'to f123a011': '10' },
      ...{ masking: 'all', dem: 'upload', projection: 'utm', zone: '30', hemisphere: 'N' },
      ...{ pixelX: '2', pixelY: '2', interpolation: 'nearest', email: 'nobody', do: 'send' },
    });
    const first = await anna.ask('/order', {
      method: 'POST',
      ...multipart(fields, [['demFile', 'x', TIFF]]),
    });
    expect(first.status).toBe(422);
    const [, digest] = /name="upload" value="([0-9a-f]{64})"/.exec(first.body)!;
    const again = fields.map(([name, value]): [string, string] => [
      name,
      name === 'email' ? 'anna@example.org' : value,
    ]);
    const second = await anna.ask('/order', {
      method: 'POST',
      ...multipart([...again, ['upload', digest!]]),
    });
    expect(second.status).toBe(303);
    expect(house.submitted.at(-1)!.dem).toEqual({
      source: 'upload',
      path: join(house.uploads, PROJECTS.own, `${digest}.dem`),
    });
    // Another project has no part in it.
    const eve = await house.member('eve');
    const stolen = again.map(([name, value]): [string, string] => [name, value]);
    stolen[0] = ['token', await eve.tokenOf('/')];
    expect(
      (await eve.ask('/order', { method: 'POST', ...multipart([...stolen, ['upload', digest!]]) })).status,
    ).toBe(422);
  });

  it('comes through the API as a digest', async () => {
    const authorization = `Basic ${Buffer.from(`${PROJECTS.own}:${PASSWORD}`).toString('base64')}`;
    const form = multipart([], [['demFile', 'x', TIFF]]);
    const headers = { ...form.headers, authorization };
    const program = house.stranger();
    const { status, body } = await program.ask('/api/uploads', { method: 'POST', body: form.body, headers });
    expect(status).toBe(201);
    const { upload: digest } = JSON.parse(body) as { upload: string };
    const order = {
      ...{ flight: '2018123a', email: 'a@example.org', upload: digest, pixelSize: { x: 2, y: 2 } },
      projection: { kind: 'ukbng' },
      dem: { source: 'upload', path: null },
      lines: [{ name: 'e123a031' }],
    };
    const json = { authorization, 'content-type': 'application/json' };
    const check = await program.ask('/api/orders?check', {
      method: 'POST',
      headers: json,
      body: JSON.stringify(order),
    });
    expect(JSON.parse(check.body)).toMatchObject({ problems: [] });
    const sent = await program.ask('/api/orders', {
      method: 'POST',
      headers: json,
      body: JSON.stringify(order),
    });
    expect(sent.status).toBe(201);
    expect(house.submitted.at(-1)!.dem).toMatchObject({
      path: join(house.uploads, PROJECTS.own, `${digest}.dem`),
    });
  });
});
