import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkPdr,
  checkPdrName,
  emitPdr,
  parsePdr,
  type Pdr,
  type PdrFileSpec,
} from '../../src/formats/pdr.js';
import { pdrs } from './message-arbitraries.js';

const science: PdrFileSpec = {
  directoryId: '/delivery/SIPS.2026324.0001',
  fileId: 'MOP02J-20261120-L2V19.9.3.he5',
  fileType: 'SCIENCE',
  fileSize: 171_234_567,
  cksumType: 'CKSUM',
  cksumValue: '2870012345',
};
const metadata: PdrFileSpec = {
  directoryId: '/delivery/SIPS.2026324.0001',
  fileId: 'MOP02J-20261120-L2V19.9.3.he5.met',
  fileType: 'METADATA',
  fileSize: 9120,
};
const pdr: Pdr = {
  originatingSystem: 'SIPS_TEST',
  totalFileCount: 2,
  expirationTime: '2026-12-04T06:00:00Z',
  groups: [{ dataType: 'MOP02J', dataVersion: '009', nodeName: 'ftp.sips.test', files: [science, metadata] }],
};
const text = `ORIGINATING_SYSTEM = SIPS_TEST;
TOTAL_FILE_COUNT = 2;
EXPIRATION_TIME = 2026-12-04T06:00:00Z;
OBJECT = FILE_GROUP;
  DATA_TYPE = MOP02J;
  DATA_VERSION = 009;
  NODE_NAME = ftp.sips.test;
  OBJECT = FILE_SPEC;
    DIRECTORY_ID = /delivery/SIPS.2026324.0001;
    FILE_ID = MOP02J-20261120-L2V19.9.3.he5;
    FILE_TYPE = SCIENCE;
    FILE_SIZE = 171234567;
    FILE_CKSUM_TYPE = CKSUM;
    FILE_CKSUM_VALUE = 2870012345;
  END_OBJECT = FILE_SPEC;
  OBJECT = FILE_SPEC;
    DIRECTORY_ID = /delivery/SIPS.2026324.0001;
    FILE_ID = MOP02J-20261120-L2V19.9.3.he5.met;
    FILE_TYPE = METADATA;
    FILE_SIZE = 9120;
  END_OBJECT = FILE_SPEC;
END_OBJECT = FILE_GROUP;
`;

const withFile = (change: Partial<PdrFileSpec>): Pdr => ({
  ...pdr,
  totalFileCount: 1,
  groups: [{ dataType: 'MOP02J', dataVersion: '009', files: [{ ...science, ...change }] }],
});
const dispositions = (...args: Parameters<typeof checkPdr>) =>
  checkPdr(...args).map((finding) => finding.disposition);

describe('writing a PDR', () => {
  it('gives the strict spelling', () => {
    expect(emitPdr(pdr)).toBe(text);
  });

  it('is undone by reading, for every PDR that passes the checks', () => {
    fc.assert(
      fc.property(pdrs, (any) => {
        expect(checkPdr(any)).toEqual([]);
        expect(parsePdr(emitPdr(any))).toEqual(any);
      }),
    );
  });

  it('refuses what the archive would refuse, with its words', () => {
    expect(() => emitPdr({ ...pdr, totalFileCount: 3 })).toThrow(
      'PDR: TOTAL_FILE_COUNT is 3 but 2 files are listed (INVALID FILE COUNT)',
    );
    expect(() => emitPdr(withFile({ fileId: 'a;b' }))).toThrow('INVALID FILE ID');
  });

  it('refuses a text that is too long', () => {
    expect(() => emitPdr(pdr, { pdrBytes: 100 })).toThrow('longer than 100 bytes');
  });
});

