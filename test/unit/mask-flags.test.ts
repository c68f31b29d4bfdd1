import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskFlags, maskingProblems } from '../../src/domain/scops/mask-flags.js';

test.each([
  ['u', 1],
  ['o', 2],
  ['m', 8],
  ['n', 16],
  ['r', 32],
  ['q', 64],
])('the letter %s is flag %i of the mask, and no bad CCD pixel', (letter, flags) => {
  expect(maskFlags([letter])).toEqual({ flags, methodFlags: 0 });
});

test.each([
  ['a', 1],
  ['b', 2],
  ['c', 4],
  ['d', 8],
  ['e', 16],
  ['f', 32],
])('the letter %s is flag 4 of the mask and bit %i of the methods', (letter, methodFlags) => {
  expect(maskFlags([letter])).toEqual({ flags: 4, methodFlags });
});

test('letters add up, however often and in which order they come', () => {
  expect(maskFlags(['q', 'u', 'f', 'a', 'u'])).toEqual({ flags: 69, methodFlags: 33 });
  const all = [...'uomnrqabcdef'];
  expect(maskFlags(all)).toEqual(maskFlags('all'));
  expect(maskFlags('all')).toEqual({ flags: 127, methodFlags: 63 });
  expect(maskFlags('none')).toEqual({ flags: 0, methodFlags: 0 });
});

test('an empty choice and each unknown letter is a problem with a sentence', () => {
  expect(maskingProblems([])).toEqual(["No mask is chosen; choose at least one, 'all' or 'none'."]);
  expect(maskingProblems(['u', 'x', 'A', 'x'])).toEqual([
    'There is no mask "x"; the masks are u, o, m, n, r, q, a, b, c, d, e, f.',
    'There is no mask "A"; the masks are u, o, m, n, r, q, a, b, c, d, e, f.',
  ]);
  expect(() => maskFlags([])).toThrowError('No mask is chosen');
});

test('whatever letters come, they are refused or give bits that exist', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...'uomnrqabcdef'), fc.string({ maxLength: 3 }))),
      (letters) => {
        if (maskingProblems(letters).length > 0) return void expect(() => maskFlags(letters)).toThrowError();
        const { flags, methodFlags } = maskFlags(letters);
        expect(flags).toBeGreaterThan(0);
        expect(flags & ~127).toBe(0);
        expect(methodFlags & ~63).toBe(0);
      },
    ),
  );
});
