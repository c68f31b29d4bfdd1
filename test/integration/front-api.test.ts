import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Purpose } from '../../src/adapters/scops/capability.js';
import type { Asking } from '../support/board-visitor.js';
import { FrontHouse, multipart, PASSWORD, PRODUCTS, PROJECTS } from '../support/front-house.js';

const TIFF = Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(1000)]);
const ANNA = `anna of ${PROJECTS.own}`;

let house: FrontHouse;
beforeAll(async () => {
  house = await FrontHouse.make();
});
afterEach(() => {
  expect(house.errors.splice(0)).toEqual([]);
  house.said.length = 0;
  house.refusal = undefined;
});
afterAll(() => house.remove());

const basic = (name: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${PASSWORD}`).toString('base64')}`,
});
const anna = basic(`${PROJECTS.own}/anna`);

/** What a program sends, and what it is told. */
async function ask(path: string, asking: Asking = {}, headers: Record<string, string> = anna) {
  const program = house.stranger();
  // A program is no browser: it says nothing of where a page came from.
  const response = await program.open(path, { ...asking, headers: { ...headers, ...asking.headers } });
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk as string;
  return { status: response.statusCode!, body: JSON.parse(body) as Record<string, unknown> };
}
const post = (path: string, document?: object, headers: Record<string, string> = anna) =>
  ask(
    path,
    {
      method: 'POST',
      ...(document && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(document),
      }),
    },
    headers,
  );

/** A fault says what is wrong, and what to do. */
const fault = (code: string) => ({
  error: {
    code,
    sentence: expect.stringMatching(/\.$/) as string,
    next: expect.stringMatching(/\.$/) as string,
  },
});

const STEPS = ['confirm', 'equations', 'dem', 'cancel'] as const;
const WORDS: Record<(typeof STEPS)[number], object> = {
  confirm: {},
  equations: { equations: [{ name: 'half', expression: 'band1 / 2' }] },
  dem: { dem: { source: 'mosaic', name: 'srtm' } },
  cancel: { why: 'wrong flight' },
};

