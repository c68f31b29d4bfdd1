import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROJECT_CODE } from '../../src/adapters/scops/projects-file.js';
import { isEmail } from '../../src/domain/scops/check-about.js';
import { cfgFromOrder } from '../../src/domain/scops/order-cfg.js';
import { emitScopsCfg } from '../../src/formats/scops-cfg.js';
import { productsOf } from '../../src/domain/scops/names.js';
import { orderProblems, type OrderFacts } from '../../src/domain/scops/order-problems.js';
import { readOrderDocument } from '../../src/domain/scops/order-schema.js';
import type { Order } from '../../src/domain/scops/order.js';
import { aDelivery, aLine, someFacts } from '../support/order-facts.js';
import { anOrder } from '../support/orders.js';

const problems = (changes: Partial<Order>, facts: Partial<OrderFacts> = {}) =>
  orderProblems({ ...anOrder, ...changes }, { ...someFacts, ...facts });
const sentences = (...words: Parameters<typeof problems>) =>
  problems(...words).map(({ sentence }) => sentence);
const fields = (...words: Parameters<typeof problems>) => problems(...words).map(({ field }) => field);
const line = anOrder.lines[0]!;

describe('an order', () => {
  it('without problems has none', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ bounds: { north: 50.38, east: -4.1, south: 50.37, west: -4.2 } })).toEqual([]);
    expect(problems({ dem: { source: 'upload', path: '/station/uploads/x.dem' } })).toEqual([]);
    expect(problems({ dem: { source: 'ftp', path: null, confirmed: false } })).toEqual([]);
  });

  it('tells all of its problems at once, each in a sentence that ends', () => {
    const found = problems({
      email: 'ada',
      project: '../x',
      year: 18,
      julianDay: 366,
      sortie: 'ab',
      projection: { kind: 'utm', zone: 61, hemisphere: 'N' },
      pixelSize: { x: 0, y: 2 },
      bounds: { north: 1, east: 2, south: 3, west: 4 },
      masking: ['z'],
      dem: { source: 'mosaic', name: 'moon' },
      lines: [{ ...line, name: 'f999', bands: [{ from: 9, to: 3 }], equations: ['other'] }],
      equations: [{ name: '1x', expression: 'band' }],
      plugins: ['gone'],
    });
    const kinds = new Set(found.map(({ field }) => field));
    for (const field of [
      'email',
      'project',
      'year',
      'julian day',
      'sortie',
      'projection',
      'pixel size',
      'bounds',
      'masking',
      'dem',
      'line f999',
      'line f999 bands',
      'equation 1x',
      'plugin gone',
    ])
      expect(kinds).toContain(field);
    for (const { sentence } of found) expect(sentence).toMatch(/^\S.*\.$/s);
  });

  it('takes addresses of every top-level domain (fault 27)', () => {
    for (const good of [
      'a@example.museum',
      'ada.lovelace+x@uni.ac.uk',
      'a@b.photography',
      'a@localhost',
      'a@xn--bcher-kva.example',
      'a@bücher.example',
    ])
      expect([good, isEmail(good)]).toEqual([good, true]);
    for (const bad of [
      '',
      'a',
      'a@',
      '@b.c',
      'a@b',
      'a b@c.de',
      'a@b..de',
      'a@b.de\nBcc: x@y.z',
      'a@b.de,c@d.ef',
      '<a@b.de>',
      'a@-b.de',
      '.a@b.de',
    ])
      expect([bad, isEmail(bad)]).toEqual([bad, false]);
  });

  it.each([
    'GB18_00',
    'GB.18-00',
    'a',
    'x'.repeat(40),
    'x'.repeat(41),
    '.GB',
    '-GB',
    'GB/18',
    '../x',
    'GB 18',
    '',
  ])('is of a project with a code that a project may have, and of no other: %j', (project) => {
    expect(fields({ project }).length === 0).toBe(PROJECT_CODE.test(project));
  });

  it('has its PROJ string checked (fault 27)', () => {
    const proj = (text: string) => sentences({ projection: { kind: 'proj', proj: text } });
    expect(proj('+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80 +units=m +no_defs')).toEqual([]);
    for (const wrong of [
      '',
      'EPSG:27700',
      '+lat_0=3',
      '+proj=pipeline +step +proj=utm',
      '+proj=utm +zone=30 +nadgrids=/etc/passwd',
      '+proj=utm; rm',
      '+proj=geocent',
      '+init=epsg:4326',
    ])
      expect(proj(wrong)).toHaveLength(1);
  });

  it('has zones of UTM that exist and are not far from the flight', () => {
    const zone = (number: number) =>
      sentences({ projection: { kind: 'utm', zone: number, hemisphere: 'N' } });
    expect([30, 29, 31, 32].map(zone)).toEqual([[], [], [], []]);
    expect(zone(0)).toEqual(['UTM zone 0N does not exist; zones are 1 to 60.']);
    expect(zone(3)).toEqual(['UTM zone 3N is far from this flight; order zone 30N.']);
  });

  it('has the British National Grid only where that is', () => {
    const alps = { north: 47.1, east: 10.1, south: 47, west: 10 };
    const delivery = aDelivery(anOrder.lines.map(({ name }) => aLine(name, { bounds: alps })));
    expect(sentences({ projection: { kind: 'ukbng' } })).toEqual([]);
    expect(sentences({ projection: { kind: 'ukbng' } }, { delivery })).toEqual([
      'The British National Grid does not reach this flight; order UTM zone 32N.',
    ]);
  });

  it('asks for bands that the file has, a single one too', () => {
    const bands = (from: number, to: number) => sentences({ lines: [{ ...line, bands: [{ from, to }] }] });
    expect(bands(5, 5)).toEqual([]);
    expect(bands(1, 12)).toEqual([]);
    expect(bands(0, 3)).toEqual(['Bands 0-3 of line f123a011 are not in its file; it has bands 1 to 12.']);
    expect(bands(12, 13)).toEqual([
      'Bands 12-13 of line f123a011 are not in its file; it has bands 1 to 12.',
    ]);
    expect(bands(9, 3)).toEqual(['Bands 9-3 of line f123a011 go backwards; write 3-9.']);
  });

  it('has lines that were delivered, and says why one cannot be used', () => {
    const delivery = {
      ...aDelivery([aLine('f123a021')]),
      problems: ['Line f123a011: The navigation /x is not there.'],
    };
    expect(sentences({}, { delivery })).toEqual([
      'Line f123a011 cannot be used: Line f123a011: The navigation /x is not there.',
    ]);
    expect(fields({ lines: [{ ...line, name: 'x1' }] })).toEqual(['line x1']);
    expect(fields({}, { delivery: null, deliveryProblem: 'Nothing is there.' })).toEqual(['source folder']);
  });

  it('has bounds that the flight reaches', () => {
    expect(fields({ bounds: { north: 10, east: 1, south: 9, west: 0 } })).toEqual(['bounds']);
    const delivery = aDelivery([
      aLine('f123a011'),
      aLine('f123a021', { bounds: { north: 51.5, east: -4, south: 51.4, west: -4.1 } }),
    ]);
    expect(fields({ bounds: { north: 50.5, east: -4, south: 50, west: -4.2 } }, { delivery })).toEqual([
      'line f123a021',
    ]);
  });

  it('has masks only where a mask was delivered', () => {
    const delivery = aDelivery(anOrder.lines.map(({ name }) => aLine(name, { mask: null })));
    expect(fields({}, { delivery })).toEqual(['line f123a011', 'line f123a021']);
    expect(fields({ masking: 'none' }, { delivery })).toEqual([]);
  });

  it('wants something', () => {
    const nothing = { lines: [{ ...line, process: false, equations: [] }], equations: [] };
    expect(fields({ ...nothing, bandMaths: false })).toEqual(['lines']);
    expect(fields({ ...nothing, bandMaths: true })).toEqual([]);
  });

  it('has a DEM of its own only where a client may put one', () => {
    expect(fields({ dem: { source: 'upload', path: null } })).toEqual(['dem']);
    for (const path of ['/etc/passwd', '/station/uploads/../x', 'x', '/station/uploadsx/y'])
      expect(fields({ dem: { source: 'upload', path } })).toEqual(['dem']);
  });

  it('has formulas that can be read, with the place of what cannot', () => {
    const formula = (expression: string) => sentences({ equations: [{ name: 'ndvi', expression }] });
    expect(formula('sqrt(band1) ** 2 % 3')).toEqual([]);
    expect(formula('band1 + band13')).toEqual([
      'Equation ndvi: There is no band 13: the file has 12 bands (at character 9).',
    ]);
    expect(formula("__import__('os')")).toHaveLength(1);
  });

  it('has names of equations that make names of files, each its own (fault 16)', () => {
    const named = (...names: string[]) => ({
      equations: names.map((name) => ({ name, expression: 'band1' })),
      lines: [{ ...line, equations: names }],
    });
    expect(fields(named('b1b2', 'bilbil', 'eq_1b'))).toEqual([]);
    expect(productsOf({ ...anOrder, ...named('b1b2', 'eq_1b') }).map(({ name }) => name)).toEqual([
      'f123a011',
      'f123a011_b1b2',
      'f123a011_eq_1b',
    ]);
    expect(fields(named('a/b'))).toEqual(['equation a/b']);
    expect(fields(named('ndvi', 'NDVI'))).toEqual(['equation NDVI']);
    const twin = { plugins: ['spectral_angle'], ...named('Spectral_Angle') };
    expect(fields({ ...twin, lines: [{ ...twin.lines[0]!, plugins: ['spectral_angle'] }] })).toEqual([
      'equation spectral_angle',
    ]);
  });

  it('without problems can be written as a .cfg, whatever is in it', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 5 }),
          fc.constantFrom(' ', '\n', '\t', ' ;', '#', '/x', '%', '""', ']'),
        ),
        { maxLength: 5 },
      )
      .map((parts) => parts.join(''));
    let fine = 0;
    fc.assert(
      fc.property(text, text, text, text, (a, b, c, d) => {
        const order = {
          ...anOrder,
          sourceFolder: `/data${a}`,
          dem: { source: 'upload' as const, path: `/station/uploads/x${b}` },
          equations: [{ name: 'ndvi', expression: `band1${c.replace(/[^\s]/g, ' ')}+ band2 ` }],
          projection: { kind: 'proj' as const, proj: ` +proj=laea${c.replace(/[^\s]/g, ' ')} +lat_0=3 ` },
          unknown: { DEFAULT: { [`k${d}`]: a, [d]: b } },
        };
        if (orderProblems(order, someFacts).length > 0) return;
        fine += 1;
        expect(emitScopsCfg(cfgFromOrder(order))).toContain('[f123a011]');
      }),
      { numRuns: 3_000 },
    );
    expect(fine).toBeGreaterThan(20);
  });

  it('has no two products of one name', () => {
    const delivery = aDelivery([aLine('f1'), aLine('f1_x')]);
    const lines = [
      { ...line, name: 'f1', equations: ['x'] },
      { ...line, name: 'f1_x', equations: [] },
    ];
    expect(sentences({ lines, equations: [{ name: 'x', expression: 'band1' }] }, { delivery })).toEqual([
      'Two products would be named f1_x; give the equation another name.',
    ]);
  });
});

