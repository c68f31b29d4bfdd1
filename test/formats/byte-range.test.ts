import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedRange } from '../../src/formats/byte-range.js';

describe('a range of bytes', () => {
  it.each([
    [undefined, 'whole'],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=10-', { start: 10, end: 99 }],
    ['bytes=90-200', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-200', { start: 0, end: 99 }],
    ['Bytes = 3 - 4', { start: 3, end: 4 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['lines=0-1', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=a-b', 'whole'],
  ])('%s of a hundred is %j', (header, expected) => {
    expect(askedRange(header, 100)).toEqual(expected);
  });

  it('lies within what there is, whatever is asked', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^bytes=[0-9-]{0,12}$/), fc.nat(1000), (header, size) => {
        const range = askedRange(header, size);
        if (typeof range === 'string') return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThan(size);
      }),
    );
  });
});
