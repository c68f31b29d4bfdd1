import { BandMathsFault } from './problem.js';

/** A word of an expression. `end` is a last one behind the text. */
export type Token =
  | { readonly kind: 'number'; readonly at: number; readonly value: number; readonly whole: boolean }
  | { readonly kind: 'name'; readonly at: number; readonly text: string }
  | { readonly kind: 'sign'; readonly at: number; readonly text: string }
  | { readonly kind: 'end'; readonly at: number };

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
/** `Math.sqrt` is one name: SCOPS's formula editor writes it so. */
const NAME = /Math\.[A-Za-z][A-Za-z0-9]*|[A-Za-z_][A-Za-z0-9_]*/y;
const SIGN = /\*\*|\/\/|<<|>>|<=|>=|==|!=|[-+*/%<>&|^~(),]/y;

/** What people write who come from another language, and what they should write. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [
    /&&/y,
    "'&&' is no operator here; write '&' between comparisons in parentheses: (band1 > 1) & (band2 > 1).",
  ],
  [
    /\|\|/y,
    "'||' is no operator here; write '|' between comparisons in parentheses: (band1 > 1) | (band2 > 1).",
  ],
  [/=/y, "'=' is no operator here; equality is '=='."],
  [/!/y, "'!' is no operator here; write '~(…)' for 'not', and '!=' for 'is not equal'."],
  [/[?:]/y, 'A choice is written where(condition, a, b).'],
  [/\[/y, 'There is no indexing and there are no lists here; a band is written as band1.'],
  [/[{}\]]/y, 'Only round parentheses group.'],
  [/["'`]/y, 'There is no text here, only bands and numbers.'],
  [/;/y, 'An equation is one expression; there is no second statement.'],
  [/\./y, "There are no attributes here; a '.' is only part of a number."],
  [/[\u2212\u2012-\u2015]/y, "This dash is no minus sign; write '-'."],
  [/[\u00d7\u22c5\u00b7]/y, "Multiplication is written '*'."],
  [/\u00f7/y, "Division is written '/'."],
  [/[\u00b2\u00b3]/y, "Powers are written '**': band1**2."],
  [/\u221a/y, 'The square root is written sqrt(…).'],
];

/** Cuts an expression into words. Throws BandMathsFault at the first character that belongs to none. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const take = (pattern: RegExp, at: number) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  for (let at = 0; at < text.length;) {
    if (/\s/.test(text[at]!)) {
      at += 1;
      continue;
    }
    const number = take(NUMBER, at);
    const name = number === undefined ? take(NAME, at) : undefined;
    const sign = number === undefined && name === undefined ? take(SIGN, at) : undefined;
    if (number !== undefined) tokens.push(numberOf(text, number, at));
    else if (name !== undefined) tokens.push({ kind: 'name', at, text: name });
    else if (sign !== undefined && !['&&', '||'].includes(text.slice(at, at + 2)))
      tokens.push({ kind: 'sign', at, text: sign });
    else {
      const foreign = FOREIGN.find(([pattern]) => take(pattern, at) !== undefined);
      const character = JSON.stringify(String.fromCodePoint(text.codePointAt(at)!));
      throw new BandMathsFault(at, foreign?.[1] ?? `The character ${character} has no meaning here.`);
    }
    at += (number ?? name ?? sign)!.length;
  }
  return [...tokens, { kind: 'end', at: text.length }];
}

function numberOf(text: string, digits: string, at: number): Token {
  const after = text[at + digits.length] ?? '';
  if (/[jJ]/.test(after)) throw new BandMathsFault(at, 'There are no complex numbers here.');
  if (/[A-Za-z0-9_.]/.test(after))
    throw new BandMathsFault(
      at,
      `A number cannot go on with ${JSON.stringify(after)}: numbers are written as 12, 0.5 or 1e3.`,
    );
  const whole = /^\d+$/.test(digits);
  if (whole && /^0\d/.test(digits))
    throw new BandMathsFault(at, 'A whole number does not begin with 0; write it without.');
  const value = Number(digits);
  if (!Number.isFinite(value)) throw new BandMathsFault(at, 'This number is too large.');
  if (whole && !Number.isSafeInteger(value))
    throw new BandMathsFault(at, 'This whole number is too large; write it with a decimal point.');
  return { kind: 'number', at, value, whole };
}
