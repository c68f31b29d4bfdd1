import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../src/adapters/gdal/blocks.js';
import { rampColour } from '../../src/adapters/gdal/colour-ramp.js';
import { ADVANCE, lettering } from '../../src/adapters/gdal/lettering.js';
import { tallyDay, tallyField } from '../../src/adapters/gdal/tally.js';
import { scaleOf, thickened, worldGrid } from '../../src/adapters/gdal/world-grid.js';

describe('the blocks of an array', () => {
  it('hold every element once, in order, and never more than the limit', () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 5 });
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 60 }), (shape, limit) => {
        const indices: number[] = [];
        for (const { origin, span, count } of blocksOf(shape, limit)) {
          expect(count).toBeLessThanOrEqual(limit);
          expect(span.reduce((product, size) => product * size, 1)).toBe(count);
          const strides = shape.map((_, axis) =>
            shape.slice(axis + 1).reduce((product, size) => product * size, 1),
          );
          for (let element = 0; element < count; element++) {
            let rest = element;
            let index = 0;
            for (let axis = shape.length - 1; axis >= 0; axis--) {
              index += (origin[axis]! + (rest % span[axis]!)) * strides[axis]!;
              rest = Math.floor(rest / span[axis]!);
            }
            indices.push(index);
          }
        }
        const total = shape.reduce((product, size) => product * size, 1);
        expect(indices).toEqual(Array.from({ length: total }, (_, index) => index));
      }),
    );
  });

  it('cannot be empty', () => {
    expect(() => [...blocksOf([3], 0)]).toThrow(RangeError);
  });
});

describe('tallies', () => {
  it('do not depend on how the values are cut', () => {
    const value = fc.oneof(
      fc.integer({ min: -5, max: 30 }),
      fc.constant(NaN),
      fc.constant(-9999),
      fc.constant(Infinity),
    );
    fc.assert(
      fc.property(fc.array(value), fc.nat(50), (values, cut) => {
        const tally = (...parts: number[][]) => {
          const counted = tallyField('Float64', [-9999], [0, 20]);
          for (const part of parts) counted.add(Float64Array.from(part));
          const { count, missing, outOfRange, min, max, mean } = counted;
          return { count, missing, outOfRange, min, max, mean };
        };
        expect(tally(values.slice(0, cut), values.slice(cut))).toEqual(tally(values));
        expect(tally(values)).toMatchObject({
          count: values.length,
          missing: values.filter((one) => Number.isNaN(one) || one === -9999).length,
          outOfRange: values.filter((one) => one !== -9999 && (one < 0 || one > 20)).length,
        });
      }),
    );
  });

  it('know the first and the last half-hour, a leap second, and what is no time', () => {
    const day = tallyDay();
    day.add(Float64Array.of(-9999, NaN, 86_401, Infinity));
    expect(day).toMatchObject({ coveragePercent: 0, first: undefined, last: undefined });
    day.add(Float64Array.of(86_400.5, 0, 1799.9));
    expect(day.coveragePercent).toBeCloseTo((100 * 2) / 48, 12);
    expect(day).toMatchObject({ first: 0, last: 86_400.5 });
  });
});

describe('drawing', () => {
  it('has a colour ramp that only gets darker, in even steps', () => {
    const grey = Array.from({ length: 51 }, (_, step) => {
      const [red, green, blue] = rampColour(step / 50);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    for (let step = 1; step < grey.length; step++) {
      expect(grey[step - 1]! - grey[step]!).toBeGreaterThan(1);
      expect(grey[step - 1]! - grey[step]!).toBeLessThan(10);
    }
  });

  it('puts the corners of the world where they belong, and joins it at 180°', () => {
    const grid = worldGrid(8);
    grid.add(90, -180, 1);
    grid.add(-90, 179.9, 2);
    grid.add(0.1, 180, 3);
    grid.add(0.1, 350, 4);
    grid.add(0.1, 351, 6);
    grid.add(-9999, -9999, 5);
    grid.add(NaN, 0, 5);
    const filled = [...grid.means().entries()].filter(([, mean]) => !Number.isNaN(mean));
    expect(filled).toEqual([
      [0, 1],
      [8, 3],
      [11, 5],
      [31, 2],
    ]);
    const thick = thickened(grid.means(), 8);
    expect(thick[15]).toBe(3);
    expect(thick[7]).toBe(1);
    expect(thick[23]).toBe(2);
  });

  it('scales to round marks that hold the values, outliers aside', () => {
    const finite = fc.double({ min: -1e20, max: 1e20, noNaN: true });
    const tiny = fc.double({ min: -1e-190, max: 1e-190, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.oneof(finite, tiny), { minLength: 1, maxLength: 40 }), (values) => {
        const scale = scaleOf(Float64Array.from(values))!;
        const sorted = [...values].sort((a, b) => a - b);
        const middle = sorted[Math.floor(values.length / 2)]!;
        const slack = (scale.high - scale.low) * 1e-9;
        expect(scale.low).toBeLessThan(scale.high);
        expect(scale.low).toBeLessThanOrEqual(middle + slack);
        expect(scale.high).toBeGreaterThanOrEqual(middle - slack);
        expect(scale.marks.length).toBeGreaterThanOrEqual(2);
        expect(scale.marks.length).toBeLessThanOrEqual(8);
      }),
    );
    expect(scaleOf(Float64Array.of(NaN))).toBeUndefined();
    expect(scaleOf(Float64Array.of(2.5e-323))).toMatchObject({ low: -1, high: 1 });
    expect(scaleOf(Float64Array.of(5e-324, 0))).toMatchObject({ low: -1, high: 1 });
    expect(scaleOf(Float64Array.from({ length: 101 }, (_, index) => index))).toEqual({
      low: 0,
      high: 100,
      marks: [0, 20, 40, 60, 80, 100],
    });
  });

  it('has a letter for all that names and units are written in', () => {
    const unknown = String([...lettering('☃')]);
    const written = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,-+/():_°%=^[]*';
    const shapes = [...written].map((letter) => String([...lettering(letter)]));
    expect(new Set([...shapes, unknown]).size).toBe(written.length + 1);
    expect([...lettering('a l')].some(([x]) => x >= 2 * ADVANCE)).toBe(true);
  });
});
