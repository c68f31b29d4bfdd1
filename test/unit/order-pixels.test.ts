import { describe, expect, it } from 'vitest';
import { estimateOf } from '../../src/domain/scops/estimate.js';
import { orderProblems } from '../../src/domain/scops/order-problems.js';
import { aDelivery, aLine, someFacts } from '../support/order-facts.js';
import { anOrder } from '../support/orders.js';

const LAEA = '+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80';

const ordered = (proj: string, pixel: number) => ({
  ...anOrder,
  projection: { kind: 'proj' as const, proj },
  pixelSize: { x: pixel, y: pixel },
});
const problems = (proj: string, pixel: number) => orderProblems(ordered(proj, pixel), someFacts);

describe('the pixels of an order', () => {
  it.each([
    ['UTM by a PROJ string', '+proj=utm +zone=30 +datum=WGS84', 0.005],
    ['an equal area', `${LAEA} +units=m`, 0.049],
    ['feet', `${LAEA} +units=us-ft`, 0.16],
    ['a unit by its length', `${LAEA} +to_meter=0.001`, 40],
    ['the smaller of two units', `${LAEA} +units=km +to_meter=0.001`, 40],
    ['kilometres', `${LAEA} +units=km`, 0.00004],
    ['degrees', '+proj=longlat +datum=WGS84', 0.0000001],
    ['a scale that stretches', '+proj=tmerc +lon_0=-3 +k=1000 +datum=WGS84', 10],
    ['an Earth that is too large', '+proj=laea +lat_0=52 +R=6378137000', 10],
    ['an Earth that is said twice', `${LAEA} +a=6378137000`, 10],
  ])('are no smaller than 5 cm of ground: %s', (_what, proj, pixel) => {
    expect(problems(proj, pixel)).toEqual([
      { field: 'pixel size', sentence: expect.stringMatching(/must be 0\.05 to 1000 m\.$/) as string },
    ]);
  });

  it.each([
    ['metres', LAEA, 0.05],
    ['feet', `${LAEA} +units=us-ft`, 0.17],
    ['kilometres', `${LAEA} +units=km`, 0.002],
    ['degrees', '+proj=longlat +datum=WGS84', 0.00002],
    ['a usual scale', '+proj=tmerc +lon_0=-3 +k_0=0.9996 +datum=WGS84', 0.5],
    ['a sphere', '+proj=moll +R=6371000', 5],
  ])('may be small in every unit: %s', (_what, proj, pixel) => {
    expect(problems(proj, pixel)).toEqual([]);
  });

  it.each(['+units=parsec', '+to_meter=1_000', '+k=0', '+k=-1', '+R=x', '+a=1e999'])(
    'have a size that can be told: not with %s',
    (part) => {
      expect(problems(`${LAEA} ${part}`, 2).map(({ field }) => field)).toEqual(['projection']);
    },
  );

  it('come to the same disk in whatever unit they are said', () => {
    const delivery = aDelivery([aLine('f123a011'), aLine('f123a021')]);
    const bytes = (proj: string, pixel: number) => estimateOf(ordered(proj, pixel), delivery).bytes;
    const usual = bytes(LAEA, 2);
    for (const [unit, pixel] of [
      ['+units=km', 0.002],
      ['+to_meter=0.5', 4],
      ['+k=2', 4],
    ] as const)
      expect(Math.abs(bytes(`${LAEA} ${unit}`, pixel) / usual - 1)).toBeLessThan(0.01);
  });
});