describe('reading a PDR', () => {
  it.each([
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['form feed line ends', text.replaceAll('\n', '\f\n')],
    ['tabs', text.replaceAll('  ', '\t')],
    ['no blanks around the equals sign', text.replaceAll(' = ', '=')],
    ['everything quoted', text.replaceAll(/= (.*);/g, '= "$1";')],
    ['lower-case keywords', text.replaceAll(/^( *\w+)/gm, (key) => key.toLowerCase())],
    ['comments and empty lines', `# made by hand\n\n${text.replaceAll('\n', '\n\n# more\n')}`],
    [
      'an outer group',
      `BEGIN_GROUP = PRODUCT_DELIVERY_RECORD;\n${text}END_GROUP = PRODUCT_DELIVERY_RECORD;\n`,
    ],
    ['no semicolons', text.replaceAll(';', '')],
    ['a final END', `${text}END\n`],
    [
      'zero-filled numbers',
      text.replace('COUNT = 2', 'COUNT = 0002').replace('SIZE = 9120', 'SIZE = 00009120'),
    ],
    [
      'keywords and objects of other providers',
      text
        .replace(
          'DATA_TYPE',
          'BEGINNING_DATE/TIME = 2026-11-20T00:00:00;\nOBJECT = XAR_ENTRY;\nFILE_ID = x;\nEND_OBJECT;\nDATA_TYPE',
        )
        .replace('FILE_ID', 'LUN = 10;\nFILE_ID'),
    ],
  ])('accepts %s', (_, variant) => {
    expect(parsePdr(variant)).toEqual(pdr);
  });

  it('keeps a checksum of digits only, and a time without Z, as text', () => {
    const digits = '12345678901234567890123456789012';
    const read = parsePdr(text.replace('2870012345', digits).replace('06:00:00Z', '06:00:00'));
    expect(read.groups[0]?.files[0]?.cksumValue).toBe(digits);
    expect(read.expirationTime).toBe('2026-12-04T06:00:00');
  });

  it('leaves what is missing to the checks', () => {
    const read = parsePdr('OBJECT = FILE_GROUP;\nOBJECT = FILE_SPEC;\nEND_OBJECT;\nEND_OBJECT;\n');
    expect(read).toEqual({
      originatingSystem: '',
      totalFileCount: 0,
      groups: [
        {
          dataType: '',
          dataVersion: '',
          files: [{ directoryId: '', fileId: '', fileType: '', fileSize: 0 }],
        },
      ],
    });
    expect(dispositions(read)).toEqual([
      'MISSING OR INVALID ORIGINATING_SYSTEM PARAMETER',
      'INVALID FILE COUNT',
      'INVALID DATA TYPE',
      'INVALID DATA TYPE',
      'INVALID DIRECTORY',
    ]);
  });

  it.each([
    ['a size that is no whole number', text.replace('9120', '9.1e3'), 'PDR line 20: FILE_SIZE is "9.1e3"'],
    ['a negative count', text.replace('COUNT = 2', 'COUNT = -2'), 'PDR line 2: TOTAL_FILE_COUNT is "-2"'],
    ['a size beyond exact numbers', text.replace('9120', '9007199254740993'), 'PDR line 20: FILE_SIZE'],
    ['no groups', 'TOTAL_FILE_COUNT = 0;\n', 'PDR: there is no FILE_GROUP'],
    ['a cut text', text.slice(0, text.indexOf('9120')), 'PDR line 16: OBJECT "FILE_SPEC" is not closed'],
  ])('names the line of %s', (_, bad, message) => {
    expect(() => parsePdr(bad)).toThrow(message);
  });
});

