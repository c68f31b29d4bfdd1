import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emitEnviHeader,
  enviBytes,
  enviList,
  parseEnviHeader,
  type EnviHeader,
  type EnviType,
} from '../../src/formats/envi-header.js';
import { FormatError } from '../../src/formats/format-error.js';

const STRUCTURE = 'samples = 4\nlines = 3\nbands = 2\ndata type = 12\ninterleave = bil\n';

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,9}$/);
const key = fc
  .array(word, { minLength: 1, maxLength: 3 })
  .map((words) => words.join(' ').toLowerCase())
  .filter(
    (text) => !/^(?:samples|lines|bands|data type|interleave|header offset|byte order|file type)$/.test(text),
  );
const plain = fc.stringMatching(/^[A-Za-z0-9 .,:+_/-]{0,20}$/).map((text) => text.trim());
const value = fc.oneof(
  plain,
  fc
    .array(
      plain.map((text) => text.replace(/,/g, '')),
      { minLength: 1, maxLength: 4 },
    )
    .map((items) => `{${items.join(', ')}}`),
);
const headers: fc.Arbitrary<EnviHeader> = fc.record({
  samples: fc.integer({ min: 1, max: 1e6 }),
  lines: fc.integer({ min: 1, max: 1e6 }),
  bands: fc.integer({ min: 1, max: 1000 }),
  type: fc.constantFrom<EnviType>(1, 2, 3, 4, 5, 12, 13),
  interleave: fc.constantFrom('bil' as const, 'bsq' as const, 'bip' as const),
  offset: fc.nat(1e6),
  bigEndian: fc.boolean(),
  fields: fc.array(fc.tuple(key, value), { maxLength: 6 }).map((entries) => new Map(entries)),
  comments: fc.array(plain, { maxLength: 4 }),
});

describe('an ENVI header', () => {
  test('that is written is read as it was', () => {
    fc.assert(
      fc.property(headers, (header) => {
        const read = parseEnviHeader(emitEnviHeader(header));
        const fields = new Map([...read.fields].filter(([name]) => name !== 'file type'));
        expect({ ...read, fields }).toEqual(header);
        expect([...fields.keys()]).toEqual([...header.fields.keys()]);
      }),
    );
  });

  test('in any case, with lists over many lines, comments and Windows line ends is read', () => {
    const read = parseEnviHeader(
      'ENVI\r\nSamples = 4\r\n;Min X = -4.2\r\nLINES=3\r\nData Type = 4\r\nWavelength = {\r\n 400.5,\r\n 500\r\n}\r\nx start = 7\r\n',
    );
    expect(read).toMatchObject({
      samples: 4,
      lines: 3,
      bands: 1,
      type: 4,
      interleave: 'bsq',
      offset: 0,
      bigEndian: false,
    });
    expect(enviList(read, 'wavelength')).toEqual(['400.5', '500']);
    expect(enviList(read, 'x start')).toEqual(['7']);
    expect(enviList(read, 'y start')).toBeUndefined();
    expect(read.comments).toEqual(['Min X = -4.2']);
    expect(enviBytes(read)).toBe(48);
  });

  test('with a key twice counts as it came last', () => {
    expect(parseEnviHeader(`ENVI\n${STRUCTURE}bands = 5\n`).bands).toBe(5);
  });

  test.each([
    ['', 'does not begin with the line ENVI'],
    [`ENVI\n${STRUCTURE.replace('samples = 4', '')}`, "'samples' is missing"],
    [`ENVI\n${STRUCTURE.replace('samples = 4', 'samples = -4')}`, '\'samples\' is "-4"'],
    [`ENVI\n${STRUCTURE.replace('lines = 3', 'lines = 1e9')}`, '\'lines\' is "1e9"'],
    [`ENVI\n${STRUCTURE.replace('lines = 3', 'lines = 0')}`, 'not a whole number from 1'],
    [`ENVI\n${STRUCTURE.replace('12', '6')}`, 'data type 6 is none of'],
    [`ENVI\n${STRUCTURE.replace('bil', 'bin')}`, 'is none of bil, bsq, bip'],
    [`ENVI\n${STRUCTURE}byte order = 2\n`, 'neither 0 nor 1'],
    [`ENVI\n${STRUCTURE}wavelength = {1, 2\n`, "the list of 'wavelength' has no end"],
    [`ENVI\n${STRUCTURE}what is this\n`, "no '='"],
    [`ENVI\n${STRUCTURE}= 3\n`, "no key before '='"],
  ])('%j is refused: %s', (text, words) => {
    expect(() => parseEnviHeader(text)).toThrowError(words);
  });

  test('whatever comes in, only a FormatError or a header comes out', () => {
    const pieces = fc.constantFrom(
      ...'={};,\n\r \t0123456789abc'.split(''),
      'samples',
      'lines',
      'bands',
      'data type',
      'byte order',
      'ENVI',
      '__proto__',
      'constructor',
    );
    const noise = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(noise, fc.boolean(), (text, begun) => {
        try {
          const header = parseEnviHeader(begun ? `ENVI\n${STRUCTURE}${text}` : text);
          expect(enviBytes(header)).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('whose fields could not be read back is not written', () => {
    const header = parseEnviHeader(`ENVI\n${STRUCTURE}`);
    for (const [name, text] of [
      ['a', 'x\ny'],
      ['a', '{x'],
      ['a = b', 'x'],
      ['', 'x'],
      ['a', 'x}'],
    ] as const)
      expect(() => emitEnviHeader({ ...header, fields: new Map([[name, text]]) })).toThrowError(FormatError);
  });
});
