import { FormatError } from './format-error.js';
import { excerpt, hasControlCharacter, normaliseLineEnds, utf8Length } from './text.js';

/** One line of a notice, trimmed; `key` is empty for prose. */
export interface NoticeLine {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  /** Upper-case word before the first colon, or empty. */
  readonly key: string;
  /** What follows the first colon, trimmed: file names may hold colons themselves. */
  readonly value: string;
}

/** The keywords of a notice; other words before a colon are prose. */
export const DN_KEYS: ReadonlySet<string> = new Set([
  'ORDERID',
  'REQUESTID',
  'USERSTRING',
  'FINISHED',
  'MEDIATYPE',
  'FTPHOST',
  'FTPDIR',
  'MEDIAID',
  'GRANULE',
  'ESDT',
  'FILENAME',
  'FILESIZE',
  'FILECKSUMTYPE',
  'FILECKSUMVALUE',
]);

/**
 * The lines of a notice from the end of its prose on: after the line of plus signs when an ORDERID follows it, else
 * from the first ORDERID, because some senders leave out the preamble with its plus line.
 * Throws FormatError when there is neither, or the text is longer than `maxBytes`.
 */
export function noticeLines(text: string, maxBytes: number): NoticeLine[] {
  if (text.length > maxBytes || utf8Length(text) > maxBytes) {
    throw new FormatError('DN', undefined, `the text is longer than ${maxBytes} bytes`);
  }
  const lines = normaliseLineEnds(text).split('\n').map(readLine);
  const plus = lines.findIndex((line) => isPlusLine(line.text));
  const order = lines.findIndex((line, index) => index > plus && line.key === 'ORDERID');
  const start = order >= 0 ? order : lines.findIndex((line) => line.key === 'ORDERID');
  if (start < 0) throw new FormatError('DN', undefined, 'there is no ORDERID');
  return lines.slice(start);
}

/** Whether a trimmed line is the row of plus signs that ends the prose. */
export function isPlusLine(text: string): boolean {
  return /^\+{5,}$/.test(text);
}

function readLine(line: string, index: number): NoticeLine {
  const text = line.trim();
  const colon = text.indexOf(':');
  const word = colon > 0 && colon < 20 ? text.slice(0, colon).trimEnd().toUpperCase() : '';
  if (!DN_KEYS.has(word)) return { number: index + 1, text, key: '', value: '' };
  return { number: index + 1, text, key: word, value: text.slice(colon + 1).trim() };
}

/** The text for `KEY: text`. Throws FormatError when it would not be read back the same. */
export function noticeValue(key: string, text: string): string {
  if (hasControlCharacter(text) || text !== text.trim()) {
    throw new FormatError(
      'DN',
      undefined,
      `${key} ${excerpt(text)} holds control characters or outer blanks`,
    );
  }
  return text;
}
