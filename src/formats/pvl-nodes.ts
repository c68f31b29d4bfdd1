/**
 * A value as it stands in the text. It stays text: whether `006` is a number, or `2017-08-22T20:07:21` a time, and in
 * which zone, is for the reader of that keyword to say.
 */
export interface PvlValue {
  /** The text without its quotes; a string or list that wraps over lines is joined with single blanks. */
  readonly raw: string;
  /** Whether the value stood in double or single quotes. */
  readonly quoted: boolean;
  /** The members of a `( … )` sequence or `{ … }` set, in order. */
  readonly list?: readonly PvlValue[];
  /** The text between `<` and `>` after the value. */
  readonly unit?: string;
}

/** `KEY = value`; the key as written, `line` counted from 1. */
export interface PvlStatement {
  readonly kind: 'statement';
  readonly key: string;
  readonly value: PvlValue;
  readonly line: number;
}

/** `OBJECT = name … END_OBJECT` or `GROUP = name … END_GROUP`; the name as written but unquoted. */
export interface PvlBlock {
  readonly kind: 'block';
  readonly blockType: 'OBJECT' | 'GROUP';
  readonly name: string;
  readonly children: readonly PvlNode[];
  readonly line: number;
}

/** One member of a label; order and repetition carry meaning, so a label is a list and never a map. */
export type PvlNode = PvlStatement | PvlBlock;

/** How to read a label, and how much of it. */
export interface PvlOptions {
  /** `pvl` (the default): an unquoted value ends at `;` or the line end. `odl`: it ends at the line end alone. */
  readonly dialect?: 'pvl' | 'odl';
  /** Longest text in UTF-8 bytes; 4 MiB by default. */
  readonly maxBytes?: number;
  /** Most statements, blocks and list members together; 100 000 by default. */
  readonly maxStatements?: number;
  /** Name of the format in errors; `PVL` or `ODL` by default. */
  readonly format?: string;
}
