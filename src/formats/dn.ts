import {
  DEFAULT_DN_LIMITS,
  type DistributionNotice,
  type DnFile,
  type DnGranule,
  type DnHead,
  type DnLimits,
  type FailedDistributionNotice,
} from './dn-record.js';
import { isPlusLine, noticeLines, type NoticeLine } from './dn-lines.js';
import { FormatError } from './format-error.js';
import { present } from './present.js';
import { excerpt, fileNameProblem, hasControlCharacter, parseCount } from './text.js';
import { parseCollection, parseUr, type UniversalReference } from './universal-reference.js';

export { emitDn, emitFailedDn } from './dn-emit.js';
export { DEFAULT_DN_LIMITS } from './dn-record.js';
export type {
  DistributionNotice,
  DnFile,
  DnGranule,
  DnHead,
  DnLimits,
  FailedDistributionNotice,
} from './dn-record.js';

/** What a notice says: files were pushed, or the request failed. */
export type ParsedDn =
  | { readonly kind: 'DN'; readonly notice: DistributionNotice }
  | { readonly kind: 'DN_FAILURE'; readonly notice: FailedDistributionNotice };

const FORMAT = 'DN';

/**
 * Reads a Distribution Notice with or without its prose. A checksum of a kind other than CKSUM and MD5 is left out,
 * since the size decides.
 *
 * Throws FormatError, naming the line, for a name that is no bare file name, a size that is missing, no whole number or
 * beyond the limit, a name listed with two sizes, a malformed checksum, an entry outside its granule, and a text that
 * speaks of failure and lists granules too: no notice of a partial failure is known, so a person must look.
 */
export function parseDn(text: string, limits: Partial<DnLimits> = {}): ParsedDn {
  const bounds = { ...DEFAULT_DN_LIMITS, ...limits };
  const lines = noticeLines(text, bounds.noticeBytes);
  const failure = lines.find(isFailure);
  const granule = lines.find((line) => line.key === 'GRANULE');
  for (const { text: line, number } of lines) {
    if (hasControlCharacter(line, '\t'))
      throw new FormatError(FORMAT, number, 'the line holds a control character');
  }
  if (failure === undefined) return { kind: 'DN', notice: readNotice(lines, bounds) };
  if (granule !== undefined) {
    const problem = `the notice speaks of failure in line ${failure.number} but lists granules`;
    throw new FormatError(FORMAT, granule.number, problem);
  }
  return { kind: 'DN_FAILURE', notice: readFailure(lines) };
}

/**
 * A text that is the same for every delivery of the same notice, whatever its spelling and order, and differs between
 * notices: kind, order, request, finishing time and the sorted files with sizes (or granules asked for).
 */
export function dnKey(dn: DistributionNotice | FailedDistributionNotice): string {
  const entries =
    'granules' in dn
      ? dn.granules.flatMap((granule) => granule.files.map((file) => `file=${file.size} ${file.name}`))
      : dn.urs.map((ur) => `ur=${ur}`);
  const unique = [...new Set(entries)].sort(); // default order: by code unit, the same in every locale
  return [
    'granules' in dn ? 'DN' : 'DN_FAILURE',
    `order=${dn.orderId ?? 'NONE'}`,
    `request=${dn.requestId ?? 'NONE'}`,
    `finished=${dn.finished ?? ''}`,
    ...unique,
  ].join('\n');
}

function isFailure({ text, key }: NoticeLine): boolean {
  return key === '' && (/^FAILURE$/i.test(text) || text.includes('The request failed'));
}

function readHead(lines: readonly NoticeLine[]): DnHead {
  return present({
    orderId: identifier(lines, 'ORDERID'),
    requestId: identifier(lines, 'REQUESTID'),
    userString: valueOf(lines, 'USERSTRING'),
    finished: valueOf(lines, 'FINISHED'),
  });
}

function readNotice(lines: readonly NoticeLine[], limits: DnLimits): DistributionNotice {
  const ftpDir = valueOf(lines, 'FTPDIR');
  if (ftpDir === undefined) throw new FormatError(FORMAT, undefined, 'there is no FTPDIR');
  return {
    ...readHead(lines),
    ...present({ mediaType: valueOf(lines, 'MEDIATYPE'), ftpHost: valueOf(lines, 'FTPHOST') }),
    ftpDir,
    granules: readGranules(lines, limits),
  };
}

function readFailure(lines: readonly NoticeLine[]): FailedDistributionNotice {
  const boilerplate =
    /^(FAILURE|None of the requested granules .*|The requested granules were:?|MEDIA \d+ of \d+)$/i;
  const prose = lines.filter(
    ({ text, key }) => key === '' && text !== '' && !isPlusLine(text) && !text.startsWith('UR:'),
  );
  const reason = prose.map(({ text }) => text).filter((text) => !boilerplate.test(text));
  return {
    ...readHead(lines),
    urs: lines.filter(({ text }) => text.startsWith('UR:')).map(({ text }) => text),
    reason: reason.join(' ').slice(0, 1000).trim() || 'The request failed',
  };
}

