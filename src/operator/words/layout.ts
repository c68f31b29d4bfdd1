import { columns, printable, WIDTH, wrap } from '../../formats/plain-text.js';

export { columns, printable, WIDTH, wrap };

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

/** A column of a table. One column may be `flex`: it takes what is left, and its cells wrap. */
export interface Column {
  readonly title: string;
  readonly flex?: boolean;
  /** Never broken: people copy it. */
  readonly whole?: boolean;
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
    const breakable = widths.map((one, index) => (heads[index]!.whole ? 0 : one));
    const widest = breakable.indexOf(Math.max(...breakable));
    if (breakable[widest]! <= 4) break;
    widths[widest]! -= 1;
  }
  return widths;
}

function pad(text: string, width: number, right = false): string {
  const space = ' '.repeat(Math.max(0, width - columns(text)));
  return right ? space + text : text + space;
}
