import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderFromCfg } from '../../src/domain/scops/cfg-order.js';
import { cfgFromOrder } from '../../src/domain/scops/order-cfg.js';
import type { Order } from '../../src/domain/scops/order.js';
import { orderFromCfgText } from '../../src/formats/order-text.js';
import { emitScopsCfg, parseScopsCfg } from '../../src/formats/scops-cfg.js';
import { anOrder } from '../support/orders.js';

const BASE: Readonly<Record<string, string>> = {
  julianday: '123',
  year: '2018',
  sortie: 'None',
  project_code: 'GB18_00',
  projection: 'UTM zone 30N',
  projstring: '',
  sourcefolder: '/data/GB18_00',
  dem: 'aster',
  email: 'ada@example.org',
  interpolation: 'bilinear',
  pixelsize: '2.0 2.0',
  masking: 'uom',
};

/** The order of a file that is the usual one but for some keys, and its lines. */
function read(
  changes: Readonly<Record<string, string>>,
  lines = '[f123a011]\nprocess = true\nband_range = 1-10\n',
) {
  const keys = Object.entries({ ...BASE, ...changes }).map(([key, value]) => `${key} = ${value}\n`);
  return orderFromCfgText(`[DEFAULT]\n${keys.join('')}${lines}`);
}
const orderOf = (...words: Parameters<typeof read>): Order => {
  const found = read(...words);
  expect(found.problems).toEqual([]);
  return found.order!;
};

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/).filter((text) => !/^directory$/i.test(text));
const number = fc.double({ min: 0.001, max: 9_999, noNaN: true }).map((value) => Number(value.toFixed(4)));
const degree = fc.double({ min: -90, max: 90, noNaN: true }).map((value) => Number(value.toFixed(7)) + 0);
const band = fc
  .tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 99 }))
  .map(([from, more]) => ({ from, to: from + more }));
const orders = fc
  .record({
    names: fc.uniqueArray(name, { maxLength: 4, selector: (text) => text.toLowerCase() }),
    lines: fc.uniqueArray(fc.stringMatching(/^[feho][0-9]{3}[a-z]?[0-9]{3}$/), {
      minLength: 1,
      maxLength: 4,
    }),
    expression: fc.constantFrom(
      'band1 % 3',
      'where(band1>2, 1, 0)',
      '(band4-band3)/(band4+band3)',
      'band1**2',
    ),
    sortie: fc.constantFrom('', 'a', 'B'),
    projection: fc.oneof(
      fc.record({
        kind: fc.constant('utm' as const),
        zone: fc.integer({ min: 1, max: 60 }),
        hemisphere: fc.constantFrom('N' as const, 'S' as const),
      }),
      fc.constant({ kind: 'ukbng' as const }),
      fc.constant({ kind: 'proj' as const, proj: '+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80' }),
    ),
    pixelSize: fc.record({ x: number, y: number }),
    interpolation: fc.constantFrom('nearest' as const, 'bilinear' as const, 'cubic' as const),
    masking: fc.oneof(
      fc.constantFrom('none' as const, 'all' as const),
      fc.uniqueArray(fc.constantFrom(...'uomnrqabcdef'), { minLength: 1 }),
    ),
    bounds: fc.oneof(
      fc.constant(null),
      fc.record({ north: degree, east: degree, south: degree, west: degree }),
    ),
    dem: fc.oneof(
      fc
        .constantFrom('aster', 'srtm', 'nextmap')
        .map((mosaic) => ({ source: 'mosaic' as const, name: mosaic })),
      fc.constantFrom(
        { source: 'upload' as const, path: '/u/x.dem' },
        { source: 'upload' as const, path: null },
        { source: 'upload' as const, path: '/u/x y.dem', force: true },
      ),
      fc.constantFrom(
        { source: 'ftp' as const, path: '/u/x.dem', confirmed: true },
        { source: 'ftp' as const, path: null, confirmed: false },
      ),
    ),
    bands: fc.oneof(fc.constant('ALL' as const), fc.array(band, { minLength: 1, maxLength: 4 })),
    process: fc.boolean(),
    bandMaths: fc.boolean(),
    isPlugin: fc.boolean(),
    formats: fc.subarray(['cog', 'netcdf'] as const),
    unknown: fc.constantFrom(undefined, {
      DEFAULT: { output_folder: '/old/100% done', plugin_directory: '/p' },
    }),
    ignoreFreeSpace: fc.boolean(),
  })
  .map(({ names, lines, expression, process, bands, isPlugin, unknown, ignoreFreeSpace, ...rest }): Order => {
    const plugins = isPlugin ? names.slice(0, 1) : [];
    const equations = names.slice(plugins.length);
    return {
      ...anOrder,
      ...rest,
      equations: equations.map((of) => ({ name: of, expression })),
      plugins,
      lines: lines.map((line, index) => ({
        name: line,
        process,
        bands,
        equations: equations.filter((_, at) => at % 2 === index % 2),
        plugins,
        ...(ignoreFreeSpace && { ignoreFreeSpace }),
      })),
      ...(unknown !== undefined && { unknown }),
    };
  });

