import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/formats/format-error.js';
import {
  cleanMetText,
  editMet,
  emitMet,
  metList,
  metValue,
  OPERATIONAL_QUALITY_FLAGS,
  parseMet,
  type MetFields,
} from '../../src/formats/met.js';
import { onlyFormatErrors } from './fuzz.js';

const read = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const toolkit = read('toolkit.met');
const distributed = read('distributed.met');

const FLAG = 'OPERATIONALQUALITYFLAG';
const EXPLANATION = 'OPERATIONALQUALITYFLAGEXPLANATION';

const FIELDS: MetFields = {
  shortName: 'MOP01',
  versionId: 7,
  localGranuleId: 'MOP01-20261120-L1V3.50.0.he5',
  productionDateTime: '2026-11-21T04:41:07.0312Z',
  localVersionId: 'L1V3.50.0',
  rangeBegin: '2026-11-20T00:00:00Z',
  rangeEnd: '2026-11-20T23:59:59.600000Z',
  pgeVersion: '3.50.0',
  inputPointers: ['MOP00SCI-20261120-0000-20261120031500.01', 'AM1ATTNF-20261120-0000-20261120040000'],
  parameterName: 'Radiance',
  operationalFlag: 'Not Investigated',
  operationalExplanation: '',
  automaticFlag: 'Passed',
  automaticExplanation: 'All channels within limits',
  percentMissing: 0,
  percentOutOfBounds: 100,
  additional: { ChopperState: 'running', 'Calibration events': '24' },
};

const plainText = (most: number) => fc.string({ maxLength: most }).map((text) => text.replaceAll('"', "'"));

describe('reading a .met', () => {
  it('gives values, lists and strings that wrap inside their quotes', () => {
    const met = parseMet(toolkit);
    expect(metValue(met, 'LOCALGRANULEID')).toBe('MOP01-20261120-L1V3.50.0.he5');
    expect(metValue(met, EXPLANATION)).toBe(
      'Nobody has looked at the housekeeping of this day yet; the chopper was restarted at 06:12',
    );
    expect(metValue(met, 'INPUTPOINTER')).toEqual([
      'MOP00SCI-20261120-0000-20261120031500.01',
      'MOP00SCI-20261120-0200-20261120051500.01',
      'AM1ATTNF-20261120-0000-20261120040000',
    ]);
    expect(metValue(met, 'NOSUCHOBJECT')).toBeUndefined();
    expect(metList(met, 'NOSUCHOBJECT')).toEqual([]);
  });

  it('tells objects of one name apart by their class or that of the container around them', () => {
    const met = parseMet(toolkit);
    expect(metValue(met, FLAG)).toBe('Not Investigated');
    expect(metValue(met, FLAG, '2')).toBe('Inferred Passed');
    expect(metValue(met, 'PARAMETERNAME', '2')).toBe('Solar radiance');
    expect(metValue(met, FLAG, '3')).toBeUndefined();
  });

  it('hides what differs in the dialect of ECS distribution', () => {
    const met = parseMet(distributed);
    expect(metValue(met, 'SHORTNAME')).toBe('AM1EPHN0');
    expect(metValue(met, 'VERSIONID')).toBe('1');
    expect(metValue(met, 'LocalGranuleID')).toBe('AM1EPHN0.A2026324.0400.001.2026324071502');
    expect(met.groups.map(({ name }) => name)).toEqual(['InventoryMetadata', 'CollectionMetadata']);
    expect(parseMet(distributed.replaceAll('\n', '\r\n'))).toEqual(met);
  });

  it('keeps the order, and groups without members', () => {
    const [inventory] = parseMet(toolkit).groups;
    expect(inventory?.children.map(({ name }) => name)).toEqual([
      'ECSDATAGRANULE',
      'MEASUREDPARAMETER',
      'INPUTGRANULE',
      'ORBITCALCULATEDSPATIALDOMAIN',
    ]);
    expect(inventory?.children.at(-1)?.children).toEqual([]);
  });
});

