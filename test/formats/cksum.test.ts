import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cksum } from '../../src/formats/cksum.js';

const byProgram = (bytes: Uint8Array): string =>
  execFileSync('cksum', { input: bytes }).toString().split(' ')[0]!;
const sum = (...parts: Uint8Array[]): string =>
  parts.reduce((cksum, part) => cksum.update(part), new Cksum()).digest();

/** Reproducible bytes that repeat no short pattern. */
function noise(length: number): Uint8Array {
  let state = 12345;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  });
}

describe('Cksum', () => {
  it.each([0, 1, 2, 3, 4, 5, 7, 8, 255, 256, 257, 65_535, 65_536, 1_000_003])(
    'agrees with the cksum program on %i octets',
    (length) => {
      expect(sum(noise(length))).toBe(byProgram(noise(length)));
    },
  );

  it('agrees with the cksum program on anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sum(bytes)).toBe(byProgram(bytes));
      }),
      { numRuns: 40 },
    );
  });

  it('does not depend on how the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (parts) => {
        expect(sum(...parts)).toBe(sum(Uint8Array.from(parts.flatMap((part) => [...part]))));
      }),
    );
  });

  it('can be fed on after a digest', () => {
    const cksum = new Cksum().update(noise(10));
    expect(cksum.digest()).toBe(cksum.digest());
    expect(cksum.update(noise(10)).digest()).toBe(sum(noise(10), noise(10)));
  });
});
