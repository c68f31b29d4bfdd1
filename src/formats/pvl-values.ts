import { PvlCursor } from './pvl-cursor.js';
import type { PvlValue } from './pvl-nodes.js';
import { joinWrappedLines } from './text.js';

/** How deep lists and blocks may nest: far beyond any real label, far below the stack. */
export const MAX_DEPTH = 64;

/** Reads the values of a label. */
export class PvlValueReader extends PvlCursor {
  /** The value after `=`, up to and with its semicolon. */
  protected readStatementValue(): PvlValue {
    this.skipInline();
    if (this.text[this.position] === '\n') {
      // A long string or list may start on the line below its keyword; no statement begins with these characters.
      const next = this.find(/[^ \t\f\n]/g);
      if ('"({'.includes(this.text[next] ?? ' ')) this.moveTo(next);
    }
    const value = this.readDelimited(0) ?? this.readUnquoted();
    this.skipInline();
    if (this.text[this.position] === ';') this.moveTo(this.position + 1);
    return value;
  }

  /** A quoted string or a list with its unit, or undefined where neither starts here. */
  private readDelimited(depth: number): PvlValue | undefined {
    const first = this.text[this.position];
    if (first === '"') return this.withUnit({ raw: this.readQuoted(), quoted: true });
    if (first === "'") {
      const end = this.find(/['\n]/g, this.position + 1);
      if (this.text[end] !== "'" || !/[ \t;,)}<\n]/.test(this.text[end + 1] ?? '\n')) return undefined;
      const raw = this.checked(this.text.slice(this.position + 1, end), this.line);
      this.moveTo(end + 1);
      return this.withUnit({ raw, quoted: true });
    }
    return first === '(' || first === '{'
      ? this.withUnit(this.readList(first === '(' ? ')' : '}', depth + 1))
      : undefined;
  }

  private readQuoted(): string {
    const line = this.line;
    const pieces: string[] = [];
    let start = this.position + 1;
    for (;;) {
      const end = this.text.indexOf('"', start);
      if (end === -1) this.fail(line, 'the quoted string is not closed');
      const doubled = this.text[end + 1] === '"';
      pieces.push(this.text.slice(start, doubled ? end + 1 : end));
      start = doubled ? end + 2 : end + 1;
      if (!doubled) break;
    }
    this.moveTo(start);
    return this.checked(joinWrappedLines(pieces.join('')), line);
  }

  private readList(closing: string, depth: number): PvlValue {
    const line = this.line;
    const start = this.position;
    if (depth > MAX_DEPTH) this.fail(line, `lists are nested deeper than ${MAX_DEPTH}`);
    const list: PvlValue[] = [];
    this.moveTo(start + 1);
    for (this.skipBlank(false); this.text[this.position] !== closing; this.skipBlank(false)) {
      if (this.position >= this.text.length) this.fail(line, 'the list is not closed');
      const itemLine = this.line;
      const item = this.readDelimited(depth) ?? this.readListWord();
      this.count(itemLine);
      list.push(item);
      this.skipBlank(false);
      const separator = this.text[this.position];
      if (separator === ',') this.moveTo(this.position + 1);
      else if (separator !== closing) {
        this.fail(separator === undefined ? line : this.line, `expected "," or "${closing}" in the list`);
      }
    }
    this.moveTo(this.position + 1);
    return { raw: joinWrappedLines(this.text.slice(start, this.position)), quoted: false, list };
  }

  private readListWord(): PvlValue {
    const end = this.find(/[,(){}"\n]/g);
    const source = this.text.slice(this.position, end).trim();
    const line = this.line;
    this.moveTo(end);
    return splitUnit(this.checked(source, line));
  }

  private readUnquoted(): PvlValue {
    const line = this.line;
    const stop = this.odl ? /\n/g : /[;\n]/g;
    let end = this.find(stop);
    let source = stripComment(this.text.slice(this.position, end)).trim();
    if (!this.odl && this.text[end] === '\n') {
      const wrapped = this.continuation(end + 1);
      if (wrapped !== undefined) {
        source = `${source} ${this.text.slice(end + 1, wrapped).trim()}`.trim();
        end = wrapped;
      }
    }
    if (this.odl && source.endsWith(';')) source = source.slice(0, -1).trimEnd();
    this.moveTo(end);
    return splitUnit(this.checked(source, line));
  }

  /** Where the line at `start` has its `;`, if it can only be the second half of a value that a mailer wrapped. */
  private continuation(start: number): number | undefined {
    const end = this.find(/[=;\n"#]/g, start);
    if (this.text[end] !== ';') return undefined;
    const words = this.text.slice(start, end).trim();
    return words === '' || words.startsWith('/*') || /^END(_OBJECT|_GROUP)?$/i.test(words) ? undefined : end;
  }

  private withUnit(value: PvlValue): PvlValue {
    this.skipInline();
    if (this.text[this.position] !== '<') return value;
    const end = this.find(/[>\n]/g);
    if (this.text[end] !== '>') this.fail(this.line, 'the unit is not closed');
    const unit = this.checked(this.text.slice(this.position + 1, end).trim(), this.line);
    this.moveTo(end + 1);
    return { ...value, unit };
  }
}

/** Drops a comment that ends the line; `/*` inside a path is none, because no blank stands before it. */
function stripComment(source: string): string {
  const start = Math.max(source.indexOf(' /*'), source.indexOf('\t/*'));
  return start >= 0 && source.includes('*/', start + 3) ? source.slice(0, start) : source;
}

function splitUnit(source: string): PvlValue {
  const start = source.endsWith('>') ? source.lastIndexOf('<') : -1;
  const word = source.slice(0, Math.max(start, 0)).trimEnd();
  const isUnit = start > 0 && (word.length < start || /^[+-]?[\d.]+$/.test(word));
  return isUnit
    ? { raw: word, quoted: false, unit: source.slice(start + 1, -1).trim() }
    : { raw: source, quoted: false };
}
