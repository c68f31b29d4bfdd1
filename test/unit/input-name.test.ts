import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactDay, dayOf, ordinalDay } from '../../src/domain/data-day.js';
import { archiveName, parseArchiveName } from '../../src/domain/granule.js';
import { pdsName, type PdsName } from '../../src/formats/edos.js';
import { identifyInput } from '../../src/formats/input-name.js';
import { mopitt } from '../support/mopitt.js';

const mission = await mopitt();
const identify = (name: string) => identifyInput(mission, name);
const pds = (over: Partial<PdsName> = {}): string =>
  pdsName({
    expedited: false,
    apids: [{ scid: 42, apid: 1217 }],
    created: '2026-11-21T03:15:00Z',
    digit: 0,
    fileNumber: 1,
    ...over,
  });

describe('the name of an EDOS data set', () => {
  it('tells type, part and production time, and no time of the data', () => {
    expect(identify(pds())).toEqual({ type: 'MOP00SCI', part: '01', made: '20261121031500' });
    expect(identify(pds({ fileNumber: 0, apids: [{ scid: 42, apid: 1219 }] }))).toEqual({
      type: 'MOP00TBL',
      part: '00',
      made: '20261121031500',
    });
  });

  it('is foreign for another instrument or spacecraft', () => {
    expect(identify(pds({ apids: [{ scid: 42, apid: 1300 }] }))).toBeUndefined();
    expect(identify(pds({ apids: [{ scid: 154, apid: 1217 }] }))).toBeUndefined();
  });

  it('is foreign when the data set is expedited, for it is made before its data are complete', () => {
    expect(identify(pds({ expedited: true }))).toBeUndefined();
  });
});

describe('the name of an ancillary granule', () => {
  it('tells day and slot of the data', () => {
    expect(identify('MOPEPHN0.A2026324.0400.001.2026325031500')).toEqual({
      type: 'MOPEPHN0',
      day: '2026-11-20',
      slot: '0400',
      made: '20261121031500',
    });
    expect(identify('DLLAPMIS.A2026324.001.2026325031500')).toEqual({
      type: 'DLLAPMIS',
      day: '2026-11-20',
      made: '20261121031500',
    });
  });

  it.each([
    ['0000', '0000'],
    ['0003', '0000'],
    ['0159', '0000'],
    ['0200', '0200'],
    ['2359', '2200'],
  ])('that starts at %s counts for the slot of %s', (time, slot) => {
    expect(identify(`MOPATTNF.A2026324.${time}.001.2026325031500`)?.slot).toBe(slot);
  });

  it.each([
    'MOPEPHN0.A2026366.0400.001.2026325031500',
    'MOPEPHN0.A2026324.2400.001.2026325031500',
    'MOPEPHN0.A2026324.0460.001.2026325031500',
    'MOPEPHN0.A2026324.0400.001.2026325251500',
    'MOPEPHN0.A2026324.0400.001.2026400031500',
    'MOPEPHN0.A2026324.001.2026325031500',
    'MOPEPHN0.A2026324.0400.001.2026325031500.tmp',
    'XMOPEPHN0.A2026324.0400.001.2026325031500',
    'MOPEPHN1.A2026324.0400.001.2026325031500',
    'P0421217AAAAAAAAAAAAAA26325031500001.PDS.part',
    'README',
    '.met',
    '',
  ])('is not %j', (name) => {
    expect(identify(name)).toBeUndefined();
  });
});

describe('a metadata file', () => {
  it('follows the file that it describes', () => {
    const name = 'DLLAPMIS.A2026324.001.2026325031500';
    expect(identify(`${name}.met`)).toEqual({ ...identify(name), part: 'met' });
    expect(identify(`${pds()}.met`)).toMatchObject({ type: 'MOP00SCI', part: 'met' });
  });

  it('describes no foreign file and no other metadata file', () => {
    expect(identify('README.met')).toBeUndefined();
    expect(identify('DLLAPMIS.A2026324.001.2026325031500.met.met')).toBeUndefined();
  });
});

describe('every name', () => {
  it('of a known file makes an archive name that is read back', () => {
    const day = fc.integer({ min: 10_957, max: 40_000 }).map((count) => dayOf(count * 86_400_000));
    const hour = fc.integer({ min: 0, max: 11 }).map((count) => `${String(count * 2).padStart(2, '0')}00`);
    fc.assert(
      fc.property(fc.constantFrom('MOPEPHN0', 'MOPATTNF'), day, hour, day, (type, of, slot, made) => {
        const read = identify(`${type}.A${ordinalDay(of)}.${slot}.001.${ordinalDay(made)}031500`)!;
        expect(read).toEqual({ type, day: of, slot, made: `${compactDay(made)}031500` });
        const file = { granule: { type, day: of, slot }, made: read.made };
        expect(parseArchiveName(archiveName(file))).toEqual(file);
      }),
    );
  });

  it('is either recognised or foreign, and never an error', () => {
    const near = fc
      .tuple(
        fc.constantFrom('MOPEPHN0.A', 'DLLAPMIS.A', 'P0421217AAAAAAAAAAAAAA', ''),
        fc.stringMatching(/^[0-9.A]{0,40}$/),
        fc.constantFrom('', '.met', '.PDS', '.EDS'),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (name) => {
        const read = identify(name);
        if (read) expect(read.made).toMatch(/^\d{14}$/);
      }),
      { numRuns: 500 },
    );
  });
});
