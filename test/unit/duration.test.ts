import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, durationText } from '../../src/domain/duration.js';

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['15m', 900_000],
    ['36h', 129_600_000],
    ['7d', 604_800_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['', '15', 'm', '-5m', '5 minutes', '5m later', '1.h', '1e3s', '5M', ' 5m', '5m;'])(
    '%j is none',
    (text) => {
      expect(() => durationMs(text)).toThrow(/is not a duration; write for example/);
    },
  );

  it('is at most a century, so that no date that comes of it lies beyond the calendar', () => {
    expect(durationMs('36525d')).toBe(36_525 * 86_400_000);
    expect(() => durationMs('36526d')).toThrow(/longer than a century/);
    expect(() => durationMs(`${'9'.repeat(400)}d`)).toThrow(/longer than a century/);
  });

  it('of several parts is their sum', () => {
    const part = (most: number) => fc.integer({ min: 0, max: most });
    fc.assert(
      fc.property(part(300), part(23), part(59), part(59), part(999), (d, h, m, s, ms) => {
        const text = `${d}d${h}h${m}m${s}s${ms}ms`;
        expect(durationMs(text)).toBe((((d * 24 + h) * 60 + m) * 60 + s) * 1000 + ms);
      }),
    );
  });
});

describe('a duration in words', () => {
  it.each([
    [-5, '0 s'],
    [0, '0 s'],
    [45_000, '45 s'],
    [99_000, '99 s'],
    [120_000, '2 min'],
    [3_599_000, '1 h'],
    [12_000_000, '3 h 20 min'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 d'],
    [98 * 3_600_000, '4 d 2 h'],
  ])('%d ms are %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it('is off by no more than its last unit, and never has sixty of one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 86_400_000 }), (ms) => {
        const parts = [...durationText(ms).matchAll(/(\d+) (s|min|h|d)/g)];
        const size = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
        const units = parts.map((part) => size[part[2] as keyof typeof size]);
        const total = parts.reduce((sum, part, index) => sum + Number(part[1]) * units[index]!, 0);
        const finest = ms >= 48 * 3_600_000 ? size.h : units.at(-1) === size.s ? size.s : size.min;
        expect(Math.abs(total - ms)).toBeLessThanOrEqual(finest);
        if (parts.length === 2) expect(Number(parts[1]![1])).toBeLessThan(60);
      }),
    );
  });
});
