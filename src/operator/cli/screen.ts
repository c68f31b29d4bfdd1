import { columns } from '../words/layout.js';

const HIDE = '\u001b[?25l\u001b[?7l';
const RESTORE = '\u001b[?7h\u001b[?25h';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
// eslint-disable-next-line no-control-regex
const COLOURS = /\u001b\[\d+m/g;

/** A part of a terminal that is drawn again and again in its place, below what stood there before. */
export class Screen {
  private drawn: readonly string[] = [];

  /** @param size - of the terminal; asked at every drawing */
  constructor(
    private readonly write: (text: string) => void,
    private readonly size: () => { readonly rows: number; readonly columns: number },
  ) {}

  /** Draws lines, and `last` below them whatever happens. What does not fit on the terminal is counted, not shown. */
  show(lines: readonly string[], last: string): void {
    const { rows } = this.size();
    const room = Math.max(1, rows - 1);
    const fits = lines.length <= room;
    const shown = fits ? lines : lines.slice(0, room);
    const foot = fits ? last : `${lines.length - room} more lines. ${last}`;
    const text = [...shown, foot];
    const start = this.drawn.length === 0 ? HIDE : `\r${up(this.height() - 1)}`;
    this.write(`${start}${text.map((line) => `${line}${CLEAR_LINE}`).join('\r\n')}${CLEAR_BELOW}`);
    this.drawn = text;
  }

  /** Leaves what was drawn last where it is, without its foot, and the terminal as it was before. */
  close(): void {
    if (this.drawn.length === 0) return;
    this.write(`\r${CLEAR_LINE}${RESTORE}`);
    this.drawn = [];
  }

  /** Rows that the last drawing takes now: a terminal that has become narrower has broken its lines. */
  private height(): number {
    const { rows, columns: width } = this.size();
    const taken = this.drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(columns(line.replace(COLOURS, '')) / width)),
      0,
    );
    return Math.min(taken, rows);
  }
}

function up(rows: number): string {
  return rows > 0 ? `\u001b[${rows}A` : '';
}
