import { roundHalfEven } from '../../formats/band-maths/arithmetic.js';
import type { FunctionName, UnaryOperator, ValueType } from '../../formats/band-maths/language.js';
import type { BinaryKernel } from './operators.js';
import type { Vector } from './vectors.js';

/** Works on the first `n` pixels. */
export type UnaryKernel = (out: Vector, a: Vector, n: number) => void;

/**
 * The functions of one argument. Each has a loop of its own, in which the compiler puts the machine's instruction or calls
 * the function without a detour; one loop for all, given the function, takes twice as long.
 */
export const ONE = {
  sin(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.sin(a[i]!);
  },
  cos(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.cos(a[i]!);
  },
  tan(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.tan(a[i]!);
  },
  arcsin(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.asin(a[i]!);
  },
  arccos(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.acos(a[i]!);
  },
  arctan(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.atan(a[i]!);
  },
  sinh(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.sinh(a[i]!);
  },
  cosh(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.cosh(a[i]!);
  },
  tanh(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.tanh(a[i]!);
  },
  arcsinh(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.asinh(a[i]!);
  },
  arccosh(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.acosh(a[i]!);
  },
  arctanh(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.atanh(a[i]!);
  },
  log(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.log(a[i]!);
  },
  log10(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.log10(a[i]!);
  },
  log1p(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.log1p(a[i]!);
  },
  log2(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.log2(a[i]!);
  },
  exp(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.exp(a[i]!);
  },
  expm1(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.expm1(a[i]!);
  },
  sqrt(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.sqrt(a[i]!);
  },
  abs(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.abs(a[i]!);
  },
  floor(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.floor(a[i]!);
  },
  ceil(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.ceil(a[i]!);
  },
  trunc(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.trunc(a[i]!);
  },
  round(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = roundHalfEven(a[i]!);
  },
  sign(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! > 0 ? 1 : a[i]! < 0 ? -1 : a[i] === 0 ? 0 : NaN;
  },
  isnan(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = a[i] !== a[i] ? 1 : 0;
  },
  isfinite(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = a[i]! - a[i]! === 0 ? 1 : 0;
  },
  isinf(out, a, n) {
    for (let i = 0; i < n; i += 1) out[i] = a[i] === Infinity || a[i] === -Infinity ? 1 : 0;
  },
} as const satisfies Partial<Record<FunctionName, UnaryKernel>>;

const pairs =
  (work: (x: number, y: number) => number): BinaryKernel =>
  (out, a, b, n) => {
    for (let i = 0; i < n; i += 1) out[i] = work(a[i]!, b[i]!);
  };

/** Those of two arguments. */
export const TWO = {
  arctan2: pairs(Math.atan2),
  fmod: pairs((x, y) => x % y),
  hypot: pairs(Math.hypot),
  maximum(out, a, b, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.max(a[i]!, b[i]!);
  },
  minimum(out, a, b, n) {
    for (let i = 0; i < n; i += 1) out[i] = Math.min(a[i]!, b[i]!);
  },
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
