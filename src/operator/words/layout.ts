/** Columns that every screen of the command line fits in. */
export const WIDTH = 80;

/** What a piece of text means; a terminal may show it in colour, and nothing is said by colour alone. */
export type Tone = 'strong' | 'dim' | 'bad' | 'warn' | 'good';

/** How tones are written. */
export type Style = { readonly [T in Tone]: (text: string) => string };

const same = (text: string) => text;
const sgr = (on: number, off: number) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`;

/** No colour. */
export const PLAIN: Style = { strong: same, dim: same, bad: same, warn: same, good: same };

/** Colours of an ANSI terminal. */
export const ANSI: Style = {
  strong: sgr(1, 22),
  dim: sgr(2, 22),
  bad: sgr(31, 39),
  warn: sgr(33, 39),
  good: sgr(32, 39),
};

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

/** A column of a table. One column may be `flex`: it takes what is left, and its cells wrap. */
export interface Column {
  readonly title: string;
  readonly flex?: boolean;
  readonly right?: boolean;
}

/** A cell: text, or text with a tone. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

const GAP = '  ';

/** A table in lines of at most `width` columns. Without rows there are no lines. */
export function table(
  heads: readonly Column[],
  rows: readonly (readonly Cell[])[],
  style: Style = PLAIN,
  width = WIDTH,
): string[] {
  if (rows.length === 0) return [];
  const body = rows.map((row) =>
    heads.map((_, index) => {
      const cell = row[index] ?? '';
      return typeof cell === 'string'
        ? { text: printable(cell), paint: same }
        : { text: printable(cell.text), paint: style[cell.tone] };
    }),
  );
  const widths = fit(
    heads,
    heads.map((head, index) =>
      Math.max(columns(head.title), ...body.map((row) => columns(row[index]!.text))),
    ),
    width,
  );
  const lines = [
    style.dim(
      heads
        .map((head, index) => pad(head.title, widths[index]!, head.right))
        .join(GAP)
        .trimEnd(),
    ),
  ];
  for (const row of body) {
    const wrapped = row.map((cell, index) => wrap(cell.text, widths[index]!));
    const height = Math.max(...wrapped.map((cell) => cell.length));
    for (let at = 0; at < height; at += 1) {
      const line = row.map(({ paint }, index) => {
        const text = wrapped[index]![at] ?? '';
        const padded = pad(text, widths[index]!, heads[index]!.right);
        return text === '' ? padded : padded.replace(text, () => paint(text));
      });
      lines.push(line.join(GAP).trimEnd());
    }
  }
  return lines;
}

/** Widths that fit: the flexible column gives way first, then the widest ones. */
function fit(heads: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, one) => sum + one, 0) + GAP.length * (widths.length - 1);
  const flex = heads.findIndex((head) => head.flex);
  if (flex >= 0) widths[flex] = Math.max(12, Math.min(widths[flex]!, widths[flex]! - (total() - width)));
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= 4) break;
    widths[widest]! -= 1;
  }
  return widths;
}

function pad(text: string, width: number, right = false): string {
  const space = ' '.repeat(Math.max(0, width - columns(text)));
  return right ? space + text : text + space;
}
