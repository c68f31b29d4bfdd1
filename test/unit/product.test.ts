import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataDay, dayOf } from '../../src/domain/data-day.js';
import {
  levelThatMakes,
  parseProductName,
  pdrBase,
  productAnomalies,
  productName,
  type FoundFile,
} from '../../src/domain/product.js';
import { mopitt } from '../support/mopitt.js';

const mission = await mopitt();
const L1 = mission.levels['L1']!;
const L2 = mission.levels['L2']!;
const DAY = dataDay('2026-11-20');
const [mop01, mop01es, mop01qe, mopch] = L1.products;

/** The products of a good L1 run. */
const good = (events: readonly string[] = ['T2-hot']): FoundFile[] =>
  [
    { name: productName(mop01!, { day: DAY, version: '1.0.1' }), size: 20_000 },
    { name: productName(mop01es!, { day: DAY, version: '1.0.1' }), size: 600 },
    { name: productName(mop01qe!, { day: DAY, version: '1.0.1' }), size: 40 },
    ...events.map((event) => ({
      name: productName(mopch!, { day: DAY, version: '1.0.1' }, event),
      size: 600,
    })),
  ].flatMap((file) => [file, { name: `${file.name}.met`, size: 2_000 }]);
const anomalies = (found: readonly FoundFile[]) =>
  productAnomalies(L1, { day: DAY, version: '1.0.1' }, found);
const MOP01 = 'MOP01-20261120-L1V1.0.1.he5';

describe('the name of a product', () => {
  it('is the row’s template with day, version and event', () => {
    expect(productName(mop01!, { day: DAY, version: '3.50.0' })).toBe('MOP01-20261120-L1V3.50.0.he5');
    expect(productName(mopch!, { day: DAY, version: '1.0.1' }, 'T4-warm')).toBe(
      'MOPCH-20261120-T4-warm-L1V1.0.1.he5',
    );
  });

  it('is read back by the product table that made it', () => {
    const number = fc.integer({ min: 0, max: 9999 });
    const version = fc.tuple(number, number, number).map((parts) => parts.join('.'));
    const edition = fc.integer({ min: 1, max: 9999 });
    const day = fc.integer({ min: 0, max: 40_000 }).map((count) => dayOf(count * 86_400_000));
    const made = fc.oneof(
      ...[L1, L2].flatMap((plan) => plan.products.map((row) => fc.constant({ plan, row }))),
    );
    const event = fc
      .tuple(fc.constantFrom('T1', 'T2', 'T3', 'T4'), fc.constantFrom('hot', 'warm', 'cold'))
      .map((parts) => parts.join('-'));
    fc.assert(
      fc.property(made, day, version, edition, event, ({ plan, row }, day, version, edition, event) => {
        const read = parseProductName(plan, productName(row, { day, version, edition }, event));
        const has = row.name.includes('{event}');
        expect(read).toEqual({ row, day, version, edition, ...(has && { event }) });
      }),
    );
  });

  it.each([
    'MOP01-20261131-L1V1.0.1.he5',
    'MOP01-20261120-L1V1.0.he5',
    'MOP01-20261120-L1V01.0.1.he5',
    'MOP01-20261120-L1V1.0.1Xhe5',
    'MOP01-20261120-L1V1.0.1r1.he5',
    'MOP01-20261120-L1V1.0.1r02.he5',
    'xMOP01-20261120-L1V1.0.1.he5',
    'MOP01-20261120-L1V1.0.1.he5.met',
    'MOPCH-20261120-L1V1.0.1.he5',
    'MOP02-20261120-L2V1.0.1.he5',
    '',
  ])('is not %j', (name) => {
    expect(parseProductName(L1, name)).toBeUndefined();
  });

  it('tells which level makes a type', () => {
    expect(levelThatMakes(mission, 'MOPCH')).toBe('L1');
    expect(levelThatMakes(mission, 'MOP02B')).toBe('L2');
    expect(levelThatMakes(mission, 'MOP00SCI')).toBeUndefined();
  });
});

