import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/formats/format-error.js';
import {
  emitPcf,
  filesOf,
  parameterOf,
  parsePcf,
  type Pcf,
  type PcfFile,
  type PcfFileSection,
} from '../../src/formats/pcf.js';
import { onlyFormatErrors } from './fuzz.js';

const fixture = readFileSync(new URL('fixtures/l1-run.pcf', import.meta.url), 'utf8');

const section = (files: PcfFile[] = []): PcfFileSection => ({ directory: '/staging/run', files });
const PCF: Pcf = {
  runId: '1',
  softwareId: 'proc-3.50.0',
  productInput: section([
    { lun: 701000, name: 'early', sequence: 1 },
    { lun: 701001, name: 'other', sequence: 1 },
    { lun: 701000, name: 'late', sequence: 2 },
  ]),
  productOutput: section(),
  supportInput: section(),
  supportOutput: section(),
  intermediateInput: section(),
  intermediateOutput: section(),
  temporary: section(),
  parameters: [],
};

const word = (most: number) =>
  fc
    .string({ minLength: 1, maxLength: most })
    .map((text) => text.replaceAll('|', '?'))
    .filter((text) => text === text.trim());
const name = word(60).map((text) => text.replaceAll('/', '_'));
const directory = word(40);
const file = fc.record(
  { name, directory, size: word(8), ur: word(60), met: name },
  { requiredKeys: ['name'] },
);
/** Files as a PCF lists them: the LUNs of one section are its own, and of each LUN the sequence runs from N to 1. */
const sections = fc.array(fc.array(fc.array(file, { minLength: 1, maxLength: 3 }), { maxLength: 3 }), {
  minLength: 7,
  maxLength: 7,
});
const pcf: fc.Arbitrary<Pcf> = fc
  .record({
    runId: word(20).filter((text) => !/^[?!#]/.test(text)),
    softwareId: word(20).filter((text) => !/^[?!#]/.test(text)),
    sections,
    directories: fc.array(directory, { minLength: 7, maxLength: 7 }),
    parameters: fc.uniqueArray(
      fc.record({ lun: fc.integer({ min: 1, max: 2 ** 31 - 1 }), description: word(200), value: word(200) }),
      {
        selector: ({ lun }) => lun,
        maxLength: 4,
      },
    ),
  })
  .map(({ runId, softwareId, sections, directories, parameters }) => {
    const made = sections.map((luns, at) => ({
      directory: directories[at]!,
      files: luns.flatMap((files, group) =>
        files.map((one, index) => ({ ...one, lun: 1 + at * 1000 + group, sequence: files.length - index })),
      ),
    }));
    return {
      runId,
      softwareId,
      parameters,
      productInput: made[0]!,
      productOutput: made[1]!,
      supportInput: made[2]!,
      supportOutput: made[3]!,
      intermediateInput: made[4]!,
      intermediateOutput: made[5]!,
      temporary: made[6]!,
    };
  });

describe('reading a PCF', () => {
  const read = parsePcf(fixture);

  it('finds run, software, parameters and sections by counting question marks', () => {
    expect(read).toMatchObject({ runId: '8841', softwareId: 'proc-3.50.0' });
    expect(parameterOf(read, 703000)).toBe('2026-11-20');
    expect(parameterOf(read, 1)).toBeUndefined();
    expect(read.supportOutput.files.map(({ name }) => name)).toEqual(['LogStatus', 'LogReport']);
    expect(read.temporary).toEqual({ directory: '/staging/2026-11-20/L1/tmp', files: [] });
    expect(parsePcf(fixture.replace(/^\?.*$/gm, '?'))).toEqual(read);
  });

  it('resolves directories and lists the files of a LUN by sequence number', () => {
    expect(filesOf(read, 701000)).toEqual([
      { path: '/archive/L0/2026/11/MOP00SCI-20261120-0000.01', met: '/archive/L0/2026/11/sci-0000.met' },
      {
        path: '/staging/2026-11-20/L1/inputs/MOP00SCI-20261120-0200.01',
        met: '/staging/2026-11-20/L1/inputs/MOP00SCI-20261120-0200.met',
        ur: 'UR:10:DsShESDTUR:UR:15:DsShSciServerUR:13:[LAR:DSSDSRV]:20:SC:MOP00SCI.001:7002',
      },
    ]);
    expect(filesOf(read, 701001)).toEqual([{ path: '~/attitude/AM1ATTNF-20261120-0000' }]);
    expect(filesOf(read, 999)).toEqual([]);
  });

  it('accepts other line ends, blank lines, a byte order mark and blanks around fields', () => {
    const loose = `\uFEFF${fixture.replaceAll('\n', '\r\n\r\n').replaceAll('|', ' | ')}`;
    expect(parsePcf(loose)).toEqual(read);
  });

  it('takes no torn file for a whole one', () => {
    const end = fixture.indexOf('?   END');
    for (let length = 0; length <= end; length += 7)
      expect(() => parsePcf(fixture.slice(0, length))).toThrow(FormatError);
    expect(() => parsePcf(fixture.slice(0, end))).toThrow('ends before section END');
  });

  it.each([
    [
      'a file line of six fields',
      '701001|AM1ATTNF-20261120-0000|~/attitude/|||1',
      'line 13: a file line has 7 fields',
    ],
    ['a LUN that is no number', '0x10|AM1ATTNF|||||1', 'line 13: the LUN "0x10" is not a number'],
    ['a file without a name', '701001||||||1', 'line 13: the file has no name'],
  ])('points at %s', (_, line, message) => {
    const text = fixture.replace('701001|AM1ATTNF-20261120-0000|~/attitude/||||1', line);
    expect(() => parsePcf(text)).toThrow(message);
  });

  it('raises nothing but a FormatError, whatever it is given', () => {
    const piece = fc.constantFrom('?', '!', '#', '|', '\n', '\r', '1', '10100', 'x', ' ', '/tmp');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 200 }),
        (pieces) => void onlyFormatErrors(() => parsePcf(pieces.join(''))),
      ),
    );
    fc.assert(
      fc.property(fc.nat(fixture.length), fc.nat(40), fc.string({ unit: 'binary' }), (at, length, text) => {
        onlyFormatErrors(() => parsePcf(fixture.slice(0, at) + text + fixture.slice(at + length)));
      }),
    );
  });
});

