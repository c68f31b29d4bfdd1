import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dnKey, emitDn, emitFailedDn, parseDn, type DistributionNotice } from '../../src/formats/dn.js';
import { failedNotices, notices } from './message-arbitraries.js';

const ur = 'UR:10:DsShESDTUR:UR:15:DsShSciServerUR:13:[LAR:DSSDSRV]:24:SC:MOP00SCI.001:2016001';
const text = `Hello,

your standing order was served. Questions: please quote the
ORDERID shown below.

++++++++++

ORDERID: 0400123
REQUESTID: NONE
USERSTRING: L0 daily
FINISHED: 11/20/2026 03:15:42

MEDIATYPE: FtpPush
FTPHOST: ingest.sips.test
FTPDIR: /data/pickup
MEDIA 1 of 1
MEDIAID:

\tGRANULE: ${ur}
\tESDT: MOP00SCI.001

\t\tFILENAME: P0420170AAAAAAAAAAAAAA26324000000000.PDS
\t\tFILESIZE: 448
\t\tFILECKSUMTYPE: CKSUM
\t\tFILECKSUMVALUE: 3015617425

\t\tFILENAME: P0420170AAAAAAAAAAAAAA26324000000001.PDS
\t\tFILESIZE: 22020096

\tGRANULE: ${ur}7
\tESDT: AM1EPHIN.001

\t\tFILENAME: AM1EphInit#2026-11-20#00:00:00
\t\tFILESIZE: 474158
`;
const notice: DistributionNotice = {
  orderId: '0400123',
  userString: 'L0 daily',
  finished: '11/20/2026 03:15:42',
  mediaType: 'FtpPush',
  ftpHost: 'ingest.sips.test',
  ftpDir: '/data/pickup',
  granules: [
    {
      ur,
      shortName: 'MOP00SCI',
      versionId: '001',
      files: [
        {
          name: 'P0420170AAAAAAAAAAAAAA26324000000000.PDS',
          size: 448,
          cksumType: 'CKSUM',
          cksumValue: '3015617425',
        },
        { name: 'P0420170AAAAAAAAAAAAAA26324000000001.PDS', size: 22_020_096 },
      ],
    },
    {
      ur: `${ur}7`,
      shortName: 'AM1EPHIN',
      versionId: '001',
      files: [{ name: 'AM1EphInit#2026-11-20#00:00:00', size: 474_158 }],
    },
  ],
};
const failureText = `++++++++++

ORDERID: NONE
REQUESTID: 77
USERSTRING:
FINISHED: 11/20/2026 03:15:42

FAILURE

The request failed because the
remote directory is full.

MEDIATYPE: FtpPush
MEDIA 1 of 1

None of the requested granules are considered distributed.
The requested granules were:
    ${ur}
    ${ur}7
`;

/** The same text with the n-th line (from 1) replaced. */
const withLine = (number: number, line: string) =>
  text
    .split('\n')
    .map((old, index) => (index === number - 1 ? line : old))
    .join('\n');

