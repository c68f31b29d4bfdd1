import { FormatError } from './format-error.js';
import { joinDayAndTime, parseDatabaseTime, parseDay } from './message-time.js';
import { present } from './present.js';
import type { SnFile, SubscriptionNotice } from './sn-record.js';
import { excerpt, hasControlCharacter, normaliseLineEnds, parseCount, utf8Length } from './text.js';
import { parseCollection, parseUr } from './universal-reference.js';

export { emitSn } from './sn-emit.js';
export type { SnFile, SubscriptionNotice } from './sn-record.js';

const FORMAT = 'SN';
const MAX_BYTES = 4 * 1024 * 1024;

interface SnLine {
  readonly number: number;
  readonly text: string;
  /** Upper-case label, the separator that followed it, and the trimmed rest; all empty for other lines. */
  readonly label: string;
  readonly separator: string;
  readonly value: string;
}

/**
 * Reads a Subscription Notice in the newer style (labelled, with a metadata section) or the older one (the universal
 * reference and bare dates after `Qualifier List:`). Nothing hangs on a notice's details, so a date or size that cannot
 * be read is left out.
 *
 * Throws FormatError when there is no universal reference or none that names short name and version.
 */
export function parseSn(text: string): SubscriptionNotice {
  if (text.length > MAX_BYTES || utf8Length(text) > MAX_BYTES) {
    throw new FormatError(FORMAT, undefined, `the text is longer than ${MAX_BYTES} bytes`);
  }
  const lines = normaliseLineEnds(text).split('\n').map(readLine);
  const reference = findReference(lines);
  if (reference === undefined)
    throw new FormatError(FORMAT, undefined, 'there is no universal reference of a granule');
  const ur = reference.value;
  const collection =
    parseUr(ur) ?? parseCollection(valueOf(lines, 'ESDT INFORMATION')?.split(':')[0]?.trim() ?? '');
  if (collection === undefined || hasControlCharacter(ur)) {
    throw new FormatError(FORMAT, reference.number, `${excerpt(ur)} names no short name and version`);
  }
  const dates = bareDates(lines);
  return present({
    ur,
    ...collection,
    subscriptionId: valueOf(lines, 'SUBSCRIPTION ID'),
    userString: valueOf(lines, 'USER STRING'),
    beginning: timeOf(lines, 'BEGINNING') ?? dates[0],
    ending: timeOf(lines, 'ENDING') ?? (dates.length > 1 ? dates.at(-1) : undefined),
    localGranuleId: valueOf(lines, 'LOCALGRANULEID'),
    files: readFiles(lines),
  });
}

function readLine(line: string, index: number): SnLine {
  const text = line.trim();
  const match = /^([A-Za-z][A-Za-z ]{0,60})([:=])/.exec(text);
  const empty = { number: index + 1, text, label: '', separator: '', value: '' };
  if (match === null) return empty;
  const [head, label = '', separator = ''] = match;
  return { ...empty, label: label.trim().toUpperCase(), separator, value: text.slice(head.length).trim() };
}

function findReference(lines: readonly SnLine[]): { value: string; number: number } | undefined {
  const labelled = lines.find((line) => line.label === 'SUBSCRIPTION NOTIFICATION' && line.value !== '');
  if (labelled !== undefined) return labelled;
  const list = lines.findIndex((line) => line.label === 'QUALIFIER LIST');
  if (list < 0) return undefined;
  const bare = lines
    .slice(list)
    .find((line) => (line.label === 'UR' ? line.text : line.value).startsWith('UR:'));
  return bare && { value: bare.label === 'UR' ? bare.text : bare.value, number: bare.number };
}

/** The exact Range pair where both halves are there, else the time to the minute. */
function timeOf(lines: readonly SnLine[], edge: 'BEGINNING' | 'ENDING'): string | undefined {
  const day = parseDay(valueOf(lines, `RANGE${edge}DATE`) ?? '');
  const time = valueOf(lines, `RANGE${edge}TIME`);
  const exact = day !== undefined && time !== undefined ? joinDayAndTime(day, time) : undefined;
  return exact ?? parseDatabaseTime(valueOf(lines, `${edge}DATETIME`) ?? '');
}

/** Lines of the older style that are a date and nothing else, as ISO times in order of time. */
function bareDates(lines: readonly SnLine[]): string[] {
  const list = lines.findIndex((line) => line.label === 'QUALIFIER LIST');
  const dates = lines.slice(Math.max(list, 0)).map((line) => bareDate(line.text));
  return dates.filter((date) => date !== undefined).sort();
}

function bareDate(text: string): string | undefined {
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?)$/.exec(text);
  const numeric = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d)$/.exec(text);
  if (iso !== null) return joinDayAndTime(iso[1] ?? '', iso[2] ?? '');
  if (numeric !== null) return joinDayAndTime(`${numeric[3]}-${numeric[1]}-${numeric[2]}`, numeric[4] ?? '');
  return parseDatabaseTime(text);
}

/** A file's lines stand together; a label that the open file already has starts the next one. */
function readFiles(lines: readonly SnLine[]): SnFile[] {
  const names = { INTERNALFILENAME: 'internalName', USERDATAFILE: 'userDataFile', FILESIZE: 'size' } as const;
  const files: { userDataFile?: string; internalName?: string; size?: number; seen: Set<string> }[] = [];
  for (const { label, separator, value } of lines) {
    if (separator !== '=' || !Object.hasOwn(names, label)) continue;
    let file = files.at(-1);
    if (file === undefined || file.seen.has(label)) {
      file = { seen: new Set() };
      files.push(file);
    }
    file.seen.add(label);
    const member = names[label as keyof typeof names];
    const size = member === 'size' ? parseCount(value) : undefined;
    if (size !== undefined) file.size = size;
    else if (member !== 'size' && value !== '') file[member] = value;
  }
  return files.map(({ userDataFile, internalName, size }) => present({ userDataFile, internalName, size }));
}

function valueOf(lines: readonly SnLine[], label: string): string | undefined {
  return lines.find((line) => line.label === label)?.value || undefined;
}