describe('writing a PCF', () => {
  it('has ten sections, a default directory in each of files, and sequence numbers counting down', () => {
    const lines = emitPcf(PCF).split('\n');
    expect(lines.filter((line) => line.startsWith('?'))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('!'))).toHaveLength(7);
    expect(lines.slice(0, -1)).not.toContain('');
    expect(lines.filter((line) => line.startsWith('70'))).toEqual([
      '701000|late|||||2',
      '701000|early|||||1',
      '701001|other|||||1',
    ]);
    expect(lines.slice(-2)).toEqual(['?   END', '']);
  });

  it('can be read back whole', () => {
    fc.assert(
      fc.property(pcf, (one) => {
        expect(parsePcf(emitPcf(one))).toEqual(one);
      }),
    );
  });

  it('writes what was read', () => {
    const { productInput, ...rest } = parsePcf(fixture);
    const files = productInput.files.map((file) =>
      file.met?.startsWith('/') ? { ...file, met: 'sci-0000.met' } : file,
    );
    const strict = { ...rest, productInput: { ...productInput, files } };
    expect(parsePcf(emitPcf(strict))).toEqual(strict);
  });

  const one = (change: Partial<PcfFile>): Pcf => ({
    ...PCF,
    productInput: section([{ lun: 9, name: 'f', sequence: 1, ...change }]),
  });
  it.each<[string, Pcf]>([
    ['a bar in a name', one({ name: 'a|b' })],
    ['a line break in a name', one({ name: 'a\nb' })],
    ['a path in a name', one({ name: '../b' })],
    ['a blank at the end of a name', one({ name: 'a ' })],
    ['a name of 257 characters', one({ name: 'a'.repeat(257) })],
    ['a path of 769 characters', one({ directory: `/${'d'.repeat(766)}` })],
    ['a universal reference of 256 characters', one({ ur: 'u'.repeat(256) })],
    ['a LUN that is no whole number', one({ lun: 1.5 })],
    ['a LUN that is no C int', one({ lun: 2 ** 31 })],
    ['a sequence that does not end at 1', one({ sequence: 2 })],
    ['a section without a directory', { ...PCF, temporary: { directory: '', files: [] } }],
    ['a LUN in two sections', { ...PCF, productOutput: section([{ lun: 701001, name: 'x', sequence: 1 }]) }],
    [
      'two files of one number',
      { ...PCF, temporary: section([1, 1].map((sequence) => ({ lun: 5, name: 'x', sequence }))) },
    ],
    [
      'a parameter of 201 characters',
      { ...PCF, parameters: [{ lun: 5, description: 'd', value: 'v'.repeat(201) }] },
    ],
    [
      'a parameter twice',
      { ...PCF, parameters: [1, 2].map((n) => ({ lun: 5, description: 'd', value: `${n}` })) },
    ],
    ['an empty run id', { ...PCF, runId: '' }],
    ['a run id that reads as a comment', { ...PCF, runId: '#7' }],
  ])('refuses %s', (_, pcf) => {
    expect(() => emitPcf(pcf)).toThrow(FormatError);
  });

  it('keeps to names, paths and lines at their limits', () => {
    const name = 'n'.repeat(256);
    const full = one({ name, directory: `/${'d'.repeat(510)}`, ur: 'u'.repeat(255), met: name });
    expect(parsePcf(emitPcf(full))).toEqual(full);
  });
});
