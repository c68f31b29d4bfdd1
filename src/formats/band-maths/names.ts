import { FUNCTIONS, LIMITS, isFunction, type FunctionName } from './language.js';
import { BandMathsFault } from './problem.js';

/** JavaScript's names of functions, as SCOPS's formula editor writes them behind `Math.`. */
const MATH: Readonly<Record<string, FunctionName>> = {
  asin: 'arcsin',
  acos: 'arccos',
  atan: 'arctan',
  atan2: 'arctan2',
  asinh: 'arcsinh',
  acosh: 'arccosh',
  atanh: 'arctanh',
  max: 'maximum',
  min: 'minimum',
};

/** What somebody meant who wrote another language's word. */
const ADVICE: Readonly<Record<string, string>> = {
  and: "Conditions are joined by '&', each in parentheses: (band1 > 1) & (band2 > 1).",
  or: "Conditions are joined by '|', each in parentheses: (band1 > 1) | (band2 > 1).",
  not: "'not' is written '~': ~(band1 > 1).",
  if: 'A choice is written where(condition, a, b).',
  else: 'A choice is written where(condition, a, b).',
  sum: 'sum makes one number of the whole image; a product needs a value for each pixel. Add bands with +.',
  prod: 'prod makes one number of the whole image; a product needs a value for each pixel. Multiply bands with *.',
  min: 'min makes one number of the whole image; the smaller of two bands is minimum(a, b).',
  max: 'max makes one number of the whole image; the greater of two bands is maximum(a, b).',
  mean: 'mean makes one number of the whole image; a product needs a value for each pixel.',
  pi: 'There is no name for pi; write 3.141592653589793.',
  ln: 'The natural logarithm is written log(…).',
  pow: "Powers are written '**': band1**2.",
  power: "Powers are written '**': band1**2.",
  true: 'It is written True.',
  false: 'It is written False.',
  complex: 'There are no complex numbers here.',
  real: 'There are no complex numbers here.',
  imag: 'There are no complex numbers here.',
  conj: 'There are no complex numbers here.',
};

/** The function of a name, with or without `Math.`. Undefined when there is none. */
export function functionOf(name: string): FunctionName | undefined {
  if (isFunction(name)) return name;
  if (!name.startsWith('Math.')) return undefined;
  const plain = name.slice('Math.'.length);
  if (Object.hasOwn(MATH, plain)) return MATH[plain];
  return isFunction(plain) && plain !== 'where' ? plain : undefined;
}

/** The number of a band's name (`band7`, `band007`). Undefined when it isn't a band's name; throws BandMathsFault when no band has it. */
export function bandOf(name: string, at: number): number | undefined {
  const digits = /^band(\d+)$/.exec(name)?.[1];
  if (digits === undefined) return undefined;
  const band = Number(digits);
  if (band === 0) throw new BandMathsFault(at, 'Bands are counted from 1: the first is band1.');
  if (band > LIMITS.band) throw new BandMathsFault(at, `Bands are band1 to band${LIMITS.band}.`);
  return band;
}

/** Why a name has no meaning, with what was probably meant. */
export function unknownName(name: string, called: boolean): string {
  if (Object.hasOwn(ADVICE, name)) return ADVICE[name]!;
  const shown = name.length > 40 ? `${name.slice(0, 39)}…` : name;
  const band = /^(?:band|b)_?(\d+)$/i.exec(name)?.[1];
  if (band !== undefined)
    return `'${shown}' is no band; bands are written in lower case: band${Number(band)}.`;
  const key = name.toLowerCase();
  const meant = Object.hasOwn(MATH, key) ? MATH[key] : isFunction(key) ? key : undefined;
  if (meant !== undefined) return `'${shown}' is no function here; it is written ${meant}.`;
  return called
    ? `There is no function '${shown}'; there are ${Object.keys(FUNCTIONS).join(', ')}.`
    : `'${shown}' is neither a band (band1, band2, …) nor a number.`;
}
