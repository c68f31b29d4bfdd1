import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binned, summary, unbroken } from '../../src/operator/board/plot/bins.js';
import { evenScale, logScale, percent } from '../../src/operator/board/plot/scale.js';
import { sparkRange } from '../../src/operator/board/plot/sparkline.js';
import {
  durationTicks,
  logDurationTicks,
  numberTicks,
  timeTicks,
} from '../../src/operator/board/plot/ticks.js';
import { valueWords } from '../../src/operator/board/plot/words.js';

const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true });
const instant = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2090, 0) });
const length = fc.oneof(fc.integer({ min: 0, max: 86_400_000 }), fc.integer({ min: 0, max: 1e12 }));

function expectAscendingWithin(values: readonly number[], min: number, max: number, most: number): void {
  expect(values.length).toBeLessThanOrEqual(most);
  values.forEach((value, index) => {
    expect(value).toBeGreaterThanOrEqual(min);
    expect(value).toBeLessThanOrEqual(max);
    if (index > 0) expect(value).toBeGreaterThan(values[index - 1]!);
  });
}

describe('ticks', () => {
  it('are ascending, few, and within their range', () => {
    fc.assert(
      fc.property(finite, finite, fc.integer({ min: 2, max: 12 }), (a, b, most) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        fc.pre(max - min > Math.abs(max) * 1e-9);
        expectAscendingWithin(numberTicks(min, max, most), min, max, most);
      }),
    );
  });

  it('are round numbers', () => {
    expect(numberTicks(0, 1)).toEqual([0, 0.5, 1]);
    expect(numberTicks(0.13, 0.72)).toEqual([0.2, 0.4, 0.6]);
    expect(numberTicks(-3, 12)).toEqual([0, 5, 10]);
    expect(numberTicks(4, 4)).toEqual([4]);
    expect(numberTicks(NaN, 1)).toEqual([]);
  });

  it('of time are ascending, few, and within their range, from seconds to centuries', () => {
    fc.assert(
      fc.property(instant, length, fc.integer({ min: 2, max: 12 }), (from, span, most) => {
        const ticks = timeTicks(from, from + span, most);
        expectAscendingWithin(
          ticks.map((tick) => tick.at),
          from,
          from + span,
          most,
        );
      }),
    );
  });

  it('of time are there at all when the range is long enough for two', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 4_000, max: 1e12 }), (from, span) => {
        expect(timeTicks(from, from + span, 8).length).toBeGreaterThan(0);
      }),
    );
  });

  it('of time stand at what a clock or a calendar calls round', () => {
    const at = (text: string) => Date.parse(text);
    const labels = (from: string, to: string) => timeTicks(at(from), at(to), 8).map((tick) => tick.label);
    expect(labels('2026-11-20T08:03:00Z', '2026-11-20T08:41:00Z')).toEqual([
      '08:05',
      '08:10',
      '08:15',
      '08:20',
      '08:25',
      '08:30',
      '08:35',
      '08:40',
    ]);
    expect(labels('2026-11-20T20:00:00Z', '2026-11-21T10:00:00Z')).toEqual([
      '11-20 20:00',
      '22:00',
      '11-21',
      '02:00',
      '04:00',
      '06:00',
      '08:00',
      '10:00',
    ]);
    expect(labels('2026-01-01T00:00:00Z', '2026-12-31T00:00:00Z')).toEqual([
      '2026-01',
      '2026-04',
      '2026-07',
      '2026-10',
    ]);
    expect(labels('2001-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).toEqual([
      '2005',
      '2010',
      '2015',
      '2020',
      '2025',
    ]);
  });

  it('of durations are ascending, few, and within their range, on either axis', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e11 }), fc.integer({ min: 1, max: 1e11 }), (min, span) => {
        expectAscendingWithin(durationTicks(min, min + span, 5), min, min + span, 5);
        expectAscendingWithin(logDurationTicks(min, min + span, 6), min, min + span, 6);
      }),
    );
  });
});

describe('a scale', () => {
  it('puts every value inside the picture, and keeps their order', () => {
    fc.assert(
      fc.property(finite, finite, finite, finite, (a, b, one, other) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        for (const scale of [
          evenScale(min, max),
          logScale(Math.abs(min) + 1, Math.abs(min) + 2 + max - min),
        ]) {
          const [low, high] = [scale(Math.min(one, other)), scale(Math.max(one, other))];
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(high);
        }
      }),
    );
  });

  it('has a place for what has no extent', () => {
    expect(evenScale(5, 5)(5)).toBe(0.5);
    expect(logScale(1, 10)(0)).toBe(0);
    expect(percent(1 / 3)).toBe('33.33%');
  });
});

describe('columns of a plot', () => {
  const points = fc.array(fc.record({ at: fc.integer({ min: 0, max: 9_131 }), value: finite }), {
    maxLength: 300,
  });

  it('lose no value, invent none, and are no more than asked for', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 800 }), (all, columns) => {
        const { bins, width } = binned(all, 0, 9_131, columns);
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(all.length);
        expect(Math.ceil(9_132 / width)).toBeLessThanOrEqual(columns);
        const values = all.map((point) => point.value);
        for (const bin of bins) {
          expect(bin.index * width).toBeLessThanOrEqual(9_131);
          expect(bin.min).toBeLessThanOrEqual(bin.median);
          expect(bin.median).toBeLessThanOrEqual(bin.max);
          expect(values).toContain(bin.min);
          expect(values).toContain(bin.max);
        }
        if (bins.length > 0) {
          // An outlier of one day is seen in twenty-five years.
          expect(Math.max(...bins.map((bin) => bin.max))).toBe(Math.max(...values));
          expect(Math.min(...bins.map((bin) => bin.min))).toBe(Math.min(...values));
        }
      }),
    );
  });

  it('leave gaps open', () => {
    const days = [0, 1, 2, 5, 6, 9].map((at) => ({ at, value: at }));
    const pieces = unbroken(binned(days, 0, 9, 10).bins);
    expect(pieces.map((piece) => piece.map((bin) => bin.index))).toEqual([[0, 1, 2], [5, 6], [9]]);
  });

  it('leave out what is outside or no number', () => {
    const all = [
      { at: -1, value: 1 },
      { at: 3, value: NaN },
      { at: 11, value: 1 },
    ];
    expect(binned(all, 0, 10, 5).bins).toEqual([]);
  });

  it('are summed up by what is least, in the middle, and greatest', () => {
    expect(summary([4, 1, 3, 2])).toEqual({ count: 4, min: 1, median: 2.5, ninety: 4, max: 4 });
    expect(summary([7])).toEqual({ count: 1, min: 7, median: 7, ninety: 7, max: 7 });
  });
});

describe('a small plot', () => {
  it('spans all its values, and the limit that is nearest to them', () => {
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 1, maxLength: 30 }),
        fc.array(finite, { maxLength: 2 }),
        (values, limits) => {
          const { min, max } = sparkRange(values, limits);
          for (const value of values) expect(value >= min && value <= max).toBe(true);
          if (limits.length > 0) expect(limits.some((limit) => limit >= min && limit <= max)).toBe(true);
        },
      ),
    );
    expect(sparkRange([2, 3], [10, 50])).toEqual({ min: 2, max: 10 });
  });
});

describe('the words of a value', () => {
  it('never show a percentage as the limit that it is below', () => {
    expect(valueWords(9.9999, '%')).toBe('9.99%');
    expect(valueWords(4_200_000, 'ms')).toBe('1 h 10 min');
    expect(valueWords(8.83e18, '')).toBe('8.83e18');
    expect(valueWords(4.2, '')).toBe('4.2');
  });
});