describe('reading a Distribution Notice', () => {
  it.each([
    ['as sent', text],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['blanks for tabs', text.replaceAll('\t', '        ')],
    ['without prose and plus line', text.slice(text.indexOf('ORDERID: ') - 1)],
    ['with a field in its prose', text.replace('ORDERID shown', 'ORDERID: as\nFTPDIR: shown')],
    ['without plus line', text.replace('++++++++++', '')],
    ['without optional lines', text.replace('REQUESTID: NONE\n', '').replace('MEDIA 1 of 1\nMEDIAID:\n', '')],
    ['without ESDT', text.replace('\tESDT: MOP00SCI.001\n', '')],
    ['an unpadded version', text.replace('MOP00SCI.001\n\n', 'MOP00SCI.1\n\n')],
    ['lower-case keywords', text.replace('FTPDIR', 'ftpdir').replace('FILENAME', 'FileName')],
    [
      'an empty checksum',
      text.replace('FILESIZE: 474158', 'FILESIZE: 474158\nFILECKSUMTYPE:\nFILECKSUMVALUE:'),
    ],
    [
      'a checksum of another kind',
      text.replace('FILESIZE: 474158', 'FILESIZE: 474158\nFILECKSUMTYPE: SHA1\nFILECKSUMVALUE: 0'),
    ],
  ])('takes it %s', (_, variant) => {
    expect(parseDn(variant)).toEqual({ kind: 'DN', notice });
  });

  it('takes the collection of a browse granule from its reference', () => {
    const browse = text.replace('\tESDT: MOP00SCI.001\n', '').replace(':SC:MOP00SCI', ':BR:MOP00SCI');
    expect(parseDn(browse)).toMatchObject({
      notice: { granules: [{ shortName: 'MOP00SCI', versionId: '001' }, {}] },
    });
  });

  it('gives a checksum in lower case', () => {
    const md5 = text.replace('CKSUM\n', 'md5\n').replace('3015617425', '0123456789ABCDEF0123456789ABCDEF');
    expect(parseDn(md5)).toMatchObject({
      notice: {
        granules: [{ files: [{ cksumType: 'MD5', cksumValue: '0123456789abcdef0123456789abcdef' }, {}] }, {}],
      },
    });
  });

  it('takes a file that two granules share with one size', () => {
    const shared = text
      .replace('AM1EphInit#2026-11-20#00:00:00', 'P0420170AAAAAAAAAAAAAA26324000000000.PDS')
      .replace('474158', '448');
    expect(parseDn(shared).kind).toBe('DN');
  });

  it.each([
    ['no order line', text.replace('ORDERID: ', 'ORDER '), 'DN: there is no ORDERID'],
    ['no directory', withLine(15, 'FTPDIR:'), 'DN: there is no FTPDIR'],
    ['no granules', text.slice(0, text.indexOf('\tGRANULE')), 'DN: there is no GRANULE'],
    [
      'a granule without files',
      text.slice(0, text.lastIndexOf('\t\tFILENAME')),
      'DN line 30: the granule lists no file',
    ],
    [
      'a granule without reference',
      withLine(30, 'GRANULE:'),
      'DN line 30: GRANULE has no universal reference',
    ],
    [
      'a granule of no collection',
      withLine(31, '').replace(`${ur}7`, 'x'),
      'DN line 30: the granule has no ESDT',
    ],
    ['an unreadable collection', withLine(20, 'ESDT: 1.2.3'), 'DN line 20: ESDT "1.2.3" is not'],
    ['a file before its granule', withLine(17, 'FILENAME: x'), 'DN line 17: FILENAME belongs to no GRANULE'],
    ['a size before its file', withLine(21, 'FILESIZE: 1'), 'DN line 21: FILESIZE belongs to no FILENAME'],
    [
      'a file without size',
      withLine(23, ''),
      'DN line 22: the file "P0420170AAAAAAAAAAAAAA26324000000000.PDS" has no FILESIZE',
    ],
    ['two sizes', withLine(24, 'FILESIZE: 448'), 'DN line 24: the file has two sizes'],
    ['a negative size', withLine(23, 'FILESIZE: -1'), 'DN line 23: FILESIZE "-1" is not a whole number'],
    ['a hexadecimal size', withLine(23, 'FILESIZE: 0x10'), 'DN line 23'],
    ['a size beyond exact numbers', withLine(23, 'FILESIZE: 9007199254740993'), 'DN line 23'],
    [
      'an absurd size',
      withLine(23, 'FILESIZE: 1000000000001'),
      'DN line 23: FILESIZE 1000000000001 is beyond the limit',
    ],
    ['a malformed checksum', withLine(25, 'FILECKSUMVALUE: x'), 'DN line 25: FILECKSUMVALUE "x" is no CKSUM'],
    [
      'one name with two sizes',
      withLine(27, 'FILENAME: P0420170AAAAAAAAAAAAAA26324000000000.PDS'),
      'already stands in line 22',
    ],
    [
      'a path',
      withLine(22, 'FILENAME: ../../etc/passwd'),
      'DN line 22: the file name "../../etc/passwd" holds a path',
    ],
    ['a foreign path', withLine(22, 'FILENAME: a\\b'), 'DN line 22'],
    ['the directory itself', withLine(22, 'FILENAME: .'), 'DN line 22: "." is a directory'],
    ['the directory above', withLine(22, 'FILENAME: ..'), 'DN line 22'],
    ['no name', withLine(22, 'FILENAME:   '), 'DN line 22: the file name is empty'],
    ['a NUL', withLine(22, 'FILENAME: a\u0000.PDS'), 'DN line 22: the line holds a control character'],
    ['an escape sequence', withLine(22, 'FILENAME: \u001b[2Ja'), 'DN line 22'],
    ['a form feed within a name', withLine(22, 'FILENAME: a\fb'), 'DN line 22'],
    [
      'a tab within a name',
      withLine(22, 'FILENAME: a\tb'),
      'DN line 22: the file name holds a control character',
    ],
    ['a name of 256 bytes', withLine(22, `FILENAME: ${'é'.repeat(128)}`), 'DN line 22: the file name'],
    [
      'words of failure beside granules',
      withLine(12, 'FAILURE'),
      'DN line 19: the notice speaks of failure in line 12',
    ],
  ])('refuses %s', (_, bad, message) => {
    expect(() => parseDn(bad)).toThrow(message);
  });

  it('takes the longest allowed name and the largest allowed size', () => {
    const name = 'é'.repeat(127) + 'x';
    expect(parseDn(withLine(22, `FILENAME: ${name}`).replace('448', '1000000000000'))).toMatchObject({
      notice: { granules: [{ files: [{ name, size: 1e12 }, {}] }, {}] },
    });
  });

  it('takes the bounds of the mission', () => {
    expect(() => parseDn(text, { fileBytes: 1000 })).toThrow('DN line 28');
    expect(() => parseDn(text, { files: 2 })).toThrow('DN line 33: more than 2 files');
    expect(() => parseDn(text, { noticeBytes: 100 })).toThrow('longer than 100 bytes');
  });
});

