import { describe, expect, it } from 'vitest';
import { idOf } from '../../src/adapters/scops/submit-order.js';
import { estimateOf, RATES } from '../../src/domain/scops/estimate.js';
import { around, isBritish, optimalPixelSize, shared, utmZone } from '../../src/domain/scops/flight.js';
import { aDelivery, aLine } from '../support/order-facts.js';
import { anOrder } from '../support/orders.js';

const delivery = aDelivery([aLine('f123a011'), aLine('f123a021')]);

describe('the estimate of an order', () => {
  it('has the sizes of maps from the box of a line, its pixels and bands', () => {
    const { perProduct } = estimateOf(anOrder, delivery);
    expect(perProduct.map(({ product }) => product)).toEqual(['f123a011', 'f123a011_ndvi', 'f123a021']);
    // 0.05° by 0.03° at 50.375° N: 3550 m by 3340 m in cells of 2 m.
    const cells = 1776 * 1671;
    expect(Math.abs(perProduct[0]!.mappedBytes / (cells * 12 * 2) - 1)).toBeLessThan(0.01);
    expect(perProduct[1]!.mappedBytes / perProduct[0]!.mappedBytes).toBeCloseTo(4 / 24, 6);
    expect(perProduct[2]!.mappedBytes / perProduct[0]!.mappedBytes).toBeCloseTo(10 / 12, 6);
    expect(perProduct[0]!.zipBytes).toBe(Math.ceil(perProduct[0]!.mappedBytes * RATES.zippedCounts));
  });

  it('counts less for bounds, larger pixels, fewer lines and no masks, and more for other formats', () => {
    const usual = estimateOf(anOrder, delivery);
    const less = [
      { bounds: { north: 50.375, east: -4.1, south: 50.36, west: -4.2 } },
      { pixelSize: { x: 4, y: 4 } },
      { lines: anOrder.lines.slice(0, 1) },
      { masking: 'none' as const },
    ];
    for (const changes of less) {
      const estimate = estimateOf({ ...anOrder, ...changes }, delivery);
      expect(estimate.bytes).toBeLessThan(usual.bytes);
      expect(estimate.minutes).toBeLessThanOrEqual(usual.minutes);
    }
    expect(estimateOf({ ...anOrder, formats: ['cog'] }, delivery).bytes).toBeGreaterThan(usual.bytes);
    expect(estimateOf(anOrder, delivery, 2).minutes).toBeLessThan(usual.minutes);
  });

  it('of lines that were not delivered is nothing', () => {
    expect(estimateOf(anOrder, aDelivery([]))).toEqual({ bytes: 0, minutes: 0, perProduct: [] });
  });
});

describe('a flight', () => {
  it('has its optimal pixel to half a metre from the lowest altitude and the sensor', () => {
    const pixel = (sensor: 'f' | 'e' | 'h' | 'o', min: number) =>
      optimalPixelSize({ sensor, altitude: { min, max: 9_999 } });
    expect([pixel('f', 1250), pixel('h', 1250), pixel('e', 1250), pixel('o', 2800), pixel('e', 100)]).toEqual(
      [2, 2.5, 1, 3, 0.5],
    );
  });

  it('has a zone of UTM from 1 to 60, at the date line too', () => {
    expect([-180, -179.9, -4.14, 0, 5.99, 6, 179.9, 180].map(utmZone)).toEqual([1, 1, 30, 31, 31, 32, 60, 1]);
  });

  it('has boxes that go over the date line', () => {
    const box = (west: number, east: number) => ({ north: 1, south: 0, west, east });
    expect(around([box(179, -179.5), box(-179.9, -179)])).toEqual(box(179, -179));
    expect(shared(box(179, -179), box(-179.5, -170))).toEqual(box(-179.5, -179));
    expect(shared(box(179, -179), box(170, 178))).toBeUndefined();
    expect(shared(box(-5, -4), box(-4.5, 3))).toEqual(box(-4.5, -4));
    expect(shared(box(-4.5, 3), box(-5, -4))).toEqual(box(-4.5, -4));
    expect(isBritish({ north: 51, south: 50, west: -4.2, east: -4 })).toBe(true);
  });
});

describe('the id of an order', () => {
  it('is of its content: the same order has the same id, whatever the order of its keys and what its file said besides (fault 1)', () => {
    const turned = Object.fromEntries(Object.entries(anOrder).reverse()) as unknown as typeof anOrder;
    expect(idOf(turned)).toBe(idOf(anOrder));
    expect(idOf({ ...anOrder, unknown: { DEFAULT: { output_folder: '/x' } } })).toBe(idOf(anOrder));
    expect(idOf(anOrder)).toMatch(/^GB18_00_2018_123a_[0-9a-f]{12}$/);
    expect(idOf({ ...anOrder, pixelSize: { x: 2, y: 2.5 } })).not.toBe(idOf(anOrder));
  });
});