describe('a program', () => {
  it('sees what the form offers', async () => {
    const { status, body } = await ask('/api/flights/2018123a');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      flight: '2018123a',
      mosaics: [{ name: 'aster', title: 'ASTER GDEM' }, { name: 'srtm' }],
      plugins: [{ name: 'spectral_angle' }],
      problems: ['Line f123a051: it has no navigation.'],
      uploadBytes: 64 * 1024,
    });
    expect(body['lines']).toHaveLength(4);
    expect((body['lines'] as object[])[0]).toMatchObject({ name: 'f123a011', sensor: 'fenix', bands: 622 });
    expect(JSON.stringify(body)).not.toContain('/delivery');
    expect(await ask('/api/flights/2018124')).toMatchObject({ status: 404, body: fault('NOT_FOUND') });
  });

  it('says everything that a client says, in its own name', async () => {
    const id = await house.order({ state: 'awaiting confirmation' }, { email: 'steps@example.org' });
    for (const step of STEPS)
      expect(await post(`/api/orders/${id}/${step}`, WORDS[step])).toMatchObject({
        status: 200,
        body: { id, sentence: expect.stringMatching(/\.$/) as string },
      });
    const lines = ['f123a011', 'f123a021'];
    const equations = {
      by: ANNA,
      equations: [{ name: 'half', expression: 'band1 / 2', lines }],
      plugins: [],
    };
    expect(house.said).toEqual([
      `confirm ${id} by ${ANNA}`,
      `equations ${id} ${JSON.stringify(equations)}`,
      `dem ${id} ${JSON.stringify({ source: 'mosaic', name: 'srtm' })} by ${ANNA}`,
      `cancel ${id} by ${ANNA}: wrong flight`,
    ]);
  });

  it('need give no reason to cancel, and send nothing to confirm', async () => {
    const id = await house.order({}, { email: 'bare@example.org' });
    for (const step of ['confirm', 'cancel'])
      expect((await post(`/api/orders/${id}/${step}`)).status).toBe(200);
    expect(house.said[1]).toBe(`cancel ${id} by ${ANNA}: cancelled by its client`);
  });

  it('is told what the station refuses, and what makes no sense any more', async () => {
    const id = await house.order({ state: 'processing' }, { email: 'refused@example.org' });
    house.refusal = 'Equations cannot be changed any more: the order is being made.';
    expect((await post(`/api/orders/${id}/equations`, WORDS.equations)).body).toMatchObject({
      error: { code: 'REFUSED', sentence: house.refusal },
    });
    house.refusal = undefined;
    expect(await post(`/api/orders/${id}/dem`, WORDS.dem)).toMatchObject({
      status: 409,
      body: fault('REFUSED'),
    });
    const complete = await house.order({ state: 'complete' }, { email: 'complete@example.org' });
    const { status, body } = await post(`/api/orders/${complete}/cancel`, WORDS.cancel);
    expect([status, body]).toEqual([409, fault('REFUSED')]);
    expect(house.said).toEqual([]);
  });

  it('has its formulas looked at as the form has them, without sending them too', async () => {
    const id = await house.order(
      { state: 'awaiting equations' },
      { bandMaths: true, email: 'maths@example.org' },
    );
    const path = `/api/orders/${id}/equations`;
    expect((await ask(path)).body).toMatchObject({
      equations: [],
      lines: [{ name: 'f123a011', bands: 622 }, { name: 'f123a021' }],
      offered: { indices: [{ name: 'ndvi' }], plugins: [{ name: 'spectral_angle' }] },
    });
    const wrong = {
      equations: [
        { name: 'half', expression: 'band1 ** * 2' },
        { name: '2nd', expression: '__import__("os")' },
      ],
      plugins: [{ name: 'os' }],
    };
    const refused = await post(path, wrong);
    expect([refused.status, refused.body['error']]).toEqual([422, fault('ORDER_INVALID').error]);
    const fields = (refused.body['problems'] as { field: string }[]).map(({ field }) => field);
    expect(new Set(fields)).toEqual(new Set(['equation half', 'equation 2nd', 'plugin os']));
    for (const document of [
      { equations: [{ name: 'a', expression: 'band1', lines: ['f999'] }] },
      { equations: [{ name: 'a', expression: 'band1', line: 'f123a011' }] },
      { formulas: [] },
    ])
      expect((await post(path, document)).status).toBe(422);
    expect(await post(`${path}?check`, WORDS.equations)).toMatchObject({
      status: 200,
      body: { problems: [] },
    });
    expect(house.said).toEqual([]);
  });

  it('sends other elevations as a mosaic, a file, or a file that it has uploaded', async () => {
    const id = await house.order({ state: 'needs attention' }, { email: 'dem@example.org' });
    const path = `/api/orders/${id}/dem`;
    const file = multipart(
      [
        ['dem', 'upload'],
        ['force', 'yes'],
      ],
      [['demFile', 'x', TIFF]],
    );
    expect((await ask(path, { method: 'POST', ...file })).status).toBe(200);
    const form = multipart([], [['demFile', 'x', Buffer.concat([TIFF, TIFF])]]);
    const { upload } = (await ask('/api/uploads', { method: 'POST', ...form })).body;
    const said = { dem: { source: 'upload', path: null }, upload };
    expect((await post(path, said)).status).toBe(200);
    expect(house.said[0]).toMatch(/"path":".*\.dem","force":true/);
    expect(house.said[1]).toContain(`${join(house.uploads, PROJECTS.own, String(upload))}.dem`);
    for (const dem of [
      { source: 'mosaic', name: 'nextmap' },
      { source: 'upload', path: '/etc/passwd' },
      { source: 'upload', path: null },
      { source: 'ftp' },
    ])
      expect(await post(path, { dem })).toMatchObject({ status: 422, body: fault('DEM_UNUSABLE') });
    const vrt = multipart([['dem', 'upload']], [['demFile', 'x', '<VRTDataset/>']]);
    expect((await ask(path, { method: 'POST', ...vrt })).body).toMatchObject(fault('DEM_UNUSABLE'));
    expect(house.said).toHaveLength(2);
    expect((await house.uploaded()).filter((name) => name.includes('part'))).toEqual([]);
  });

  it('fetches how an order was made, without where things lie', async () => {
    const id = await house.order(
      { state: 'complete', completedAt: house.clock },
      { email: 'made@example.org' },
    );
    const document = {
      request: { sourceFolder: '/data/GB18_00', equations: [{ expression: '(band1) /band2/band3/band4' }] },
      runs: [{ sentence: 'It was read from /data/GB18_00/delivery/f1b.bil twice.' }],
      elevations: { file: 'dem/x.dem', source: { path: '/data/dem/aster.vrt' } },
    };
    await writeFile(join(house.home, 'output', id, 'provenance.json'), JSON.stringify(document));
    expect((await ask(`/api/orders/${id}`)).body['provenance']).toBe(`/api/orders/${id}/provenance`);
    expect((await ask(`/api/orders/${id}/provenance`)).body).toEqual({
      request: { sourceFolder: 'GB18_00', equations: [{ expression: '(band1) /band2/band3/band4' }] },
      runs: [{ sentence: 'It was read from f1b.bil twice.' }],
      elevations: { file: 'dem/x.dem', source: { path: 'aster.vrt' } },
    });
    const member = await house.member();
    const page = await member.ask(`/orders/${id}`);
    expect(page.body).toContain(`href="/orders/${id}/provenance"`);
    const { headers } = await member.ask(`/orders/${id}/provenance`);
    expect(headers['content-disposition']).toBe(`attachment; filename="${id}-provenance.json"`);
    const running = await house.order({ state: 'processing' }, { email: 'running@example.org' });
    await writeFile(join(house.home, 'output', running, 'provenance.json'), '{}');
    expect((await ask(`/api/orders/${running}/provenance`)).status).toBe(404);
  });
});

