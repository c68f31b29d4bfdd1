import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../support/board-visitor.js';
import { FrontHouse, multipart, orderFields, PASSWORD, PROJECTS } from '../support/front-house.js';

let house: FrontHouse;
beforeAll(async () => {
  house = await FrontHouse.make();
});
afterEach(() => {
  expect(house.errors.splice(0)).toEqual([]);
  house.said.length = 0;
  house.submitted.length = 0;
  house.refusal = undefined;
});
afterAll(() => house.remove());

async function sent(
  anna: Visitor,
  more: Record<string, string> = {},
  files: Parameters<typeof multipart>[1] = [],
) {
  const token = await anna.tokenOf('/');
  return anna.ask('/order', { method: 'POST', ...multipart(orderFields(token, more), files) });
}

describe('what is ordered', () => {
  it.each(['e123a031', 'h123a041', 'f123a021'])(
    'names line %s exactly, whatever letters it begins with (fault 17)',
    async (line) => {
      const anna = await house.member();
      const answer = await sent(anna, { line, [`from ${line}`]: '2', [`to ${line}`]: '5' });
      expect(answer.status).toBe(303);
      expect(house.submitted[0]!.lines).toEqual([
        { name: line, process: true, bands: [{ from: 2, to: 5 }], equations: [], plugins: [] },
      ]);
    },
  );

  it.each(['e123a031', 'h123a041'])('wants formulas of line %s exactly (fault 17)', async (line) => {
    const id = await house.order(
      { state: 'awaiting equations' },
      {
        bandMaths: true,
        lines: [{ name: line, process: true, bands: 'ALL', equations: [], plugins: [] }],
      },
    );
    const anna = await house.member();
    const form = {
      token: await anna.tokenOf('/'),
      ...{ formulas: '1', 'name 0': 'half', 'formula 0': 'band1 / 2', 'lines 0': line, do: 'send' },
      'plugin spectral_angle': line,
    };
    expect((await anna.ask(`/orders/${id}/equations`, { method: 'POST', form })).status).toBe(303);
    expect(house.said[0]).toContain(
      JSON.stringify({
        by: `anna of ${PROJECTS.own}`,
        equations: [{ name: 'half', expression: 'band1 / 2', lines: [line] }],
        plugins: [{ name: 'spectral_angle', lines: [line] }],
      }),
    );
  });

  it.each([
    '__import__("os").system("id")',
    'band1.__class__',
    '(lambda: band1)()',
    'process.exit()',
    'band1; band2',
    'band1 if band2 else band3',
  ])('a formula is read and never run: %s is refused with the place (fault 22)', async (formula) => {
    const id = await house.order({ state: 'awaiting equations' }, { bandMaths: true });
    const anna = await house.member();
    const form = {
      token: await anna.tokenOf('/'),
      ...{ formulas: '1', 'name 0': 'evil', 'formula 0': formula, 'lines 0': 'f123a011', do: 'send' },
    };
    const answer = await anna.ask(`/orders/${id}/equations`, { method: 'POST', form });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatch(/class="pointer">[^<]*\n *\^/);
    expect(house.said).toEqual([]);
  });

  it('no plugin is named by a client but those that are offered (fault 22)', async () => {
    const id = await house.order({ state: 'awaiting equations' }, { bandMaths: true });
    const anna = await house.member();
    const form = {
      token: await anna.tokenOf('/'),
      ...{ formulas: '0', 'plugin os': 'f123a011', plugin_flag_os: 'f123a011', do: 'send' },
    };
    expect((await anna.ask(`/orders/${id}/equations`, { method: 'POST', form })).status).toBe(303);
    expect(house.said[0]).toContain('"equations":[],"plugins":[]');
  });

  it.each([
    ['+proj=utm +zone=30 +nadgrids=/etc/passwd', 'part-projection'],
    ['nonsense', 'part-projection'],
    ['', 'part-projection'],
  ])('a PROJ string is looked at (%s; fault 27)', async (proj, part) => {
    const answer = await sent(await house.member(), { projection: 'proj', proj });
    expect(answer.status).toBe(422);
    expect(answer.body).toContain(`id="${part}-wrong"`);
    expect(house.submitted).toEqual([]);
  });

  it.each(['anna@example.museum', 'a.b+c@uni-x.example.technology'])(
    '%s is an e-mail address (fault 27)',
    async (email) => {
      expect((await sent(await house.member(), { email })).status).toBe(303);
    },
  );

  it('everything that is wrong is said at once, and what was filled in is kept', async () => {
    const anna = await house.member();
    const answer = await sent(anna, {
      ...{
        email: 'nobody',
        pixelX: '1,5',
        north: '51',
        projection: 'proj',
        proj: 'pipeline',
        masking: 'some',
      },
      'from f123a011': '10',
      'to f123a011': '3',
    });
    expect(answer.status).toBe(422);
    for (const part of ['email', 'pixel-size', 'bounds', 'projection', 'masking'])
      expect(answer.body).toContain(`id="part-${part}-wrong"`);
    expect(answer.body).toContain('id="wrong-f123a011"');
    for (const value of ['nobody', '1,5', '51', 'pipeline'])
      expect(answer.body).toContain(`value="${value}"`);
    expect(answer.body).toMatch(/<option value="10" selected>10/);
  });

  it('a client cannot say of which project or folder, nor name a file of the station', async () => {
    const anna = await house.member();
    await sent(anna, {
      project: PROJECTS.other,
      sourceFolder: '/etc',
      folder: '/etc',
      upload: '../../etc/passwd',
    });
    expect(house.submitted[0]).toMatchObject({
      project: PROJECTS.own,
      sourceFolder: `/data/${PROJECTS.own}`,
    });
    expect((await sent(anna, { dem: 'upload', upload: '../../etc/passwd' })).status).toBe(422);
    const headers = {
      authorization: `Basic ${Buffer.from(`${PROJECTS.own}:${PASSWORD}`).toString('base64')}`,
      'content-type': 'application/json',
    };
    const { lines, projection, pixelSize } = house.submitted[0]!;
    const order = { flight: '2018123a', email: 'a@example.org', projection, pixelSize, lines };
    const post = async (more: object) => {
      const body = JSON.stringify({ ...order, ...more });
      return house.stranger().ask('/api/orders', { method: 'POST', headers, body });
    };
    const mosaic = { dem: { source: 'mosaic', name: 'aster' } };
    expect((await post(mosaic)).status).toBe(201);
    expect((await post({ ...mosaic, sourceFolder: '/etc' })).status).toBe(422);
    expect((await post({ ...mosaic, project: PROJECTS.other })).status).toBe(422);
    expect((await post({ dem: { source: 'upload', path: '/etc/passwd' } })).status).toBe(422);
    expect((await post({ dem: { source: 'ftp', path: '/etc/passwd', confirmed: true } })).status).toBe(422);
    expect(house.submitted).toHaveLength(2);
  });

  it.each([true, false])("the guard of the disk is not a client's to lift (%s)", async (ignoreFreeSpace) => {
    const headers = {
      authorization: `Basic ${Buffer.from(`${PROJECTS.own}/anna:${PASSWORD}`).toString('base64')}`,
      'content-type': 'application/json',
    };
    const order = {
      ...{ flight: '2018123a', email: 'a@example.org', pixelSize: { x: 2, y: 2 } },
      projection: { kind: 'utm', zone: 30, hemisphere: 'N' },
      dem: { source: 'mosaic', name: 'aster' },
      lines: [{ name: 'f123a011' }, { name: 'f123a021', ignoreFreeSpace }],
    };
    const answer = await house
      .stranger()
      .ask('/api/orders', { method: 'POST', headers, body: JSON.stringify(order) });
    expect(answer.status).toBe(422);
    expect((JSON.parse(answer.body) as { problems: unknown }).problems).toEqual([
      {
        field: 'lines.1.ignoreFreeSpace',
        sentence: 'lines.1.ignoreFreeSpace is not yours to say; leave it out.',
      },
    ]);
    expect(house.submitted).toEqual([]);
  });
});
