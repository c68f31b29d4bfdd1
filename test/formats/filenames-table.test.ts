import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FILENAMES_HEADER,
  formatFilenamesLine,
  parseFilenamesLine,
  type FilenamesEntry,
} from '../../src/formats/filenames-table.js';
import { FormatError } from '../../src/formats/format-error.js';

const ENTRY: FilenamesEntry = {
  oldName: 'P0420105AAAAAAAAAAAAAA26324031500001.PDS',
  newName: 'MOP00SCI-20261120-0000-20261120031500.01',
  size: 22_020_096,
  checksum: 'md5:0cc175b9c0f1b6a831c399e269772661',
  archivedAt: '2026-11-20T05:12:44.031Z',
};

const legalName = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('#', '\\', '\t', '\n', '\r', 'u', '0', 'é', '\u2028', '\ud800') }),
  )
  .filter((name) => name !== '');
const entry: fc.Arbitrary<FilenamesEntry> = fc.record({
  oldName: legalName,
  newName: legalName,
  size: fc.maxSafeNat(),
  checksum: fc.constantFrom('md5:00ff', 'cksum:1234567890', 'sha256:aa'),
  archivedAt: fc.constantFrom('2026-11-20T05:12:44Z', '2026-11-20T05:12:44.031Z'),
});

describe('filenames.tbl', () => {
  it('keeps one readable line per file', () => {
    const line = formatFilenamesLine(ENTRY);
    expect(line.split('\t').slice(0, 3)).toEqual([ENTRY.oldName, ENTRY.newName, '22020096']);
    expect(line.indexOf('\n')).toBe(line.length - 1);
  });

  it('brings every file name back, whatever is in it', () => {
    fc.assert(
      fc.property(entry, (one) => {
        const line = formatFilenamesLine(one);
        expect(line.slice(0, -1)).not.toMatch(/[\n\r\u2028]/);
        expect(parseFilenamesLine(line)).toEqual(one);
        expect(parseFilenamesLine(line.slice(0, -1))).toEqual(one);
      }),
    );
  });

  it('takes no torn line for an entry, wherever it was torn', () => {
    const line = formatFilenamesLine(ENTRY);
    for (let length = 0; length < line.length - 1; length++) {
      expect(parseFilenamesLine(line.slice(0, length)), `torn after ${length}`).toBeUndefined();
      if (length > 0)
        expect(parseFilenamesLine(line.slice(0, length) + line), `glued after ${length}`).toBeUndefined();
    }
  });

  it('passes over the header, comments and blank lines', () => {
    for (const line of [FILENAMES_HEADER, '# note\n', '\n', ''])
      expect(parseFilenamesLine(line)).toBeUndefined();
  });

  it('reads anything without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\\', '\t', '1', ':', '#') }), (text) => {
        expect(parseFilenamesLine(text)).toBeUndefined();
      }),
    );
  });

  it.each<[string, Partial<FilenamesEntry>]>([
    ['an empty name', { newName: '' }],
    ['a fractional size', { size: 1.5 }],
    ['a checksum without its kind', { checksum: '0cc175b9' }],
    ['a local time', { archivedAt: '2026-11-20 05:12:44' }],
  ])('refuses %s', (_, change) => {
    expect(() => formatFilenamesLine({ ...ENTRY, ...change })).toThrow(FormatError);
  });
});
