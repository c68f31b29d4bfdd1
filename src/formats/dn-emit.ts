import { DN_KEYS, isPlusLine, noticeValue } from './dn-lines.js';
import type { DistributionNotice, DnFile, DnHead, FailedDistributionNotice } from './dn-record.js';
import { FormatError } from './format-error.js';
import { excerpt, fileNameProblem } from './text.js';

const FORMAT = 'DN';
const PREAMBLE = [
  'This notice tells the state of a distribution request. Its details follow the line of plus signs.',
  '',
];

/**
 * Writes a Distribution Notice with a preamble. Throws FormatError for a notice without granules or files, names that
 * are no bare file names, sizes that are no whole numbers, and texts that would not be read back the same.
 */
export function emitDn(notice: DistributionNotice): string {
  if (notice.granules.length === 0) throw new FormatError(FORMAT, undefined, 'there is no GRANULE');
  if (notice.ftpDir === '') throw new FormatError(FORMAT, undefined, 'there is no FTPDIR');
  const granules = notice.granules.flatMap((granule) => {
    if (granule.ur === '') throw new FormatError(FORMAT, undefined, 'GRANULE has no universal reference');
    if (granule.files.length === 0) throw new FormatError(FORMAT, undefined, 'the granule lists no file');
    const collection = `${granule.shortName}.${granule.versionId}`;
    if (!/^\w{1,32}\.\d{3}$/.test(collection)) {
      throw new FormatError(
        FORMAT,
        undefined,
        `ESDT ${excerpt(collection)} is not <short name>.<three digits>`,
      );
    }
    return [
      '',
      field('\tGRANULE', granule.ur),
      field('\tESDT', collection),
      ...granule.files.flatMap(fileLines),
    ];
  });
  return [
    ...headLines(notice),
    '',
    field('MEDIATYPE', notice.mediaType ?? ''),
    field('FTPHOST', notice.ftpHost ?? ''),
    field('FTPDIR', notice.ftpDir),
    'MEDIA 1 of 1',
    'MEDIAID:',
    ...granules,
    '',
  ].join('\n');
}

/**
 * Writes the notice of a failed request. Throws FormatError for a reason that is empty, longer than 1000 characters or
 * would be taken for a field, and references that do not begin with `UR:`.
 */
export function emitFailedDn(notice: FailedDistributionNotice): string {
  const { reason } = notice;
  const word = reason.split(':')[0]?.trim().toUpperCase() ?? '';
  if (
    reason === '' ||
    reason.length > 1000 ||
    DN_KEYS.has(word) ||
    reason.startsWith('UR:') ||
    isPlusLine(reason)
  ) {
    throw new FormatError(
      FORMAT,
      undefined,
      `the reason ${excerpt(reason)} is empty, too long or reads like a field`,
    );
  }
  const urs = notice.urs.map((ur) => {
    if (!ur.startsWith('UR:'))
      throw new FormatError(FORMAT, undefined, `${excerpt(ur)} is no universal reference`);
    return noticeValue('UR', ur);
  });
  return [
    ...headLines(notice),
    '',
    'FAILURE',
    noticeValue('the reason', reason),
    '',
    'None of the requested granules are considered distributed.',
    'The requested granules were:',
    ...urs,
    '',
  ].join('\n');
}

function headLines(head: DnHead): string[] {
  return [
    ...PREAMBLE,
    '++++++++++',
    '',
    field('ORDERID', head.orderId ?? 'NONE'),
    field('REQUESTID', head.requestId ?? 'NONE'),
    field('USERSTRING', head.userString ?? ''),
    field('FINISHED', head.finished ?? ''),
  ];
}

function fileLines(file: DnFile): string[] {
  const problem = fileNameProblem(file.name);
  if (problem !== undefined) throw new FormatError(FORMAT, undefined, problem);
  if (!Number.isSafeInteger(file.size) || file.size < 0) {
    throw new FormatError(
      FORMAT,
      undefined,
      `the size ${file.size} of ${excerpt(file.name)} is not a whole number`,
    );
  }
  if ((file.cksumType === undefined) !== (file.cksumValue === undefined)) {
    throw new FormatError(
      FORMAT,
      undefined,
      `${excerpt(file.name)} has a checksum type or value without the other`,
    );
  }
  return [
    '',
    field('\t\tFILENAME', file.name),
    field('\t\tFILESIZE', String(file.size)),
    ...(file.cksumType === undefined ? [] : [field('\t\tFILECKSUMTYPE', file.cksumType)]),
    ...(file.cksumValue === undefined ? [] : [field('\t\tFILECKSUMVALUE', file.cksumValue)]),
  ];
}

function field(key: string, text: string): string {
  return `${key}: ${noticeValue(key.trim(), text)}`.trimEnd();
}
