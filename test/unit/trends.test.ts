import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataDay, dayEnd, dayStart } from '../../src/domain/data-day.js';
import { valueAxis } from '../../src/operator/board/trends/axis.js';
import { csvByDay, csvByPeriod } from '../../src/operator/board/trends/csv.js';
import { monthsBetween } from '../../src/operator/board/trends/holds.js';
import { byPeriod, periodOf } from '../../src/operator/board/trends/periods.js';
import { askedRange } from '../../src/operator/board/trends/range.js';
import { dayNumber, dayOfNumber } from '../../src/operator/reading/figure-series.js';
import { versionChanges, type Trend, type Trends } from '../../src/operator/reading/trends.js';

const known = { from: dataDay('2001-03-01'), to: dataDay('2026-11-20') };
const day = (text: string) => dayNumber(dataDay(text));

describe('the days that an address asks for', () => {
  it('are the last thirty, the last year, all of them, or those that are named', () => {
    expect(askedRange({}, known)).toEqual({ name: '30d', from: '2026-10-22', to: '2026-11-20' });
    expect(askedRange({ range: 'year' }, known)).toMatchObject({ from: '2025-11-21', to: '2026-11-20' });
    expect(askedRange({ range: 'all' }, known)).toEqual({ name: 'all', ...known });
    expect(askedRange({ from: '2020-01-01', to: '2020-02-01' }, known)).toEqual({
      name: 'days',
      from: '2020-01-01',
      to: '2020-02-01',
    });
    expect(askedRange({ from: '1000-01-01', to: '9999-12-31' }, known)).toEqual({ name: 'days', ...known });
  });

  it.each([{ from: '2020-02-30' }, { to: '<script>' }, { from: '2020-02-02', to: '2020-02-01' }])(
    'are the last thirty, with a sentence, for %j',
    (query) => {
      const { problem, ...range } = askedRange(query, known);
      expect(range).toEqual({ name: '30d', from: '2026-10-22', to: '2026-11-20' });
      expect(problem).toMatch(/these are the last 30 days\.$/);
    },
  );
});

describe('values by month and year', () => {
  it('each fall into the period of their day', () => {
    const points = fc
      .array(fc.record({ at: fc.integer({ min: 11_000, max: 20_000 }), value: fc.integer() }), {
        maxLength: 200,
      })
      .map((all) => all.sort((a, b) => a.at - b.at));
    fc.assert(
      fc.property(points, fc.constantFrom('month' as const, 'year' as const), (all, period) => {
        const periods = byPeriod(all, period);
        for (const one of periods) {
          const own = all.filter((point) => periodOf(point.at, period) === one.period);
          expect(one.count).toBe(own.length);
          expect(one.max).toBe(Math.max(...own.map((point) => point.value)));
        }
        expect(periods.map((one) => one.period)).toEqual([
          ...new Set(all.map((p) => periodOf(p.at, period))),
        ]);
      }),
    );
  });

  it('have every month of a time, whatever day it begins', () => {
    expect(monthsBetween(Date.parse('2026-10-31T23:00:00Z'), Date.parse('2027-01-01T00:00:00Z'))).toEqual([
      '2026-10',
      '2026-11',
      '2026-12',
      '2027-01',
    ]);
  });
});

describe('the axis of a figure', () => {
  it('has a place for every value, and ticks within it', () => {
    const value = fc.double({ min: 0, max: 1e9, noNaN: true });
    const unit = fc.constantFrom('ms' as const, '%' as const, '' as const);
    const limits = fc.option(
      fc.record({
        suspect: fc.integer({ min: 0, max: 100 }),
        failed: fc.integer({ min: 0, max: 100 }),
        side: fc.constantFrom('above' as const, 'below' as const),
      }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), unit, limits, (values, kind, given) => {
        const shown = kind === '%' ? values.map((one) => one / 1e7) : values;
        const trend: Trend = {
          name: 'x',
          words: '',
          unit: kind,
          points: shown.map((one, at) => ({ at, value: one })),
          ...(given && kind === '%' && { limits: given }),
        };
        const axis = valueAxis(trend);
        expect(axis.max).toBeGreaterThan(axis.min);
        for (const one of axis.kind === 'even' ? shown : shown.filter((each) => each >= 1_000)) {
          expect(one).toBeGreaterThanOrEqual(axis.min);
          expect(one).toBeLessThanOrEqual(axis.max);
        }
        for (const tick of axis.ticks) {
          expect(tick.at).toBeGreaterThanOrEqual(axis.min);
          expect(tick.at).toBeLessThanOrEqual(axis.max);
        }
      }),
    );
  });

  it('is logarithmic where a few durations are very long', () => {
    const hours = (...all: number[]): Trend => ({
      name: 'x',
      words: '',
      unit: 'ms',
      points: all.map((value, at) => ({ at, value: value * 3_600_000 })),
    });
    expect(valueAxis(hours(1, 2, 3)).kind).toBe('even');
    expect(valueAxis(hours(1, 2, 3, 300)).kind).toBe('logarithmic');
  });
});

describe('the versions of a processor', () => {
  it('change where the last run of a day has another one than that of the day before', () => {
    const run = (on: string, version: string) => ({ day: dataDay(on), version });
    expect(
      versionChanges([
        run('2026-11-18', '1.0.1'),
        run('2026-11-19', '1.0.1'),
        run('2026-11-19', '1.0.2'),
        run('2026-11-20', '1.0.2'),
      ]),
    ).toEqual([
      { at: day('2026-11-18'), version: '1.0.1' },
      { at: day('2026-11-19'), version: '1.0.2' },
    ]);
  });
});

describe('trends as CSV', () => {
  const trends: Trends = {
    level: 'L1',
    from: dataDay('2026-11-19'),
    to: dataDay('2026-12-01'),
    versions: [{ at: day('2026-11-20'), version: '1.0.2' }],
    holds: [],
    figures: [
      {
        name: 'Run time',
        words: '',
        unit: 'ms',
        points: [
          { at: day('2026-11-19'), value: 90_000 },
          { at: day('2026-12-01'), value: 60_400 },
        ],
      },
      { name: 'A, "B"', words: '', unit: '%', points: [{ at: day('2026-11-20'), value: 3.25 }] },
    ],
  };

  it('have one line a day that has any figure, in plain units', () => {
    expect(csvByDay(trends)).toBe(
      'day,level,processor version,Run time (s),"A, ""B"" (%)"\r\n' +
        '2026-11-19,L1,,90,\r\n2026-11-20,L1,1.0.2,,3.25\r\n2026-12-01,L1,1.0.2,60,\r\n',
    );
  });

  it('are summed up by month', () => {
    expect(csvByPeriod(trends, 'month').split('\r\n').slice(1, 3)).toEqual([
      '2026-11,L1,Run time (s),1,90,90,90,90',
      '2026-12,L1,Run time (s),1,60,60,60,60',
    ]);
  });
});

it('a day has one number, and a number one day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), (number) => {
      expect(dayNumber(dayOfNumber(number))).toBe(number);
      expect(dayEnd(dayOfNumber(number))).toBe(dayStart(dayOfNumber(number + 1)));
    }),
  );
});
