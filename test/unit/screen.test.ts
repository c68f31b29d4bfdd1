import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Screen } from '../../src/operator/cli/screen.js';

/** A terminal of so many rows and columns that understands what a screen writes. */
class Terminal {
  readonly lines: string[] = [''];
  row = 0;
  column = 0;
  rows: number;

  constructor(
    rows: number,
    readonly columns: number,
  ) {
    this.rows = rows;
  }

  readonly write = (text: string): void => {
    // eslint-disable-next-line no-control-regex
    for (const [part, control] of text.matchAll(/\u001b\[(\??\d*[A-Za-z])|[^\u001b]/g)) {
      if (control === 'K') this.lines[this.row] = this.lines[this.row]!.slice(0, this.column);
      else if (control === 'J') {
        this.lines[this.row] = this.lines[this.row]!.slice(0, this.column);
        this.lines.length = this.row + 1;
      } else if (control?.endsWith('A')) this.row -= Number.parseInt(control, 10);
      else if (control !== undefined) continue;
      else if (part === '\r') this.column = 0;
      else if (part === '\n') {
        this.row += 1;
        this.lines[this.row] ??= '';
      } else if (this.column < this.columns) {
        const line = this.lines[this.row]!;
        this.lines[this.row] = line.slice(0, this.column) + part + line.slice(this.column + 1);
        this.column += 1;
      }
    }
  };
}

const line = fc.stringMatching(/^[a-z ]{0,20}$/);
const drawing = fc.array(line, { maxLength: 12 });

describe('a screen', () => {
  it('shows the latest drawing below what stood there before, whatever was drawn', () => {
    fc.assert(
      fc.property(
        fc.array(drawing, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 3, max: 20 }),
        (drawings, rows) => {
          const terminal = new Terminal(rows, 40);
          terminal.write('$ sipstream\r\n');
          const screen = new Screen(terminal.write, () => terminal);
          for (const lines of drawings) screen.show(lines, 'q ends.');
          const last = drawings.at(-1)!;
          const shown = last.slice(0, rows - 1);
          expect(terminal.lines[0]).toBe('$ sipstream');
          expect(terminal.lines.slice(1, 1 + shown.length)).toEqual(shown);
          expect(terminal.lines.at(-1)).toBe(
            last.length > rows - 1 ? `${last.length - rows + 1} more lines. q ends.` : 'q ends.',
          );
          expect(terminal.lines).toHaveLength(2 + shown.length);
        },
      ),
    );
  });

  it('leaves its last drawing without the foot when it is closed, and writes nothing when nothing was drawn', () => {
    const terminal = new Terminal(10, 40);
    const screen = new Screen(terminal.write, () => terminal);
    screen.show(['one', 'two'], 'q ends.');
    screen.close();
    expect(terminal.lines).toEqual(['one', 'two', '']);
    let written = '';
    new Screen(
      (text) => (written += text),
      () => terminal,
    ).close();
    expect(written).toBe('');
  });
});
