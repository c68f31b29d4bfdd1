import type { PvlBlock, PvlNode, PvlOptions } from './pvl-nodes.js';
import { MAX_DEPTH, PvlValueReader } from './pvl-values.js';
import { excerpt } from './text.js';

export type { PvlBlock, PvlNode, PvlOptions, PvlStatement, PvlValue } from './pvl-nodes.js';

const MAX_KEY_LENGTH = 80;
const BLOCK_BEGIN: Readonly<Record<string, PvlBlock['blockType']>> = {
  OBJECT: 'OBJECT',
  BEGIN_OBJECT: 'OBJECT',
  GROUP: 'GROUP',
  BEGIN_GROUP: 'GROUP',
};
const BLOCK_END: Readonly<Record<string, PvlBlock['blockType']>> = {
  END_OBJECT: 'OBJECT',
  END_GROUP: 'GROUP',
};

/**
 * Reads the PVL of PDR, PAN and PDRD, and the ODL of `.met` files: `=` with or without blanks, optional `;`, quoted
 * strings and lists over several lines, `<unit>`, `/* … *\/` comments, `#` comment lines, any line end, keywords in
 * any case, an optional END after which nothing is read.
 *
 * Throws FormatError with the line for text that is no statement, a block that is not closed or closed by another
 * name, nesting deeper than 64, and text beyond the bounds of the options.
 */
export function parsePvl(text: string, options: PvlOptions = {}): PvlNode[] {
  return new PvlReader(text, options).read();
}

interface OpenBlock {
  readonly block: Omit<PvlBlock, 'children'>;
  readonly children: PvlNode[];
}

class PvlReader extends PvlValueReader {
  read(): PvlNode[] {
    const root: PvlNode[] = [];
    const open: OpenBlock[] = [];
    for (this.skipBlank(true); this.position < this.text.length; this.skipBlank(true)) {
      const line = this.line;
      const { key, hasValue } = this.readKey();
      const keyword = key.toUpperCase();
      if (keyword === 'END' && !hasValue) break;
      const ends = BLOCK_END[keyword];
      if (!hasValue && ends === undefined) this.fail(line, `expected KEY = value, found ${excerpt(key)}`);
      const value = hasValue ? this.readStatementValue() : undefined;
      this.count(line);
      const begins = BLOCK_BEGIN[keyword];
      if (begins !== undefined && value !== undefined) {
        if (open.length >= MAX_DEPTH) this.fail(line, `blocks are nested deeper than ${MAX_DEPTH}`);
        const name = value.raw.trim();
        if (name === '') this.fail(line, `${keyword} has no name`);
        open.push({ block: { kind: 'block', blockType: begins, name, line }, children: [] });
      } else if (ends !== undefined) {
        const closed = this.close(open.pop(), ends, value?.raw.trim(), line);
        (open.at(-1)?.children ?? root).push(closed);
      } else if (value !== undefined) {
        (open.at(-1)?.children ?? root).push({ kind: 'statement', key, value, line });
      }
    }
    const unclosed = open.at(-1)?.block;
    if (unclosed !== undefined)
      this.fail(unclosed.line, `${unclosed.blockType} ${excerpt(unclosed.name)} is not closed`);
    return root;
  }

  private close(open: OpenBlock | undefined, ends: string, name: string | undefined, line: number): PvlBlock {
    if (open === undefined) return this.fail(line, `END_${ends} closes nothing`);
    const { block, children } = open;
    const sameName = name === undefined || name === '' || name.toUpperCase() === block.name.toUpperCase();
    if (block.blockType !== ends || !sameName) {
      const found = name === undefined ? `END_${ends}` : `END_${ends} = ${excerpt(name)}`;
      this.fail(
        line,
        `${found} does not close ${block.blockType} ${excerpt(block.name)} of line ${block.line}`,
      );
    }
    return { ...block, children };
  }

  private readKey(): { key: string; hasValue: boolean } {
    const stop = this.find(/[=;\n]/g);
    const key = this.text.slice(this.position, stop).trim();
    const hasValue = this.text[stop] === '=';
    if (key === '' || key.length > MAX_KEY_LENGTH || !/^[\w./:^ \t-]+$/.test(key)) {
      this.fail(
        this.line,
        `expected KEY = value, found ${excerpt(this.text.slice(this.position, stop + 1).trim())}`,
      );
    }
    this.moveTo(Math.min(hasValue ? stop + 1 : stop, this.text.length));
    return { key, hasValue };
  }
}