describe('an order in a .cfg', () => {
  it('is the order that was written there', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const back = orderFromCfg(parseScopsCfg(emitScopsCfg(cfgFromOrder(order))));
        expect(back.problems).toEqual([]);
        expect(back.order).toEqual(order);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps keys that mean nothing here, of DEFAULT and of lines, through import and export', () => {
    const order = orderOf(
      { output_folder: '/old', web_version: '3' },
      '[f123a011]\nprocess=true\nband_range=1-10\ncolour = red\n',
    );
    expect(order.unknown).toEqual({
      DEFAULT: { output_folder: '/old', web_version: '3' },
      f123a011: { colour: 'red' },
    });
    const text = emitScopsCfg(cfgFromOrder(order));
    expect(text).toContain('output_folder = /old\n');
    expect(orderFromCfgText(text).order).toEqual(order);
  });

  it('is not confirmed by anything that its file says of itself (fault 5)', () => {
    const said = {
      restart: 'True',
      confirmed: 'True',
      submitted: 'True',
      has_error: 'True',
      status_email_sent: 'True',
    };
    const found = read(said);
    expect(found.claims).toEqual({ restart: true, confirmed: true, submitted: true, hasError: true });
    expect(found.order).toEqual(orderOf({}));
    const again = cfgFromOrder(found.order!);
    for (const key of Object.keys(said)) expect(again.defaults.get(key)).toBe('False');
  });

  it('keeps the first letter of every line, e and h too (fault 17)', () => {
    const lines = ['e097011', 'h097012', 'f097013', 'o097014'];
    const order = orderOf({}, lines.map((line) => `[${line}]\nprocess = true\nband_range = ALL\n`).join(''));
    expect(order.lines.map((line) => line.name)).toEqual(lines);
  });

  it('has equations by their whole names, in their case: ndvi is not ndvi2 (fault 18)', () => {
    const order = orderOf(
      { eq_ndvi: 'band2 % 3', eq_NDVI2: 'band3', bandratio: 'True', bandratioset: 'True' },
      '[f123a011]\nprocess=true\nband_range=1-10\neq_ndvi2 = True\n[f123a021]\nprocess=true\nband_range=1-10\neq_ndvi = true\neq_NDVI2 = False\n',
    );
    expect(order.equations).toEqual([
      { name: 'ndvi', expression: 'band2 % 3' },
      { name: 'NDVI2', expression: 'band3' },
    ]);
    expect(order.lines.map((line) => line.equations)).toEqual([['NDVI2'], ['ndvi']]);
  });

  it('has the case of a plugin from its module', () => {
    const order = orderOf(
      { plugin_spectralangle: 'SpectralAngle' },
      '[f1]\nprocess=true\nband_range=1\nplugin_spectralangle = True\n',
    );
    expect(order.plugins).toEqual(['SpectralAngle']);
    expect(order.lines[0]!.plugins).toEqual(['SpectralAngle']);
  });

  it('takes true and false by the whole word, in any case, and nothing else (fault 19)', () => {
    for (const [text, process] of [
      ['true', true],
      ['YES', true],
      ['1', true],
      ['False', false],
      ['no', false],
      ['0', false],
    ] as const)
      expect(orderOf({}, `[f1]\nprocess = ${text}\nband_range = 1\n`).lines[0]!.process).toBe(process);
    for (const text of ['T', 'ru', 'e', 'on', '2', 'Truee'])
      expect(read({}, `[f1]\nprocess = ${text}\nband_range = 1\n`).problems).toEqual([
        { field: 'line f1', sentence: `process of f1 must be true or false; it is "${text}".` },
      ]);
    expect(read({ bandratio: 'rue' }).problems).toHaveLength(1);
    expect(read({ confirmed: 'maybe' }).problems).toHaveLength(1);
  });

  it('has UTM zones of one digit and of two, and projections by their whole names (fault 19)', () => {
    expect(orderOf({ projection: 'UTM zone 3N' }).projection).toEqual({
      kind: 'utm',
      zone: 3,
      hemisphere: 'N',
    });
    expect(orderOf({ projection: 'utm zone 56s' }).projection).toEqual({
      kind: 'utm',
      zone: 56,
      hemisphere: 'S',
    });
    for (const projection of ['osng', 'BNG', 'UTM zone N', 'UTM', 'UTM zone 300N', 'UTM zone 30'])
      expect(read({ projection }).problems.map(({ field }) => field)).toEqual(['projection']);
  });

  it('has bands as a range, one, several, or all', () => {
    const bands = (text: string) =>
      orderOf({}, `[f1]\nprocess = true\nband_range = ${text}\n`).lines[0]!.bands;
    expect(bands('5-5')).toEqual([{ from: 5, to: 5 }]);
    expect(bands('ALL')).toBe('ALL');
    expect(bands('1 5 9')).toEqual([1, 5, 9].map((at) => ({ from: at, to: at })));
    expect(bands('1-5 9')).toEqual([
      { from: 1, to: 5 },
      { from: 9, to: 9 },
    ]);
  });

  it('has no sortie where the file says None', () => {
    expect(orderOf({ sortie: 'None' }).sortie).toBe('');
    expect(orderOf({ sortie: 'b' }).sortie).toBe('b');
  });

  it('waits for the equations step only where that was not answered', () => {
    expect(orderOf({ bandratio: 'True', bandratioset: 'False' }).bandMaths).toBe(true);
    expect(orderOf({ bandratio: 'True', bandratioset: 'True' }).bandMaths).toBe(false);
    expect(orderOf({ bandratio: 'False' }).bandMaths).toBe(false);
  });

  it('tells every problem of its file at once', () => {
    const found = orderFromCfgText(
      '[DEFAULT]\nyear = x\nmasking = uz\nprojection = mars\npixelsize = big\nbounds = 1 2 3\n[f1]\nprocess = T\n',
    );
    expect(found.order).toBeNull();
    expect(found.problems.map(({ field }) => field).sort()).toEqual(
      [
        'bounds',
        'dem',
        'email',
        'interpolation',
        'julian day',
        'line f1',
        'masking',
        'pixel size',
        'project',
        'projection',
        'source folder',
        'year',
      ].sort(),
    );
    for (const { sentence } of found.problems) expect(sentence).toMatch(/^[a-z_]+.*\.$/);
  });
});
