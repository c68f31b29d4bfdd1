import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../src/domain/data-day.js';
import {
  archiveName,
  granuleKey,
  granuleOfKey,
  granuleWords,
  parseArchiveName,
  type ArchivedFile,
  type Granule,
} from '../../src/domain/granule.js';

const letters = (alphabet: string, max: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: max });
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const day = fc.integer({ min: 0, max: 40_000 }).map((number) => dayOf(number * 86_400_000));
const slot = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => String(hour).padStart(2, '0') + String(minute).padStart(2, '0'));
const event = fc
  .tuple(letters(UPPER, 4), letters('abcdefghijklmnopqrstuvwxyz', 6))
  .map(([train, kind]) => `${train}-${kind}`);
const granule: fc.Arbitrary<Granule> = fc.record(
  { type: letters(UPPER, 8), day, slot, event },
  { requiredKeys: ['type', 'day'] },
);
const archived: fc.Arbitrary<ArchivedFile> = fc.record(
  { granule, made: fc.stringMatching(/^\d{14}$/), part: fc.constantFrom('00', '01', '17', 'met') },
  { requiredKeys: ['granule', 'made'] },
);

describe('the key of a granule', () => {
  it('tells type, day and slot', () => {
    const { day } = granuleOfKey('MOP00SCI/2026-11-20/0400');
    expect(granuleKey({ type: 'MOP00SCI', day, slot: '0400' })).toBe('MOP00SCI/2026-11-20/0400');
    expect(granuleOfKey('MOPCH/2026-11-20/T2-hot')).toEqual({ type: 'MOPCH', day, event: 'T2-hot' });
  });

  it('gives back every granule', () => {
    fc.assert(
      fc.property(granule, (of) => {
        expect(granuleOfKey(granuleKey(of))).toEqual(of);
      }),
    );
  });

  it.each([
    'MOP01',
    'MOP01/2026-11-20/',
    'MOP01/2026-11-31',
    'MOP01/20261120',
    'mop01/2026-11-20',
    'MOP01234X/2026-11-20',
    'MOP00SCI/2026-11-20/2400',
    'MOP00SCI/2026-11-20/0460',
    'MOP00SCI/2026-11-20/0400/0600',
    'MOPCH/2026-11-20/T2-hot/T3-hot',
    'MOPCH/2026-11-20/T2-hot/0400',
    '/2026-11-20',
    '',
  ])('is not %j', (key) => {
    expect(() => granuleOfKey(key)).toThrow(RangeError);
  });

  it('reads as words: the slot where there is one, else the day', () => {
    expect(granuleWords('MOP00SCI/2026-11-20/0400')).toBe('MOP00SCI of 04:00');
    expect(granuleWords('DLLAPMIS/2026-11-21')).toBe('DLLAPMIS of 2026-11-21');
    expect(granuleWords('MOPCH/2026-11-20/T2-hot')).toBe('MOPCH T2-hot of 2026-11-20');
  });
});

describe('the archive name of an input', () => {
  it('tells type, day, slot, production time and part', () => {
    const { day } = granuleOfKey('MOP00SCI/2026-11-20/0400');
    expect(
      archiveName({ granule: { type: 'MOP00SCI', day, slot: '0400' }, made: '20261121031500', part: '01' }),
    ).toBe('MOP00SCI-20261120-0400-20261121031500.01');
  });

  it('gives back every file', () => {
    fc.assert(
      fc.property(archived, (file) => {
        expect(parseArchiveName(archiveName(file))).toEqual(file);
      }),
    );
  });

  it('sorts a later production of a granule after the earlier one', () => {
    fc.assert(
      fc.property(granule, fc.stringMatching(/^\d{14}$/), fc.stringMatching(/^\d{14}$/), (of, a, b) => {
        const [first, second] = [
          archiveName({ granule: of, made: a }),
          archiveName({ granule: of, made: b }),
        ];
        expect(first < second).toBe(a < b);
      }),
    );
  });

  it.each([
    'MOP00SCI-20261131-0400-20261121031500.01',
    'MOP00SCI-20261120-0400-2026112103150.01',
    'MOP00SCI-20261120-2500-20261121031500',
    'mop00sci-20261120-0400-20261121031500',
    'MOP00SCI-20261120-0400-20261121031500.01~',
    'filenames.tbl',
    '',
  ])('is not %j, which is foreign and no error', (name) => {
    expect(parseArchiveName(name)).toBeUndefined();
  });

  it('is never found by accident in arbitrary text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const file = parseArchiveName(text);
        if (file) expect(archiveName(file)).toBe(text);
      }),
    );
  });
});