describe('the products of a run', () => {
  it.each([[[]], [['T2-hot']], [['T1-cold', 'T1-hot', 'T4-warm']]])(
    'may be archived with events %j',
    (events) => {
      expect(anomalies(good(events))).toEqual([]);
    },
  );

  const change = (name: string, size: number) =>
    good().map((file) => (file.name === name ? { name, size } : file));
  const rename = (from: string, to: string) =>
    good().map(({ name, size }) => ({ name: name.replace(from, to), size }));

  it.each([
    [
      'nothing at all',
      [],
      [
        'MOP01 is missing: 0 of at least 1',
        'MOP01ES is missing: 0 of at least 1',
        'MOP01QE is missing: 0 of at least 1',
      ],
    ],
    [
      'one product missing',
      good().filter(({ name }) => !name.startsWith('MOP01-')),
      ['MOP01 is missing: 0 of at least 1'],
    ],
    [
      'no metadata',
      good().filter(({ name }) => name !== `${MOP01}.met`),
      [`${MOP01} has no metadata file ${MOP01}.met`],
    ],
    [
      'metadata of nothing',
      [...good(), { name: 'MOP09.he5.met', size: 9 }],
      ['MOP09.he5.met describes a product that is not there'],
    ],
    [
      'a foreign file',
      [...good(), { name: 'core.4711', size: 9 }],
      ['core.4711 is no product of this level'],
    ],
    [
      'a product of another level',
      [...good(), { name: 'MOP02-20261120-L2V1.0.1.he5', size: 20_000 }],
      ['MOP02-20261120-L2V1.0.1.he5 is no product of this level'],
    ],
    ['a truncated product', change(MOP01, 9_999), [`${MOP01} has 9999 bytes; MOP01 has 10000 to 400000000`]],
    [
      'an inflated product',
      change(MOP01, 400_000_001),
      [`${MOP01} has 400000001 bytes; MOP01 has 10000 to 400000000`],
    ],
    [
      'another day',
      rename('MOP01-20261120', 'MOP01-20261119'),
      ['MOP01-20261119-L1V1.0.1.he5 is of 2026-11-19, not of 2026-11-20'],
    ],
    [
      'another version',
      rename(MOP01, 'MOP01-20261120-L1V1.0.2.he5'),
      ['MOP01-20261120-L1V1.0.2.he5 is of version 1.0.2, not of 1.0.1'],
    ],
  ] as const)('may not be archived with %s, which is said in a sentence', (_, found, expected) => {
    expect(anomalies(found)).toEqual(expected);
  });

  it('may have exactly the least and the largest size', () => {
    for (const size of [10_000, 400_000_000]) expect(anomalies(change(MOP01, size))).toEqual([]);
  });

  it('may not be more than the table has room for', () => {
    const few = {
      ...L1,
      products: L1.products.map((row) => (row === mopch ? { ...row, count: { min: 0, max: 1 } } : row)),
    };
    expect(productAnomalies(few, { day: DAY, version: '1.0.1' }, good(['T1-hot', 'T2-hot']))).toEqual([
      'MOPCH occurs 2 times; at most 1 are expected',
    ]);
  });

  it('tell of every anomaly at once', () => {
    const found = [
      ...good().filter(({ name }) => !name.startsWith('MOP01QE')),
      { name: 'core', size: 1 },
      { name: 'MOPCH-20261119-T1-hot-L1V1.0.2.he5', size: 1 },
    ];
    expect(anomalies(found)).toHaveLength(6);
  });

  it('are never archived with one file less or one unknown file more', () => {
    const files = good(['T1-hot', 'T2-cold']);
    // Without an event's pair the rest is still a whole: events are optional.
    fc.assert(
      fc.property(fc.constantFrom(...files), (gone) => {
        expect(anomalies(files.filter((file) => file !== gone))).not.toEqual([]);
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        fc.pre(!files.some((file) => file.name === name));
        expect(anomalies([...files, { name, size: 700 }])).not.toEqual([]);
      }),
    );
  });
});

describe('the name of a PDR', () => {
  it('tells system, level, day and version, and is new for every attempt', () => {
    expect(pdrBase(mission, 'L1', DAY, '1.0.1', 1)).toBe('MOPITT_SIPS.L1.20261120.V1.0.1.001');
    const names = [1, 2, 10, 999, 1000].map((serial) => pdrBase(mission, 'L1', DAY, '1.0.1', serial));
    expect(new Set(names).size).toBe(5);
  });
});