interface OpenFile {
  readonly line: number;
  readonly name: string;
  size?: number;
  cksumType?: string;
  cksum?: { readonly value: string; readonly line: number };
}

interface OpenGranule {
  readonly line: number;
  readonly ur: string;
  collection?: UniversalReference;
  readonly files: OpenFile[];
}

function readGranules(lines: readonly NoticeLine[], limits: DnLimits): DnGranule[] {
  const granules: OpenGranule[] = [];
  let files = 0;
  for (const line of lines) {
    const granule = granules.at(-1);
    if (line.key === 'GRANULE') granules.push({ line: line.number, ur: line.value, files: [] });
    else if (line.key === 'FILENAME') {
      const problem = granule === undefined ? 'FILENAME belongs to no GRANULE' : fileNameProblem(line.value);
      if (problem !== undefined) throw new FormatError(FORMAT, line.number, problem);
      if (++files > limits.files)
        throw new FormatError(FORMAT, line.number, `more than ${limits.files} files`);
      granule?.files.push({ line: line.number, name: line.value });
    } else readDetail(line, granule, limits);
  }
  if (granules.length === 0) throw new FormatError(FORMAT, undefined, 'there is no GRANULE');
  const closed = granules.map(closeGranule);
  checkSizesAgree(granules);
  return closed;
}

function readDetail(line: NoticeLine, granule: OpenGranule | undefined, limits: DnLimits): void {
  if (line.key === 'ESDT') {
    const collection = parseCollection(line.value);
    if (granule === undefined) throw new FormatError(FORMAT, line.number, 'ESDT belongs to no GRANULE');
    if (collection === undefined && line.value !== '') {
      throw new FormatError(FORMAT, line.number, `ESDT ${excerpt(line.value)} is not <short name>.<version>`);
    }
    if (collection !== undefined) granule.collection ??= collection;
    return;
  }
  if (!line.key.startsWith('FILE')) return;
  const file = granule?.files.at(-1);
  if (file === undefined) throw new FormatError(FORMAT, line.number, `${line.key} belongs to no FILENAME`);
  if (line.key === 'FILESIZE') {
    if (file.size !== undefined) throw new FormatError(FORMAT, line.number, 'the file has two sizes');
    file.size = readSize(line, limits);
  } else if (line.key === 'FILECKSUMTYPE') file.cksumType = line.value.toUpperCase();
  else if (line.value !== '') file.cksum = { value: line.value, line: line.number };
}

function readSize(line: NoticeLine, limits: DnLimits): number {
  const size = parseCount(line.value);
  if (size === undefined) {
    throw new FormatError(
      FORMAT,
      line.number,
      `FILESIZE ${excerpt(line.value)} is not a whole number of bytes`,
    );
  }
  if (size > limits.fileBytes) {
    throw new FormatError(
      FORMAT,
      line.number,
      `FILESIZE ${size} is beyond the limit of ${limits.fileBytes} bytes`,
    );
  }
  return size;
}

function closeGranule(granule: OpenGranule): DnGranule {
  if (granule.ur === '') throw new FormatError(FORMAT, granule.line, 'GRANULE has no universal reference');
  const collection = granule.collection ?? parseUr(granule.ur);
  if (collection === undefined) throw new FormatError(FORMAT, granule.line, 'the granule has no ESDT');
  if (granule.files.length === 0) throw new FormatError(FORMAT, granule.line, 'the granule lists no file');
  return { ur: granule.ur, ...collection, files: granule.files.map(closeFile) };
}

function closeFile({ line, name, size, cksumType, cksum }: OpenFile): DnFile {
  if (size === undefined) throw new FormatError(FORMAT, line, `the file ${excerpt(name)} has no FILESIZE`);
  if (cksum === undefined || (cksumType !== 'CKSUM' && cksumType !== 'MD5')) return { name, size };
  const shape = cksumType === 'MD5' ? /^[0-9a-f]{32}$/ : /^\d{1,10}$/;
  const cksumValue = cksum.value.toLowerCase();
  if (!shape.test(cksumValue)) {
    throw new FormatError(
      FORMAT,
      cksum.line,
      `FILECKSUMVALUE ${excerpt(cksum.value)} is no ${cksumType} checksum`,
    );
  }
  return { name, size, cksumType, cksumValue };
}

function checkSizesAgree(granules: readonly OpenGranule[]): void {
  const first = new Map<string, OpenFile>();
  for (const file of granules.flatMap((granule) => granule.files)) {
    const earlier = first.get(file.name);
    if (earlier !== undefined && earlier.size !== file.size) {
      const problem = `the file ${excerpt(file.name)} already stands in line ${earlier.line} with another size`;
      throw new FormatError(FORMAT, file.line, problem);
    }
    first.set(file.name, earlier ?? file);
  }
}

function valueOf(lines: readonly NoticeLine[], key: string): string | undefined {
  return lines.find((line) => line.key === key)?.value || undefined;
}

function identifier(lines: readonly NoticeLine[], key: string): string | undefined {
  const value = valueOf(lines, key);
  return value?.toUpperCase() === 'NONE' ? undefined : value;
}
