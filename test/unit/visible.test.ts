import fc from 'fast-check';
import { expect, it } from 'vitest';
import { visible } from '../../src/operator/words/visible.js';

it('keeps the lines and tabs of a text, and its letters in every language', () => {
  expect(visible('a\tb\r\nc\nd é ✓ 漢字 🛰')).toBe('a\tb\nc\nd é ✓ 漢字 🛰');
});

it('shows what steers a terminal, turns the reading direction or hides', () => {
  expect(visible('\u001b[31m\u0000\u007f\u0085\u202e\u200b\ufeff\u00ad\u{e0041}\rX')).toBe(
    '‹U+001B›[31m‹U+0000›‹U+007F›‹U+0085›‹U+202E›‹U+200B›‹U+FEFF›‹U+00AD›‹U+E0041›‹U+000D›X',
  );
});

it('never lets a control or format character through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u);
    }),
  );
});
