import { roundHalfEven } from '../../formats/band-maths/arithmetic.js';
import type { FunctionName, UnaryOperator, ValueType } from '../../formats/band-maths/language.js';
import type { BinaryKernel } from './operators.js';
import type { Vector } from './vectors.js';

/** Works on the first `n` pixels. */
export type UnaryKernel = (out: Vector, a: Vector, n: number) => void;

const each =
  (work: (x: number) => number): UnaryKernel =>
  (out, a, n) => {
    for (let i = 0; i < n; i += 1) out[i] = work(a[i]!);
  };
const pairs =
  (work: (x: number, y: number) => number): BinaryKernel =>
  (out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = work(a[i]!, b[i]!);
  };

/** The functions of one argument, with what they do to a pixel. */
export const ONE = {
  sin: each(Math.sin),
  cos: each(Math.cos),
  tan: each(Math.tan),
  arcsin: each(Math.asin),
  arccos: each(Math.acos),
  arctan: each(Math.atan),
  sinh: each(Math.sinh),
  cosh: each(Math.cosh),
  tanh: each(Math.tanh),
  arcsinh: each(Math.asinh),
  arccosh: each(Math.acosh),
  arctanh: each(Math.atanh),
  log: each(Math.log),
  log10: each(Math.log10),
  log1p: each(Math.log1p),
  log2: each(Math.log2),
  exp: each(Math.exp),
  expm1: each(Math.expm1),
  sqrt: ((out, a, n) => {
    for (let i = 0; i < n; i += 1) out[i] = Math.sqrt(a[i]!);
  }) as UnaryKernel,
  abs: ((out, a, n) => {
    for (let i = 0; i < n; i += 1) out[i] = Math.abs(a[i]!);
  }) as UnaryKernel,
  floor: each(Math.floor),
  ceil: each(Math.ceil),
  round: each(roundHalfEven),
  trunc: each(Math.trunc),
  sign: each((x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : NaN)),
  isnan: each((x) => (x !== x ? 1 : 0)),
  isfinite: each((x) => (x - x === 0 ? 1 : 0)),
  isinf: each((x) => (x === Infinity || x === -Infinity ? 1 : 0)),
} as const satisfies Partial<Record<FunctionName, UnaryKernel>>;

/** Those of two arguments. */
export const TWO = {
  arctan2: pairs(Math.atan2),
  fmod: pairs((x, y) => x % y),
  hypot: pairs(Math.hypot),
  maximum: pairs(Math.max),
  minimum: pairs(Math.min),
  copysign: pairs((x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))),
} as const satisfies Partial<Record<FunctionName, BinaryKernel>>;

const negate: UnaryKernel = (out, a, n) => {
  for (let i = 0; i < n; i += 1) out[i] = -a[i]!;
};
const not: UnaryKernel = (out, a, n) => {
  for (let i = 0; i < n; i += 1) out[i] = 1 - a[i]!;
};
const invert: UnaryKernel = (out, a, n) => {
  for (let i = 0; i < n; i += 1) out[i] = ~a[i]!;
};

/** The loop of `-` or `~` for a type. */
export function unaryKernel(operator: Exclude<UnaryOperator, '+'>, type: ValueType): UnaryKernel {
  return operator === '-' ? negate : type === 'bool' ? not : invert;
}

/** From one type to another that has it: each pixel as the other type rounds it. */
export const cast: UnaryKernel = (out, a, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]!;
};

/** Of two values the first where a condition holds; both are worked out everywhere, as NumExpr does. */
export function choose(out: Vector, condition: Vector, yes: Vector, no: Vector, n: number): void {
  for (let i = 0; i < n; i += 1) out[i] = condition[i] === 0 ? no[i]! : yes[i]!;
}
