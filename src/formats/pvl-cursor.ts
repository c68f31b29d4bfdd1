import { FormatError } from './format-error.js';
import type { PvlOptions } from './pvl-nodes.js';
import { hasControlCharacter, normaliseLineEnds, utf8Length } from './text.js';

/** A place in a label that only moves forward, its line number, and the bounds on what is read. */
export class PvlCursor {
  readonly text: string;
  readonly odl: boolean;
  position = 0;
  line = 1;
  private readonly format: string;
  private readonly maxStatements: number;
  private statements = 0;

  constructor(text: string, options: PvlOptions) {
    this.odl = options.dialect === 'odl';
    this.format = options.format ?? (this.odl ? 'ODL' : 'PVL');
    this.maxStatements = options.maxStatements ?? 100_000;
    const maxBytes = options.maxBytes ?? 4 * 1024 * 1024;
    if (text.length > maxBytes || utf8Length(text) > maxBytes) {
      throw new FormatError(this.format, undefined, `the text is longer than ${maxBytes} bytes`);
    }
    this.text = normaliseLineEnds(text);
  }

  /**
   * Skips blanks, line ends and comments, and between statements also stray semicolons. Inside a list `#` opens a
   * comment only at the start of a line, because members may begin with it.
   */
  skipBlank(betweenStatements: boolean): void {
    for (;;) {
      const start = this.position;
      const next = this.find(betweenStatements ? /[^ \t\f\n;]/g : /[^ \t\f\n]/g);
      this.moveTo(next);
      if (this.text.startsWith('/*', next)) this.skipComment();
      else if (this.text[next] === '#' && (betweenStatements || this.startsLine(next, start))) {
        this.moveTo(this.find(/\n/g));
      } else return;
    }
  }

  private startsLine(position: number, searchedFrom: number): boolean {
    const before = this.text.slice(searchedFrom, position);
    return before.includes('\n') || searchedFrom === 0 || this.text[searchedFrom - 1] === '\n';
  }

  skipInline(): void {
    for (;;) {
      this.moveTo(this.find(/[^ \t]/g));
      if (!this.text.startsWith('/*', this.position)) return;
      const end = this.find(/\*\/|\n/g, this.position + 2);
      if (this.text[end] !== '*') return;
      this.moveTo(end + 2);
    }
  }

  private skipComment(): void {
    const end = this.text.indexOf('*/', this.position + 2);
    if (end === -1) this.fail(this.line, 'the comment is not closed');
    this.moveTo(end + 2);
  }

  /** First place of a global pattern from `from` on, or the end of the text. */
  find(pattern: RegExp, from = this.position): number {
    pattern.lastIndex = from;
    return pattern.exec(this.text)?.index ?? this.text.length;
  }

  moveTo(position: number): void {
    for (let index = this.position; index < position; index++) {
      if (this.text.charCodeAt(index) === 0x0a) this.line++;
    }
    this.position = position;
  }

  checked(value: string, line: number): string {
    if (hasControlCharacter(value, '\t')) this.fail(line, 'the value holds a control character');
    return value;
  }

  count(line: number): void {
    this.statements++;
    if (this.statements > this.maxStatements) this.fail(line, `more than ${this.maxStatements} statements`);
  }

  fail(line: number, problem: string): never {
    throw new FormatError(this.format, line, problem);
  }
}
