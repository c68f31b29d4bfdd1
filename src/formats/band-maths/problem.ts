/** What is wrong with an expression, and where. */
export interface BandMathsProblem {
  /** The character at fault, from 0 (UTF-16 units of the text). */
  readonly at: number;
  /** One plain sentence. */
  readonly sentence: string;
  /** The text around the fault, and below it a line with `^` under the character. */
  readonly pointer: string;
}

/** Ends the reading of an expression; it never leaves this folder. */
export class BandMathsFault extends Error {
  override readonly name = 'BandMathsFault';

  constructor(
    readonly at: number,
    readonly sentence: string,
  ) {
    super(sentence);
  }
}

const SHOWN = 72;
const BEFORE = 48;

/** A problem from a place and a sentence. */
export function problemAt(text: string, at: number, sentence: string): BandMathsProblem {
  return { at, sentence, pointer: pointerTo(text, at) };
}

/** Control characters and what is not a single column wide would move the caret: a dot stands for them. */
function pointerTo(text: string, at: number): string {
  const from = Math.max(0, at - BEFORE);
  const to = Math.min(text.length, from + SHOWN);
  const shown = text
    .slice(from, to)
    .replace(/\s/g, ' ')
    .replace(/[^ -~]/g, '·');
  const lead = from > 0 ? '…' : '';
  return `${lead}${shown}${to < text.length ? '…' : ''}\n${' '.repeat(lead.length + at - from)}^`;
}