describe('the pre-flight', () => {
  it('passes a good PDR', () => {
    expect(checkPdr(pdr)).toEqual([]);
  });

  it.each<[string, Partial<PdrFileSpec>, string]>([
    ['no directory', { directoryId: '', fileId: '' }, 'INVALID DIRECTORY'],
    ['a directory that climbs', { directoryId: '/a/../b' }, 'INVALID DIRECTORY'],
    ['a directory too long', { directoryId: `/${'a'.repeat(256)}` }, 'INVALID DIRECTORY'],
    ['no name', { fileId: '', fileSize: 0 }, 'INVALID FILE ID'],
    ['a name with a path', { fileId: 'a/b' }, 'INVALID FILE ID'],
    ['a name with a blank', { fileId: 'a b' }, 'INVALID FILE ID'],
    ['a name too long', { fileId: 'a'.repeat(257) }, 'INVALID FILE ID'],
    ['no size', { fileSize: 0, fileType: 'X' }, 'INVALID FILE SIZE'],
    ['a broken size', { fileSize: 1.5 }, 'INVALID FILE SIZE'],
    ['an unknown checksum type', { cksumType: 'CRC8', fileType: 'X' }, 'UNSUPPORTED CHECKSUM TYPE'],
    ['a checksum type by an inherited name', { cksumType: 'constructor' }, 'UNSUPPORTED CHECKSUM TYPE'],
    ['a checksum too large', { cksumValue: '4294967296' }, 'INVALID FILE_CKSUM_VALUE'],
    ['an upper-case MD5', { cksumType: 'MD5', cksumValue: 'A'.repeat(32) }, 'INVALID FILE_CKSUM_VALUE'],
    ['a type outside the interface', { fileType: 'HDF' }, 'INVALID FILE TYPE'],
  ])('finds the first fault of a file: %s', (_, change, disposition) => {
    const file = { ...science, ...change };
    expect(checkPdr(withFile(change))).toMatchObject([{ group: 0, file: file.fileId, disposition }]);
  });

  it('finds half a checksum', () => {
    const { cksumValue: _value, ...typeOnly } = science;
    const { cksumType: _type, ...valueOnly } = science;
    const group = {
      dataType: 'MOP02J',
      dataVersion: '009',
      files: [typeOnly, { ...valueOnly, fileId: 'b' }],
    };
    expect(dispositions({ ...pdr, groups: [group] })).toEqual([
      'MISSING FILE_CKSUM_VALUE PARAMETER',
      'MISSING FILE_CKSUM_TYPE PARAMETER',
    ]);
  });

  it('names the group at fault and leaves the others', () => {
    const [good] = pdr.groups;
    if (good === undefined) throw new Error('the sample has a group');
    const groups = [
      good,
      { ...good, dataVersion: '9' },
      { ...good, dataType: 'TOO_LONG_TYPE' },
      { ...good, nodeName: 'a b' },
    ];
    expect(
      checkPdr({ ...pdr, totalFileCount: 8, groups }).map(({ group, disposition }) => [group, disposition]),
    ).toEqual([
      [1, 'INVALID DATA TYPE'],
      [2, 'INVALID DATA TYPE'],
      [3, 'INVALID NODE NAME'],
    ]);
  });

  it('finds a name that stands twice in a group, but not in two groups', () => {
    const [good] = pdr.groups;
    if (good === undefined) throw new Error('the sample has a group');
    const twice = { ...good, files: [science, science] };
    expect(dispositions({ ...pdr, groups: [twice] })).toEqual(['INVALID FILE ID']);
    expect(dispositions({ ...pdr, totalFileCount: 4, groups: [good, good] })).toEqual([]);
  });

  it('refuses the whole record with findings that name no group', () => {
    expect(checkPdr({ ...pdr, originatingSystem: 'A'.repeat(21) })[0]).not.toHaveProperty('group');
    expect(dispositions({ ...pdr, totalFileCount: 0, groups: [] })).toEqual([
      'INVALID FILE COUNT',
      'INVALID FILE GROUP',
    ]);
    expect(dispositions({ ...pdr, expirationTime: '2026-02-30T00:00:00Z' })).toEqual([
      'INVALID PVL STATEMENT',
    ]);
    expect(dispositions({ ...pdr, expirationTime: '2026-12-04T06:00:00' })).toEqual([
      'INVALID PVL STATEMENT',
    ]);
  });

  it('takes the limits of the mission', () => {
    expect(dispositions(withFile({ fileType: 'HDF' }), { fileTypes: ['HDF'] })).toEqual([]);
    expect(dispositions(pdr, { dataType: 3 })).toEqual(['INVALID DATA TYPE']);
    expect(dispositions(pdr, { cksumTypes: ['MD5'] })).toEqual(['UNSUPPORTED CHECKSUM TYPE']);
  });

  it('checks the name of the PDR', () => {
    expect(checkPdrName('SIPS_TEST.2026324.0001.PDR')).toEqual([]);
    for (const name of ['a.pdr', '.PDR', 'a b.PDR', 'a/b.PDR', 'a.PDR\n', `${'a'.repeat(252)}.PDR`]) {
      expect(checkPdrName(name), name).toHaveLength(1);
    }
  });
});