describe('reading the notice of a failed request', () => {
  const failed = {
    requestId: '77',
    finished: '11/20/2026 03:15:42',
    urs: [ur, `${ur}7`],
    reason: 'The request failed because the remote directory is full.',
  };

  it.each([
    ['as sent', failureText],
    ['CRLF', failureText.replaceAll('\n', '\r\n')],
    ['without the word FAILURE', failureText.replace('FAILURE\n', '')],
  ])('takes it %s', (_, variant) => {
    expect(parseDn(variant)).toEqual({ kind: 'DN_FAILURE', notice: failed });
  });

  it('has a reason even where the archive gives none', () => {
    const bare = failureText.replace(/The request failed[^]*?full\.\n/, '');
    expect(parseDn(bare)).toMatchObject({ kind: 'DN_FAILURE', notice: { reason: 'The request failed' } });
  });
});

describe('writing', () => {
  it('a notice is undone by reading', () => {
    fc.assert(
      fc.property(notices, (any) => {
        expect(parseDn(emitDn(any))).toEqual({ kind: 'DN', notice: any });
      }),
    );
  });

  it('a failure is undone by reading', () => {
    fc.assert(
      fc.property(failedNotices, (any) => {
        expect(parseDn(emitFailedDn(any))).toEqual({ kind: 'DN_FAILURE', notice: any });
      }),
    );
  });

  it('refuses what could not be read back', () => {
    const [granule] = notice.granules;
    if (granule === undefined) throw new Error('the sample has a granule');
    const withFile = (name: string, size: number) => ({
      ...notice,
      granules: [{ ...granule, files: [{ name, size }] }],
    });
    expect(() => emitDn(withFile('a/b', 1))).toThrow('path separator');
    expect(() => emitDn(withFile('a', -1))).toThrow('not a whole number');
    expect(() => emitDn({ ...notice, userString: 'x\nFTPDIR: /etc' })).toThrow('USERSTRING');
    expect(() => emitDn({ ...notice, granules: [] })).toThrow('no GRANULE');
    expect(() => emitDn({ ...notice, granules: [{ ...granule, versionId: '1' }] })).toThrow('ESDT');
    expect(() => emitFailedDn({ urs: [], reason: 'FTPDIR: x' })).toThrow('reads like a field');
    expect(() => emitFailedDn({ urs: ['x'], reason: 'y' })).toThrow('no universal reference');
  });
});

describe('the key of a notice', () => {
  it('is the same for every spelling and order of it', () => {
    const reversed = [...notice.granules]
      .reverse()
      .map((granule) => ({ ...granule, files: [...granule.files].reverse() }));
    expect(dnKey({ ...notice, granules: reversed, ftpHost: 'other' })).toBe(dnKey(notice));
    const again = parseDn(text.replaceAll('\n', '\r\n').replace('Hello', 'Dear user'));
    expect(dnKey(again.notice)).toBe(dnKey(notice));
  });

  it('differs when order, request, time, a name or a size does', () => {
    const variants = [
      text,
      text.replace('0400123', '0400124'),
      text.replace('REQUESTID: NONE', 'REQUESTID: 1'),
      text.replace('03:15:42', '03:15:43'),
      text.replace('474158', '474159'),
      text.replace('00000001.PDS', '00000002.PDS'),
      failureText,
      failureText.replace(`${ur}7`, `${ur}8`),
    ];
    expect(new Set(variants.map((variant) => dnKey(parseDn(variant).notice))).size).toBe(variants.length);
  });

  it('survives writing and reading', () => {
    fc.assert(
      fc.property(notices, (any) => {
        expect(dnKey(parseDn(emitDn(any)).notice)).toBe(dnKey(any));
      }),
    );
  });
});