describe('the JSON document of an order', () => {
  it('is the order, and what it leaves out has its usual value', () => {
    expect(readOrderDocument(JSON.parse(JSON.stringify(anOrder)))).toEqual({ order: anOrder });
    const { formats: _f, sortie: _s, bounds: _b, masking: _m, interpolation: _i, ...rest } = anOrder;
    expect(readOrderDocument(rest)).toEqual({
      order: { ...anOrder, sortie: '', masking: 'all', interpolation: 'nearest' },
    });
  });

  it('is refused for keys that it does not have, and for all that is wrong in its form at once', () => {
    const read = readOrderDocument({
      ...anOrder,
      emial: 'x',
      year: '2018',
      project: undefined,
      lines: [{ name: 'f1', band: 3 }],
    });
    expect(read).toEqual({
      problems: expect.arrayContaining([
        { field: 'emial', sentence: 'emial is no key of an order; correct its name or leave it out.' },
        { field: 'project', sentence: 'project is missing.' },
        {
          field: 'lines.0.band',
          sentence: 'lines.0.band is no key of an order; correct its name or leave it out.',
        },
        { field: 'year', sentence: expect.stringMatching(/^year: .*\.$/) as string },
      ]) as unknown,
    });
  });

  it('cannot confirm its own DEM', () => {
    const read = readOrderDocument({ ...anOrder, dem: { source: 'ftp', path: '/x', confirmed: true } });
    expect('problems' in read && read.problems.map(({ field }) => field)).toEqual([
      'dem.path',
      'dem.confirmed',
    ]);
  });

  it('of any JSON is an order or has problems', () => {
    for (const document of [null, 3, 'x', [], {}, { lines: {} }, JSON.parse('{"__proto__": {"year": 3}}')])
      expect(readOrderDocument(document)).toHaveProperty('problems');
  });
});
