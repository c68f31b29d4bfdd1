/** Small text measures that the exchange formats share. */

/** Length of a text in bytes when written as UTF-8; a lone surrogate counts as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) {
      bytes += 4;
      index++;
    } else bytes += 3;
  }
  return bytes;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}

/** Whether a text holds a C0 or C1 control character or DEL; characters of `allowed` are let through. */
export function hasControlCharacter(text: string, allowed = ''): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code < 0x20 || (code >= 0x7f && code < 0xa0)) && !allowed.includes(text.charAt(index))) return true;
  }
  return false;
}

/**
 * One line-end convention for the LF, CR, CRLF and form-feed-LF texts that partners send, without a byte order mark.
 */
export function normaliseLineEnds(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n|\f\n|\r/g, '\n');
}

/** The text on one line: line breaks with the blanks around them become one blank, both ends are left as they are. */
export function joinWrappedLines(text: string): string {
  const lines = text.split('\n');
  if (lines.length === 1) return text;
  return lines
    .map((line, index) => {
      const head = index === 0 ? line : line.trimStart();
      return index === lines.length - 1 ? head : head.trimEnd();
    })
    .filter((line) => line !== '')
    .join(' ');
}

/** A short quotation of foreign text for an error sentence: one line, printable, at most 40 characters. */
export function excerpt(text: string): string {
  const printable = Array.from(text.slice(0, 80), (character) =>
    hasControlCharacter(character) ? '?' : character,
  );
  return printable.length > 40 ? `"${printable.slice(0, 40).join('')}…"` : `"${printable.join('')}"`;
}

/**
 * A non-negative decimal integer that a number holds exactly, or undefined. Zero filling is allowed; signs, points,
 * exponents and hexadecimal, which `Number` would take, are not.
 */
export function parseCount(text: string): number | undefined {
  if (!/^\d{1,20}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** What is wrong with a name as a bare file name (no path, no control characters, at most 255 bytes), or undefined. */
export function fileNameProblem(name: string): string | undefined {
  if (name === '') return 'the file name is empty';
  if (hasControlCharacter(name)) return 'the file name holds a control character';
  if (name.includes('/') || name.includes('\\'))
    return `the file name ${excerpt(name)} holds a path separator`;
  if (name === '.' || name === '..') return `${excerpt(name)} is a directory, not a file name`;
  if (utf8Length(name) > 255) return `the file name ${excerpt(name)} is longer than 255 bytes`;
  return undefined;
}