describe('editing a .met', () => {
  it('changes the value and not one other character, whatever the line ends', () => {
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      const text = toolkit.replaceAll('\n', lineEnd);
      const edited = editMet(text, [{ object: FLAG, klass: '1', value: 'Passed' }]);
      expect(edited).toBe(text.replace('"Not Investigated"', '"Passed"'));
    }
  });

  it('changes a string that wraps over lines as one value', () => {
    const edited = editMet(toolkit, [{ object: EXPLANATION, value: 'Looked at' }]);
    expect(edited).toBe(toolkit.replace(/"Nobody[^"]*"/, '"Looked at"'));
  });

  it('changes a list that wraps over lines, one member a line', () => {
    const value = ['A', 'B', 'C'];
    const edited = editMet(toolkit, [{ object: 'INPUTPOINTER', value }]);
    const pad = ' '.repeat(30);
    expect(edited).toBe(toolkit.replace(/\("MOP00SCI[^)]*\)/, `("A",\n${pad}"B",\n${pad}"C")`));
    expect(metValue(parseMet(edited), 'INPUTPOINTER')).toEqual(value);
    const back = editMet(toolkit.replaceAll('\n', '\r\n'), [{ object: 'INPUTPOINTER', value }]);
    expect(back).not.toMatch(/[^\r]\n/);
  });

  it('changes all objects of a name when no class is given', () => {
    const met = parseMet(editMet(toolkit, [{ object: FLAG.toLowerCase(), value: 'Suspect' }]));
    expect([metValue(met, FLAG, '1'), metValue(met, FLAG, '2')]).toEqual(['Suspect', 'Suspect']);
  });

  it('keeps bare values bare and lists lists', () => {
    expect(editMet(toolkit, [{ object: 'QAPERCENTMISSINGDATA', value: '12' }])).toContain('= 12\n');
    const edited = editMet(distributed, [{ object: 'VersionID', value: '2' }]);
    expect(edited).toBe(distributed.replace('Value = (1)', 'Value = (2)'));
  });

  it('makes several edits at once', () => {
    const edited = editMet(toolkit, [
      { object: EXPLANATION, value: 'x' },
      { object: 'LOCALGRANULEID', value: 'y' },
      { object: FLAG, klass: '2', value: 'Failed' },
    ]);
    const met = parseMet(edited);
    expect([metValue(met, EXPLANATION), metValue(met, 'LOCALGRANULEID'), metValue(met, FLAG, '2')]).toEqual([
      'x',
      'y',
      'Failed',
    ]);
  });

  it('says what it was asked to say, and nothing else differs', () => {
    fc.assert(
      fc.property(
        plainText(255),
        fc.constantFrom(...OPERATIONAL_QUALITY_FLAGS),
        fc.array(plainText(60), { maxLength: 20 }),
        (explanation, flag, pointers) => {
          const inputs = pointers.map((pointer) => `p${pointer}`);
          const edited = editMet(toolkit, [
            { object: EXPLANATION, value: explanation },
            { object: FLAG, klass: '1', value: flag },
            { object: 'INPUTPOINTER', value: inputs },
          ]);
          const met = parseMet(edited);
          expect(metValue(met, EXPLANATION)).toBe(explanation);
          expect(metValue(met, FLAG, '1')).toBe(flag);
          expect(metList(met, 'INPUTPOINTER')).toEqual(inputs);
          const undone = editMet(edited, [
            { object: EXPLANATION, value: '#1' },
            { object: FLAG, klass: '1', value: 'Passed' },
            { object: 'INPUTPOINTER', value: ['#3'] },
          ]);
          const once = editMet(toolkit, [
            { object: EXPLANATION, value: '#1' },
            { object: FLAG, klass: '1', value: 'Passed' },
            { object: 'INPUTPOINTER', value: ['#3'] },
          ]);
          expect(undone).toBe(once);
        },
      ),
    );
  });

  it.each([
    ['an absent object', { object: 'DAYNIGHTFLAG', value: 'Day' }, 'there is no object DAYNIGHTFLAG'],
    ['an absent class', { object: FLAG, klass: '9', value: 'Passed' }, 'of class 9'],
    ['a flag that is none', { object: FLAG, value: 'passed' }, 'is none of Passed, Failed'],
    ['an explanation of 256 characters', { object: EXPLANATION, value: 'x'.repeat(256) }, 'more than 255'],
    ['a quote', { object: EXPLANATION, value: 'the "cold" target' }, 'quote'],
    ['a line break', { object: EXPLANATION, value: 'one\ntwo' }, 'line break'],
    [
      'more members than NUM_VAL',
      { object: 'INPUTPOINTER', value: Array.from({ length: 101 }, () => 'x') },
      'room for 100',
    ],
    [
      'an input pointer of 256 characters',
      { object: 'INPUTPOINTER', value: ['x'.repeat(256)] },
      'more than 255',
    ],
    ['a percentage over 100', { object: 'QAPERCENTMISSINGDATA', value: '101' }, 'form'],
  ])('refuses %s', (_, edit, message) => {
    expect(() => editMet(toolkit, [edit])).toThrow(message);
    expect(() => editMet(toolkit, [edit])).toThrow(FormatError);
  });

  it('refuses two values for one object, and an object without a VALUE', () => {
    const twice = [
      { object: FLAG, value: 'Passed' },
      { object: FLAG, klass: '2', value: 'Failed' },
    ];
    expect(() => editMet(toolkit, twice)).toThrow('changed twice');
    expect(() => editMet(distributed, [{ object: 'ShortName', value: 'X' }])).toThrow('has no VALUE');
  });

  it('of any text raises a FormatError or returns what it was asked for', () => {
    const edit = [{ object: FLAG, value: 'Failed' }];
    const damage = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('"', '(', ')', '\n', '/*', ';', ' = ', 'END', '\f\n', "'"),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(toolkit, distributed),
        fc.nat(4000),
        fc.nat(60),
        damage,
        (text, at, length, junk) => {
          const damaged = text.slice(0, at) + junk + text.slice(at + length);
          onlyFormatErrors(() => parseMet(damaged));
          const edited = onlyFormatErrors(() => editMet(damaged, edit));
          if (edited !== undefined) expect(metValue(parseMet(edited), FLAG)).toBe('Failed');
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        (text) => void onlyFormatErrors(() => parseMet(text)),
      ),
    );
  });
});

describe('writing a .met', () => {
  it('lines up as the toolkit does and ends with END', () => {
    const lines = emitMet(FIELDS).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'GROUP                  = INVENTORYMETADATA',
      '  GROUPTYPE            = MASTERGROUP',
      '  GROUP                  = ECSDATAGRANULE',
    ]);
    expect(lines).toContain('      VALUE                = "MOP01-20261120-L1V3.50.0.he5"');
    expect(lines.slice(-3)).toEqual(['END_GROUP              = INVENTORYMETADATA', 'END', '']);
  });

  it('says everything it was given', () => {
    const met = parseMet(emitMet({ ...FIELDS, percentInterpolated: 4 }));
    const value = (name: string, klass?: string) => metValue(met, name, klass);
    expect(value('SHORTNAME')).toBe('MOP01');
    expect(value('VERSIONID')).toBe('7');
    expect(value('PRODUCTIONDATETIME')).toBe('2026-11-21T04:41:07.031Z');
    expect([value('RANGEBEGINNINGDATE'), value('RANGEBEGINNINGTIME')]).toEqual([
      '2026-11-20',
      '00:00:00.000000',
    ]);
    expect([value('RANGEENDINGDATE'), value('RANGEENDINGTIME')]).toEqual(['2026-11-20', '23:59:59.600000']);
    expect(value('INPUTPOINTER')).toEqual(FIELDS.inputPointers);
    expect(value('QAPERCENTOUTOFBOUNDSDATA')).toBe('100');
    expect(value('QAPERCENTINTERPOLATEDDATA')).toBe('4');
    expect(value('AUTOMATICQUALITYFLAGEXPLANATION')).toBe('All channels within limits');
    expect(value('ASSOCIATEDPLATFORMSHORTNAME')).toBe('Terra');
    expect(value('WESTBOUNDINGCOORDINATE')).toBe('-180');
    expect([value('ADDITIONALATTRIBUTENAME', '2'), value('PARAMETERVALUE', '2')]).toEqual([
      'Calibration events',
      '24',
    ]);
  });

  it('can be edited in place afterwards', () => {
    const edited = editMet(emitMet(FIELDS), [
      { object: FLAG, value: 'Passed' },
      { object: EXPLANATION, value: 'Looked at by two' },
      { object: 'INPUTPOINTER', value: ['only one'] },
    ]);
    expect(edited).toBe(
      emitMet({
        ...FIELDS,
        operationalFlag: 'Passed',
        operationalExplanation: 'Looked at by two',
        inputPointers: ['only one'],
      }).replace(/NUM_VAL( +)= 1\n( +VALUE +=) \("only/, 'NUM_VAL$1= 2\n$2 ("only'),
    );
  });

  it('comes back from every set of fields', () => {
    const fields = fc.record({
      localGranuleId: plainText(79).map((text) => `g${text}`),
      operationalExplanation: plainText(255),
      inputPointers: fc.array(
        plainText(254).map((text) => `i${text}`),
        { maxLength: 70 },
      ),
      percentMissing: fc.nat(100),
      additional: fc.dictionary(
        plainText(40).filter((name) => !/^\d+$|^__proto__$/.test(name)),
        plainText(255),
      ),
    });
    fc.assert(
      fc.property(fields, (some) => {
        const met = parseMet(emitMet({ ...FIELDS, ...some }));
        expect(metValue(met, 'LOCALGRANULEID')).toBe(some.localGranuleId);
        expect(metValue(met, EXPLANATION)).toBe(some.operationalExplanation);
        expect(metList(met, 'INPUTPOINTER')).toEqual(some.inputPointers);
        expect(metValue(met, 'QAPERCENTMISSINGDATA')).toBe(String(some.percentMissing));
        for (const [index, [name, value]] of Object.entries(some.additional).entries()) {
          expect(metValue(met, 'ADDITIONALATTRIBUTENAME', String(index + 1))).toBe(name);
          expect(metValue(met, 'PARAMETERVALUE', String(index + 1))).toBe(value);
        }
      }),
    );
  });

  it.each<[string, Partial<MetFields>]>([
    ['a short name of 9 characters', { shortName: 'MOP01TEST' }],
    ['an empty granule id', { localGranuleId: '' }],
    ['a version over 999', { versionId: 1000 }],
    ['half a percent', { percentMissing: 0.5 }],
    ['a percentage that is not a number', { percentMissing: NaN }],
    ['a range that ends before it begins', { rangeEnd: '2026-11-19T00:00:00Z' }],
    ['a local time', { productionDateTime: '2026-11-21 04:41' }],
    ['an operational flag that is none', { operationalFlag: 'OK' }],
    ['a PGE version of 11 characters', { pgeVersion: '3.50.0-beta' }],
    ['a quote in an attribute', { additional: { a: '"' } }],
    ['bounds off the globe', { bounds: { west: -181, east: 0, south: 0, north: 1 } }],
  ])('refuses %s', (_, change) => {
    expect(() => emitMet({ ...FIELDS, ...change })).toThrow(FormatError);
  });

  it('can take any text once it is cleaned', () => {
    expect(cleanMetText(' the “cold”\r\n  target\tof Zoë: 5 µm ☃ ')).toBe("the 'cold' target of Zoe: 5 ?m ?");
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const value = cleanMetText(text);
        expect(metValue(parseMet(editMet(toolkit, [{ object: EXPLANATION, value }])), EXPLANATION)).toBe(
          value,
        );
      }),
    );
  });
});
