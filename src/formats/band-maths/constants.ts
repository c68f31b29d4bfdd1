import type { Ast, BinaryOperator, FunctionName, UnaryOperator, ValueType } from './language.js';
import { BandMathsFault } from './problem.js';
import { floorMod, roundHalfEven, truePower } from './arithmetic.js';

/** A constant part of an expression, worked out as Python does it: whole numbers are exact, booleans count as 0 and 1. */
export interface Constant {
  readonly type: ValueType;
  readonly constant: number;
}

const real = (constant: number): Constant => ({ type: 'double', constant });
const bool = (condition: boolean): Constant => ({ type: 'bool', constant: condition ? 1 : 0 });
const isWhole = ({ type }: { readonly type: ValueType }) => type === 'int' || type === 'bool';

/** `-`, `+` or `~` of a constant. Throws BandMathsFault where Python has no answer. */
export function unaryConstant(operator: UnaryOperator, operand: Ast & Constant, at: number): Constant {
  const type = isWhole(operand) ? 'int' : operand.type;
  if (operator !== '~') return { type, constant: operator === '-' ? -operand.constant : operand.constant };
  if (!isWhole(operand))
    throw new BandMathsFault(at, "'~' is for booleans, not for numbers with a decimal point.");
  return { type, constant: -operand.constant - 1 };
}

/** Two constants and an operator. Throws BandMathsFault where Python has no answer: a division by zero, an overflow. */
export function binaryConstant(
  operator: BinaryOperator,
  a: Ast & Constant,
  b: Ast & Constant,
  at: number,
): Constant {
  const whole = isWhole(a) && isWhole(b);
  const [x, y] = [a.constant, b.constant];
  const number = (constant: number): Constant => {
    if (!whole) return real(constant);
    if (!Number.isSafeInteger(constant))
      throw new BandMathsFault(at, 'This gives a whole number that is too large.');
    return { type: 'int', constant };
  };
  switch (operator) {
    case '+':
      return number(x + y);
    case '-':
      return number(x - y);
    case '*':
      return number(x * y);
    case '/':
      if (y === 0) throw new BandMathsFault(at, 'This divides by zero.');
      return real(x / y);
    case '//':
      if (y === 0) throw new BandMathsFault(at, 'This divides by zero.');
      return number(Math.floor(x / y));
    case '%':
      if (y === 0) throw new BandMathsFault(at, 'This is a remainder of a division by zero.');
      return number(floorMod(x, y));
    case '**':
      return power(x, y, whole, at);
    case '<':
      return bool(x < y);
    case '<=':
      return bool(x <= y);
    case '>':
      return bool(x > y);
    case '>=':
      return bool(x >= y);
    case '==':
      return bool(x === y);
    case '!=':
      return bool(x !== y);
    default:
      return bits(operator, a, b, at);
  }
}

function power(x: number, y: number, whole: boolean, at: number): Constant {
  if (x === 0 && y < 0) throw new BandMathsFault(at, 'This divides by zero: 0 to a negative power.');
  if (x < 0 && !Number.isInteger(y))
    throw new BandMathsFault(
      at,
      'A root of a negative number is complex; there are no complex numbers here.',
    );
  const constant = truePower(x, y);
  const exact = whole && y >= 0;
  if (!Number.isFinite(constant) || (exact && !Number.isSafeInteger(constant)))
    throw new BandMathsFault(at, 'This power is too large.');
  return exact ? { type: 'int', constant } : real(constant);
}

function bits(
  operator: '&' | '|' | '^' | '<<' | '>>',
  a: Ast & Constant,
  b: Ast & Constant,
  at: number,
): Constant {
  if (!isWhole(a) || !isWhole(b))
    throw new BandMathsFault(
      at,
      `'${operator}' is for booleans and whole numbers, not for numbers with a decimal point.`,
    );
  const [x, y] = [BigInt(a.constant), BigInt(b.constant)];
  const shifts = operator === '<<' || operator === '>>';
  if (shifts && (y < 0n || y > 63n)) throw new BandMathsFault(at, 'A shift is by 0 to 63 bits.');
  const type = a.type === 'bool' && b.type === 'bool' && !shifts ? 'bool' : 'int';
  const value = {
    '&': () => x & y,
    '|': () => x | y,
    '^': () => x ^ y,
    '<<': () => x << y,
    '>>': () => x >> y,
  }[operator]();
  const constant = Number(value);
  if (!Number.isSafeInteger(constant))
    throw new BandMathsFault(at, 'This gives a whole number that is too large.');
  return { type, constant };
}

const WORKED_OUT: Record<Exclude<FunctionName, 'where'>, (x: number, y: number) => number | boolean> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  arctan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
  log: Math.log,
  log10: Math.log10,
  log1p: Math.log1p,
  log2: Math.log2,
  exp: Math.exp,
  expm1: Math.expm1,
  sqrt: Math.sqrt,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  fmod: (x, y) => x % y,
  round: roundHalfEven,
  sign: Math.sign,
  trunc: Math.trunc,
  hypot: Math.hypot,
  maximum: Math.max,
  minimum: Math.min,
  copysign: (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)),
  isnan: Number.isNaN,
  isfinite: Number.isFinite,
  isinf: (x) => Math.abs(x) === Infinity,
};

/** A function of constants, `where` apart: NumExpr has NumPy work it out, in 64 bits. */
export function callConstant(
  name: Exclude<FunctionName, 'where'>,
  parameters: readonly Constant[],
): Constant {
  const value = WORKED_OUT[name](parameters[0]!.constant, parameters[1]?.constant ?? 0);
  if (typeof value === 'boolean') return bool(value);
  const stays = ['abs', 'round', 'sign', 'maximum', 'minimum'].includes(name) && parameters.every(isWhole);
  return stays ? { type: 'int', constant: value } : real(value);
}
