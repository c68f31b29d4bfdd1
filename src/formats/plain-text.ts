/** Texts that people read in a terminal or a mail: nothing in them steers anything, and no line is too long. */

/** Columns that every screen of the command line, and every mail, fits in. */
export const WIDTH = 80;

// Names and subjects come from outside: they must neither steer the terminal nor turn the reading direction.
// eslint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A text on one line, in which nothing steers a terminal: such characters become `·`. */
export function printable(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ').replace(STEERING, '·');
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns that a text takes. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text) count += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return count;
}

/** Breaks a text into lines of at most `width` columns, at spaces where there are any. */
export function wrap(text: string, width = WIDTH, indent = ''): string[] {
  const room = Math.max(2, width - columns(indent));
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text)
    .split(' ')
    .filter((part) => part !== '')) {
    for (const piece of pieces(word, room)) {
      if (line === '') line = piece;
      else if (columns(line) + 1 + columns(piece) <= room) line += ` ${piece}`;
      else {
        lines.push(indent + line);
        line = piece;
      }
    }
  }
  if (line !== '' || lines.length === 0) lines.push(indent + line);
  return lines;
}

/** A word that is longer than a line, cut into pieces. */
function pieces(word: string, room: number): string[] {
  if (columns(word) <= room) return [word];
  const cut: string[] = [];
  let piece = '';
  for (const character of word) {
    if (columns(piece + character) > room) {
      cut.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...cut, piece];
}

/** An instant for people: `2026-11-21 03:15:07`, UTC. */
export function stamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** A text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
