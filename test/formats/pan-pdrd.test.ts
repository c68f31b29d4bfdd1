import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitPan, isSuccessful, parsePan } from '../../src/formats/pan.js';
import { emitPdrd, parsePdrd } from '../../src/formats/pdrd.js';
import { pans, pdrds } from './message-arbitraries.js';

const shortPan =
  'MESSAGE_TYPE = SHORTPAN;\nDISPOSITION = "SUCCESSFUL";\nTIME_STAMP = 2026-11-22T04:05:06Z;\n';
const longPan = `MESSAGE_TYPE = LONGPAN;
NO_OF_FILES = 2;
FILE_DIRECTORY = /delivery/a;
FILE_NAME = one.he5;
DISPOSITION = "CHECKSUM VERIFICATION FAILURE";
TIME_STAMP = ${' '.repeat(20)};
FILE_DIRECTORY = /delivery/a;
FILE_NAME = one.he5.met;
DISPOSITION = "SUCCESSFUL";
TIME_STAMP = 2026-11-22T04:05:06Z;
`;
const longPdrd = `MESSAGE_TYPE = LONGPDRD;
NO_FILE_GRPS = 2;
DATA_TYPE = MOP02J;
DISPOSITION = "SUCCESSFUL";
DATA_TYPE = MOP02J;
DISPOSITION = "MISSING FILE_CKSUM_TYPE PARAMETER";
`;

/** Spellings of one message that partners send. */
const spellings = (text: string): [string, string][] => [
  ['the strict one', text],
  ['CRLF', text.replaceAll('\n', '\r\n')],
  ['no quotes', text.replaceAll('"', '')],
  ['no blanks around the equals sign', text.replaceAll(' = ', '=')],
  ['no semicolons', text.replaceAll(/ *;/g, '')],
  ['indented', text.replaceAll(/^/gm, ' \t')],
  ['MESSAGE TYPE with a blank', text.replace('MESSAGE_TYPE', 'MESSAGE TYPE')],
  ['lower-case keywords', text.replaceAll(/^\w+/gm, (key) => key.toLowerCase())],
  ['lower-case message type', text.replace(/(SHORT|LONG)(PAN|PDRD)/, (type) => type.toLowerCase())],
];

