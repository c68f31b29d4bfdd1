import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  compactDay,
  dataDay,
  dayEnd,
  dayFromCompact,
  dayFromOrdinal,
  dayOf,
  daysBetween,
  dayStart,
  ordinalDay,
} from '../../src/domain/data-day.js';

const DAY_MS = 86_400_000;
const day = fc
  .integer({ min: Date.UTC(1900, 0, 1) / DAY_MS, max: Date.UTC(2199, 11, 31) / DAY_MS })
  .map((number) => dayOf(number * DAY_MS));

describe('a data day', () => {
  it('is the UTC calendar day that contains an instant, up to but without the next midnight', () => {
    expect(dayOf(Date.parse('2026-11-20T00:00:00.000Z'))).toBe('2026-11-20');
    expect(dayOf(Date.parse('2026-11-20T23:59:59.999Z'))).toBe('2026-11-20');
    expect(dayOf(Date.parse('2026-11-21T00:00:00.000Z'))).toBe('2026-11-21');
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-1-1',
    '20261120',
    ' 2026-11-20',
    '',
  ])('is not what %j says', (text) => {
    expect(() => dataDay(text)).toThrow(RangeError);
  });

  it('says how it is written when it is written wrongly', () => {
    expect(() => dataDay('20.11.2026')).toThrow(/'20\.11\.2026' is not a day; write it as YYYY-MM-DD/);
  });

  it('knows leap days', () => {
    expect(dataDay('2028-02-29')).toBe('2028-02-29');
    expect(() => dataDay('2100-02-29')).toThrow(RangeError);
    expect(dataDay('2000-02-29')).toBe('2000-02-29');
  });

  it('contains its first instant and not its end', () => {
    fc.assert(
      fc.property(day, (of) => {
        expect(dayOf(dayStart(of))).toBe(of);
        expect(dayOf(dayEnd(of) - 1)).toBe(of);
        expect(dayOf(dayEnd(of))).toBe(addDays(of, 1));
      }),
    );
  });

  it('comes back from either of its compact forms', () => {
    fc.assert(
      fc.property(day, (of) => {
        expect(dayFromCompact(compactDay(of))).toBe(of);
        expect(dayFromOrdinal(ordinalDay(of))).toBe(of);
        expect(compactDay(of)).toMatch(/^\d{8}$/);
        expect(ordinalDay(of)).toMatch(/^\d{7}$/);
      }),
    );
  });

  it('counts days as addDays adds them', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -40_000, max: 40_000 }), (of, count) => {
        expect(daysBetween(of, addDays(of, count))).toBe(count);
      }),
    );
  });

  it('sorts as text in the order of time', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        expect(a < b).toBe(dayStart(a) < dayStart(b));
        expect(ordinalDay(a) < ordinalDay(b)).toBe(a < b);
      }),
    );
  });

  it('has 366 ordinals in a leap year only', () => {
    expect(dayFromOrdinal('2028366')).toBe('2028-12-31');
    expect(dayFromOrdinal('2026001')).toBe('2026-01-01');
    for (const text of ['2026366', '2026000', '2028367', '202601', '20260011', '2026-01', 'abcdefg', '']) {
      expect(() => dayFromOrdinal(text), text).toThrow(/is not a year and day of year/);
    }
  });

  it('takes a compact text only when all of it is a day', () => {
    for (const text of ['20261131', '2026112', '202611201', '20261120.he5', '2026-11-20', '']) {
      expect(() => dayFromCompact(text), text).toThrow(/is not a day/);
    }
  });
});
