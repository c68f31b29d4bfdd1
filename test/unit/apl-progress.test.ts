import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastPercent, mappedMegabytes, percentOf } from '../../src/airborne/progress.js';

describe('fault 15: the progress of APL is its per cent, and nothing else on its lines', () => {
  it('30 at line 99 is 30', () => {
    expect(percentOf('Approximate percent complete: 30 at line 99')).toBe(30);
  });

  it('30 at line 12345 is 30', () => {
    expect(percentOf('Approximate percent complete: 30 at line 12345')).toBe(30);
  });

  it('a last line that tells nothing leaves it where it was', () => {
    const text =
      'Approximate percent complete: 10 at line 40\nApproximate percent complete: 20\nWriting …\n\n';
    expect(lastPercent(text)).toBe(20);
    expect(lastPercent(`${'x\n'.repeat(50)}`)).toBeUndefined();
  });

  it('whatever the figures, and whatever is printed between', () => {
    const noise = fc.string().filter((line) => !line.includes('percent complete'));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.nat(), fc.array(noise), (percent, at, lines) => {
        const line = `Approximate percent complete: ${percent}`;
        expect(percentOf(line)).toBe(percent);
        expect(percentOf(`${line} at line ${at}`)).toBe(percent);
        expect(lastPercent([`${line} at line ${at}`, ...lines].join('\n'))).toBe(percent);
      }),
    );
  });

  it.each([
    'percent complete: 30',
    'Approximate percent complete: ',
    'Approximate percent complete: 3000',
    '',
  ])('and not anything else: %j', (line) => expect(percentOf(line)).toBeUndefined());
});

describe('the size of a map', () => {
  it('is read from the line of aplmap', () => {
    expect(mappedMegabytes('Final mapped image will require 1234 megabytes of disk space.')).toBe(1234);
    expect(mappedMegabytes('Final mapped image will require 12.5 megabytes of disk space.')).toBe(12.5);
    expect(mappedMegabytes('Free disk space: 1234 megabytes')).toBeUndefined();
  });
});