describe('who is nobody to an order', () => {
  it.each(STEPS)('does not say %s to it', async (step) => {
    const id = await house.order({ state: 'needs attention' }, { email: 'other@example.org' });
    const path = `/api/orders/${id}/${step}`;
    const eve = basic(`${PROJECTS.other}/eve`);
    expect(await post(path, WORDS[step], eve)).toMatchObject({ status: 404, body: fault('NOT_FOUND') });
    expect(await post(path, WORDS[step], {})).toMatchObject({ status: 401, body: fault('LOGIN_NEEDED') });
    // What a browser keeps of a login counts for nothing: no page elsewhere can use it.
    const member = await house.member();
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(WORDS[step]) };
    expect((await member.ask(path, { method: 'POST', ...json })).status).toBe(401);
    const foreign = { ...anna, origin: 'https://elsewhere.example.org' };
    expect(await post(path, WORDS[step], foreign)).toMatchObject({
      status: 403,
      body: fault('FOREIGN_ORIGIN'),
    });
    expect(house.said).toEqual([]);
  });

  it('may with the key of a link what the link is for, and nothing else', async () => {
    const id = await house.order(
      { state: 'needs attention', completedAt: 1, masterZip: 'all.zip' },
      { email: 'link@example.org' },
    );
    await writeFile(join(house.home, 'output', id, 'provenance.json'), '{}');
    await house.product(id, PRODUCTS[0]!, { state: 'complete' });
    const linked = async (purpose: Purpose, more: { expires?: number } = {}) =>
      new URL(await house.link({ order: id, purpose, ...more }), 'http://x').search;
    const may: Record<Purpose, string[]> = { confirm: [], status: [], download: [], dem: [] };
    for (const purpose of ['confirm', 'status', 'download', 'dem'] as const) {
      const key = await linked(purpose);
      for (const step of STEPS)
        if ((await post(`/api/orders/${id}/${step}${key}`, WORDS[step], {})).status === 200)
          may[purpose].push(step);
      for (const page of ['', '/provenance', '/equations'])
        if ((await ask(`/api/orders/${id}${page}${key}`, {}, {})).status === 200)
          may[purpose].push(`GET ${page}`);
      for (const path of ['/api/orders', '/api/flights'])
        expect((await ask(`${path}${key}`, {}, {})).status).toBe(401);
    }
    expect(may).toEqual({
      confirm: ['confirm'],
      status: ['GET '],
      download: ['GET /provenance'],
      dem: ['dem'],
    });
    expect(house.said[0]).toBe(`confirm ${id} by link@example.org (by a link)`);
    const over = await linked('confirm', { expires: house.clock });
    expect(await post(`/api/orders/${id}/confirm${over}`, {}, {})).toMatchObject({
      status: 403,
      body: fault('LINK_ENDED'),
    });
    const other = await house.order({}, { email: 'link2@example.org' });
    expect((await post(`/api/orders/${other}/confirm${await linked('confirm')}`, {}, {})).status).toBe(403);
  });

  it('sends nothing that is too large, is no JSON, or comes where no files do', async () => {
    const id = await house.order({ state: 'awaiting equations' }, { email: 'size@example.org' });
    const path = `/api/orders/${id}`;
    const large = { why: 'x'.repeat(600 * 1024) };
    for (const step of ['equations', 'dem', 'cancel'] as const) {
      expect(await post(`${path}/${step}`, large)).toMatchObject({ status: 413, body: fault('TOO_LARGE') });
      const headers = { 'content-type': 'application/json' };
      for (const body of ['[]', '{', 'null'])
        expect((await ask(`${path}/${step}`, { method: 'POST', headers, body })).body).toMatchObject(
          fault('NO_JSON'),
        );
    }
    expect(await post(`${path}/equations`)).toMatchObject({ status: 415, body: fault('NO_JSON') });
    expect(await post(`${path}/cancel`, { why: 'x'.repeat(501) })).toMatchObject({ status: 422 });
    const file = multipart(
      [['dem', 'upload']],
      [['demFile', 'x', Buffer.concat([TIFF, Buffer.alloc(70_000)])]],
    );
    expect(await ask(`${path}/dem`, { method: 'POST', ...file })).toMatchObject({
      status: 413,
      body: fault('TOO_LARGE'),
    });
    expect(await ask('/api/nowhere')).toMatchObject({ status: 404, body: fault('NOT_FOUND') });
    expect(house.said).toEqual([]);
  });
});
