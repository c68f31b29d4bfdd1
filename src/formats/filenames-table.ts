import { Cksum } from './cksum.js';
import { FormatError } from './format-error.js';

/** One archived file in `filenames.tbl`: what it was called when it came and what the archive calls it. */
export interface FilenamesEntry {
  readonly oldName: string;
  readonly newName: string;
  /** Octets. */
  readonly size: number;
  /** Algorithm and value, `md5:9e10…`. */
  readonly checksum: string;
  /** UTC text, `2026-11-21T03:15:00.000Z`. */
  readonly archivedAt: string;
}

/** First line of a new table: a comment that names the columns. */
export const FILENAMES_HEADER = '# old name\tnew name\tsize\tchecksum\tarchived at\tcheck\n';

const CHECKSUM = /^[a-z0-9]+:[0-9a-f]+$/;
const ARCHIVED_AT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
/** What would end a line or a field for some reader, or start a comment; everything else of a name stays readable. */
// eslint-disable-next-line no-control-regex -- control characters are exactly what has to be escaped
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\\]|^#/gu;
const ESCAPE = /\\(?:u([0-9a-f]{4})|(.?))/gs;

/**
 * One line of the table, newline included. The last field is a CRC of the line, so that a line torn by a crash, or a
 * whole line glued to a torn one, is never taken for an entry. Throws a FormatError for an entry that is not one.
 */
export function formatFilenamesLine(entry: FilenamesEntry): string {
  if (entry.oldName === '' || entry.newName === '') throw bad('a file name is empty');
  if (!isSize(entry.size)) throw bad(`size ${entry.size} is not a count of octets`);
  if (!CHECKSUM.test(entry.checksum)) throw bad(`'${entry.checksum}' is not a checksum such as md5:0f…`);
  if (!ARCHIVED_AT.test(entry.archivedAt)) throw bad(`'${entry.archivedAt}' is not a UTC time`);
  const names = [escapeName(entry.oldName), escapeName(entry.newName)];
  const body = [...names, entry.size, entry.checksum, entry.archivedAt].join('\t');
  return `${body}\t${check(body)}\n`;
}

/** The entry of one line, with or without its newline; undefined for a comment, a blank line or a torn line. */
export function parseFilenamesLine(line: string): FilenamesEntry | undefined {
  const text = line.endsWith('\n') ? line.slice(0, -1) : line;
  const end = text.lastIndexOf('\t');
  if (text.startsWith('#') || end < 0 || check(text.slice(0, end)) !== text.slice(end + 1)) return undefined;
  const [oldText, newText, sizeText, checksum, archivedAt, ...more] = text.slice(0, end).split('\t');
  const oldName = unescapeName(oldText ?? '');
  const newName = unescapeName(newText ?? '');
  const size = /^\d+$/.test(sizeText ?? '') ? Number(sizeText) : NaN;
  if (!oldName || !newName || !isSize(size) || more.length > 0) return undefined;
  if (!CHECKSUM.test(checksum ?? '') || !ARCHIVED_AT.test(archivedAt ?? '')) return undefined;
  return { oldName, newName, size, checksum: checksum!, archivedAt: archivedAt! };
}

function escapeName(name: string): string {
  return name.replace(UNSAFE, (char) => {
    if (char === '\\') return '\\\\';
    if (char === '\t') return '\\t';
    if (char === '\n') return '\\n';
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Undefined when an escape is not one that is ever written. */
function unescapeName(text: string): string | undefined {
  let known = true;
  const name = text.replace(ESCAPE, (_, hex: string | undefined, letter: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    if (letter === '\\') return '\\';
    if (letter === 't') return '\t';
    if (letter === 'n') return '\n';
    known = false;
    return '';
  });
  return known ? name : undefined;
}

function check(body: string): string {
  const crc = Number(new Cksum().update(new TextEncoder().encode(body)).digest());
  return crc.toString(16).padStart(8, '0');
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

function bad(problem: string): FormatError {
  return new FormatError('filenames.tbl', undefined, problem);
}