describe('reading a PAN', () => {
  it.each(spellings(shortPan))('takes a short one: %s', (_, text) => {
    expect(parsePan(text)).toEqual({
      form: 'short',
      disposition: 'SUCCESSFUL',
      dispositionText: 'SUCCESSFUL',
      timeStamp: '2026-11-22T04:05:06Z',
    });
  });

  it.each(spellings(longPan))('takes a long one: %s', (_, text) => {
    expect(parsePan(text)).toEqual({
      form: 'long',
      fileCount: 2,
      files: [
        {
          directory: '/delivery/a',
          name: 'one.he5',
          disposition: 'CHECKSUM VERIFICATION FAILURE',
          dispositionText: 'CHECKSUM VERIFICATION FAILURE',
        },
        {
          directory: '/delivery/a',
          name: 'one.he5.met',
          disposition: 'SUCCESSFUL',
          dispositionText: 'SUCCESSFUL',
          timeStamp: '2026-11-22T04:05:06Z',
        },
      ],
    });
  });

  it('compares verdicts in upper case and keeps the words of the archive', () => {
    const pan = parsePan('MESSAGE_TYPE = SHORTPAN; DISPOSITION = " Successful ";');
    expect(pan).toMatchObject({ disposition: 'SUCCESSFUL', dispositionText: ' Successful ' });
    expect(isSuccessful(pan)).toBe(true);
  });

  it('never fails on a time stamp', () => {
    const pan = parsePan(shortPan.replace('2026-11-22T04:05:06Z', "2026-11-22'T'0405:06+0000"));
    expect(pan).toMatchObject({ timeStamp: "2026-11-22'T'0405:06+0000" });
  });

  it('normalises directories and does without NO_OF_FILES', () => {
    const pan = parsePan(
      longPan.replace('NO_OF_FILES = 2;\n', '').replaceAll('/delivery/a;', '//delivery//a/;'),
    );
    expect(pan).toMatchObject({ files: [{ directory: '/delivery/a' }, { directory: '/delivery/a' }] });
    expect(pan).not.toHaveProperty('fileCount');
  });

  it('takes several files under one directory', () => {
    const pan = parsePan(
      longPan.replace(/(Z|;)\nFILE_DIRECTORY.*\nFILE_NAME = one.he5.met/, '$1\nFILE_NAME = two'),
    );
    expect(pan).toMatchObject({
      files: [
        { directory: '/delivery/a', name: 'one.he5' },
        { directory: '/delivery/a', name: 'two' },
      ],
    });
  });

  it.each([
    ['no message type', 'DISPOSITION = SUCCESSFUL;', 'PAN: there is no MESSAGE_TYPE'],
    ['another message', 'MESSAGE_TYPE = SHORTPDRD;', 'PAN line 1: MESSAGE_TYPE is "SHORTPDRD"'],
    ['no verdict', 'MESSAGE_TYPE = SHORTPAN;', 'PAN: there is no DISPOSITION'],
    ['an empty verdict', 'MESSAGE_TYPE = SHORTPAN;\nDISPOSITION = "";', 'PAN line 2: DISPOSITION is empty'],
    [
      'a long one without files',
      'MESSAGE_TYPE = LONGPAN;\nNO_OF_FILES = 0;',
      'PAN: the LONGPAN lists no file',
    ],
    [
      'a verdict on no file',
      'MESSAGE_TYPE = LONGPAN;\nDISPOSITION = X;',
      'PAN line 2: DISPOSITION belongs to no file',
    ],
    [
      'a file without verdict',
      longPan.replace(/DISPOSITION = "CH.*\n/, ''),
      'PAN line 3: the file "one.he5" has no',
    ],
    [
      'a directory without file',
      longPan.replace('FILE_NAME = one.he5;', ''),
      'PAN line 3: the file has no FILE_NAME',
    ],
    ['a cut text', longPan.slice(0, longPan.indexOf('"SUCC')), 'PAN line 9: DISPOSITION is empty'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parsePan(text)).toThrow(message);
  });
});

describe('a PAN is successful', () => {
  const good = longPan.replace('CHECKSUM VERIFICATION FAILURE', 'SUCCESSFUL');

  it('when every file is', () => {
    expect(isSuccessful(parsePan(longPan))).toBe(false);
    expect(isSuccessful(parsePan(good))).toBe(true);
    expect(isSuccessful(parsePan(shortPan))).toBe(true);
    expect(isSuccessful(parsePan(shortPan.replace('SUCCESSFUL', 'UNSUCCESSFUL')))).toBe(false);
  });

  it('only when no announced file is missing', () => {
    expect(isSuccessful(parsePan(good.replace('NO_OF_FILES = 2', 'NO_OF_FILES = 3')))).toBe(false);
    expect(isSuccessful({ form: 'long', files: [] })).toBe(false);
  });
});

describe('writing a PAN', () => {
  it('gives the strict spelling', () => {
    expect(emitPan(parsePan(shortPan))).toBe(shortPan);
    expect(emitPan(parsePan(longPan))).toBe(longPan);
  });

  it('is undone by reading', () => {
    fc.assert(
      fc.property(pans, (pan) => {
        expect(parsePan(emitPan(pan))).toEqual(pan);
      }),
    );
  });

  it('refuses what readers would not agree on', () => {
    expect(() => emitPan({ form: 'short', disposition: 'a "b"' })).toThrow('not plain text');
    expect(() => emitPan({ form: 'short', disposition: 'OK', timeStamp: 'today' })).toThrow(
      'TIME_STAMP "today"',
    );
    expect(() => emitPan({ form: 'long', files: [] })).toThrow('lists no file');
    const files = [{ directory: '/a', name: 'b', disposition: 'OK' }];
    expect(() => emitPan({ form: 'long', fileCount: 2, files })).toThrow('NO_OF_FILES is 2 but 1 files');
    expect(() =>
      emitPan({ form: 'long', files: [{ directory: '/a', name: 'b;c', disposition: 'OK' }] }),
    ).toThrow('FILE_NAME');
  });
});

describe('reading a PDRD', () => {
  it.each(spellings('MESSAGE_TYPE = SHORTPDRD;\nDISPOSITION = "INVALID FILE COUNT";\n'))(
    'takes a short one: %s',
    (_, text) => {
      expect(parsePdrd(text)).toEqual({
        form: 'short',
        disposition: 'INVALID FILE COUNT',
        dispositionText: 'INVALID FILE COUNT',
      });
    },
  );

  it.each([...spellings(longPdrd), ['the other count', longPdrd.replace('GRPS', 'GROUPS')] as const])(
    'takes a long one and keeps two groups of one type: %s',
    (_, text) => {
      expect(parsePdrd(text)).toMatchObject({
        form: 'long',
        groupCount: 2,
        groups: [
          { dataType: 'MOP02J', disposition: 'SUCCESSFUL' },
          { dataType: 'MOP02J', disposition: 'MISSING FILE_CKSUM_TYPE PARAMETER' },
        ],
      });
    },
  );

  it('takes a count that is not the number of entries', () => {
    expect(parsePdrd(longPdrd.replace('= 2', '= 7'))).toMatchObject({ groupCount: 7, groups: [{}, {}] });
  });

  it.each([
    ['no groups', 'MESSAGE_TYPE = LONGPDRD;', 'PDRD: the LONGPDRD lists no group'],
    [
      'a verdict on no group',
      'MESSAGE_TYPE = LONGPDRD;\nDISPOSITION = X;',
      'PDRD line 2: DISPOSITION belongs to no',
    ],
    [
      'a group without verdict',
      longPdrd.replace('DISPOSITION = "SUCCESSFUL";\n', ''),
      'PDRD line 3: the group "MOP02J"',
    ],
    ['a last group without verdict', `${longPdrd}DATA_TYPE = X;`, 'PDRD line 7: the group "X"'],
    ['an unreadable count', longPdrd.replace('= 2', '= two'), 'PDRD line 2: NO_FILE_GRPS is "two"'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parsePdrd(text)).toThrow(message);
  });
});

describe('writing a PDRD', () => {
  it('gives the strict spelling', () => {
    expect(emitPdrd(parsePdrd(longPdrd))).toBe(longPdrd);
  });

  it('is undone by reading', () => {
    fc.assert(
      fc.property(pdrds, (pdrd) => {
        expect(parsePdrd(emitPdrd(pdrd))).toEqual(pdrd);
      }),
    );
  });

  it('refuses a count below the number of groups, no groups, and types that are not plain', () => {
    const groups = [{ dataType: 'A', disposition: 'OK' }];
    expect(() => emitPdrd({ form: 'long', groups, groupCount: 0 })).toThrow('NO_FILE_GRPS is 0 but 1');
    expect(() => emitPdrd({ form: 'long', groups: [] })).toThrow('lists no group');
    expect(() => emitPdrd({ form: 'long', groups: [{ dataType: 'A;B', disposition: 'OK' }] })).toThrow(
      'DATA_TYPE',
    );
  });
});
