import { FormatError } from './format-error.js';
import { dispositionLine, dispositionOf, readMessage, shortDisposition } from './message-statements.js';
import { isUtcSecond } from './message-time.js';
import { present } from './present.js';
import { canonicalKey, countOf, findStatement, findText } from './pvl-fields.js';
import type { PvlStatement } from './pvl.js';
import { excerpt } from './text.js';

/** One verdict for all files of a delivery. */
export interface ShortPan {
  readonly form: 'short';
  /** Unquoted, trimmed, upper case. The vocabulary is open: only SUCCESSFUL has a meaning. */
  readonly disposition: string;
  /** The verdict as the archive spelled it; set by `parsePan`, not used by `emitPan`. */
  readonly dispositionText?: string;
  /** As sent, ideally `YYYY-MM-DDTHH:MM:SSZ`; absent when blank. */
  readonly timeStamp?: string;
}

/** The verdict on one file. */
export interface PanFile {
  /** FILE_DIRECTORY without repeated and trailing slashes. */
  readonly directory: string;
  readonly name: string;
  /** Unquoted, trimmed, upper case. */
  readonly disposition: string;
  /** The verdict as the archive spelled it; set by `parsePan`, not used by `emitPan`. */
  readonly dispositionText?: string;
  /** As sent; absent when blank, which says that the file was not ingested. */
  readonly timeStamp?: string;
}

/** A verdict for each file. */
export interface LongPan {
  readonly form: 'long';
  /** NO_OF_FILES, which older senders leave out. */
  readonly fileCount?: number;
  readonly files: readonly PanFile[];
}

/** A Product Acceptance Notification: the archive's answer to a PDR that it could read. */
export type Pan = ShortPan | LongPan;

const FORMAT = 'PAN';
/** What S4P and ECS write for "not ingested". */
const BLANK_TIME = ' '.repeat(20);

/**
 * Reads a short or long PAN, quoted or bare, with or without blanks and semicolons. A time stamp never fails a PAN:
 * real senders have a broken pattern.
 *
 * Throws FormatError for text that is no PAN, a verdict that is missing or empty, and a long PAN without files.
 */
export function parsePan(text: string): Pan {
  const { form, statements } = readMessage(text, FORMAT);
  if (form === 'short') {
    return present({
      form,
      ...shortDisposition(statements, FORMAT),
      timeStamp: findText(statements, 'TIME_STAMP'),
    });
  }
  const files = readFiles(statements);
  if (files.length === 0) throw new FormatError(FORMAT, undefined, 'the LONGPAN lists no file');
  const count = findStatement(statements, 'NO_OF_FILES');
  return present({ form, fileCount: count && countOf(count, FORMAT), files });
}

/**
 * Whether everything was accepted: a short PAN says SUCCESSFUL, or every entry of a long PAN does and none of the
 * announced entries is missing (a cut message must not release a delivery).
 */
export function isSuccessful(pan: Pan): boolean {
  if (pan.form === 'short') return pan.disposition === 'SUCCESSFUL';
  const complete = pan.files.length > 0 && pan.files.length >= (pan.fileCount ?? 0);
  return complete && pan.files.every((file) => file.disposition === 'SUCCESSFUL');
}

/**
 * Writes a PAN in the order and spelling of the ICD readers. Throws FormatError for texts that need quoting rules they
 * do not share, a time stamp that is no UTC second, a count that is not the number of files.
 */
export function emitPan(pan: Pan): string {
  if (pan.form === 'short') {
    const verdict = [dispositionLine(pan.disposition, FORMAT), timeLine(pan.timeStamp)];
    return ['MESSAGE_TYPE = SHORTPAN;', ...verdict, ''].join('\n');
  }
  const count = pan.files.length;
  if (count === 0) throw new FormatError(FORMAT, undefined, 'the LONGPAN lists no file');
  if (pan.fileCount !== undefined && pan.fileCount !== count) {
    throw new FormatError(FORMAT, undefined, `NO_OF_FILES is ${pan.fileCount} but ${count} files are listed`);
  }
  const entries = pan.files.flatMap((file) => [
    `FILE_DIRECTORY = ${plain(file.directory, 'FILE_DIRECTORY')};`,
    `FILE_NAME = ${plain(file.name, 'FILE_NAME')};`,
    dispositionLine(file.disposition, FORMAT),
    timeLine(file.timeStamp),
  ]);
  return ['MESSAGE_TYPE = LONGPAN;', `NO_OF_FILES = ${count};`, ...entries, ''].join('\n');
}

interface OpenRecord {
  line: number;
  directory: string;
  name?: string;
  verdict?: { disposition: string; dispositionText: string };
  timeStamp?: string;
}

/** A record starts at each FILE_DIRECTORY, or at a FILE_NAME that follows the name of another file there. */
function readFiles(statements: readonly PvlStatement[]): PanFile[] {
  const files: PanFile[] = [];
  let open: OpenRecord | undefined;
  for (const statement of statements) {
    const { line } = statement;
    const text = statement.value.raw.trim();
    switch (canonicalKey(statement.key)) {
      case 'FILE_DIRECTORY':
        if (open !== undefined) files.push(closeRecord(open));
        open = { line, directory: normaliseDirectory(text) };
        break;
      case 'FILE_NAME':
        if (open?.name !== undefined) {
          files.push(closeRecord(open));
          open = { line, directory: open.directory };
        }
        open ??= { line, directory: '' };
        if (text === '') throw new FormatError(FORMAT, line, 'FILE_NAME is empty');
        open.name = text;
        break;
      case 'DISPOSITION':
        if (open === undefined || open.verdict !== undefined) {
          throw new FormatError(FORMAT, line, 'DISPOSITION belongs to no file');
        }
        open.verdict = dispositionOf(statement, FORMAT);
        break;
      case 'TIME_STAMP':
        if (open !== undefined && text !== '') open.timeStamp ??= text;
        break;
    }
  }
  if (open !== undefined) files.push(closeRecord(open));
  return files;
}

function closeRecord({ line, directory, name, verdict, timeStamp }: OpenRecord): PanFile {
  if (name === undefined) throw new FormatError(FORMAT, line, 'the file has no FILE_NAME');
  if (verdict === undefined)
    throw new FormatError(FORMAT, line, `the file ${excerpt(name)} has no DISPOSITION`);
  return present({ directory, name, ...verdict, timeStamp });
}

/** A directory without repeated and trailing slashes, so that FILE_DIRECTORY and DIRECTORY_ID compare. */
export function normaliseDirectory(directory: string): string {
  const parts = directory.split('/').filter((part) => part !== '');
  return (directory.startsWith('/') ? '/' : '') + parts.join('/');
}

function timeLine(timeStamp: string | undefined): string {
  if (timeStamp !== undefined && !isUtcSecond(timeStamp)) {
    throw new FormatError(FORMAT, undefined, `TIME_STAMP ${excerpt(timeStamp)} is not YYYY-MM-DDTHH:MM:SSZ`);
  }
  return `TIME_STAMP = ${timeStamp ?? BLANK_TIME};`;
}

function plain(text: string, key: string): string {
  if (!/^[\w.#:+,@%~/-]+$/.test(text)) {
    throw new FormatError(FORMAT, undefined, `${key} ${excerpt(text)} is empty or not plain text`);
  }
  return text;
}
