import { truePower } from '../../formats/band-maths/arithmetic.js';
import type { BinaryOperator, ValueType } from '../../formats/band-maths/language.js';
import type { Vector } from './vectors.js';

/**
 * Works on the first `n` pixels. All operands have one type; what is kept in a Float32Array is rounded to 32 bits at every
 * step, as NumExpr rounds it, so that overflows and cancellations are the same.
 */
export type BinaryKernel = (out: Vector, a: Vector, b: Vector, n: number) => void;

const { fround, imul } = Math;

// Each loop is a function of its own: the compiler specialises it for the arrays that it meets there.
const add: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! + b[i]!;
};
const subtract: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! - b[i]!;
};
const multiply: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! * b[i]!;
};
const multiplyInt: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = imul(a[i]!, b[i]!);
};
const divide: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! / b[i]!;
};
const power: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = truePower(a[i]!, b[i]!);
};
const powerInt: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) {
    const x = a[i]!;
    out[i] = b[i]! >= 0 ? Math.trunc(x ** b[i]!) : x === 0 ? 0 : Math.trunc(1 / x);
  }
};
const floorDivideFloat: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = Math.floor(fround(a[i]! / b[i]!));
};
const floorDivideDouble: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = Math.floor(a[i]! / b[i]!);
};
const floorDivideInt: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = b[i] === 0 ? 0 : Math.floor(a[i]! / b[i]!);
};
const remainderFloat: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) {
    const y = b[i]!;
    out[i] = a[i]! - fround(Math.floor(fround(a[i]! / y)) * y);
  }
};
const remainderDouble: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! - Math.floor(a[i]! / b[i]!) * b[i]!;
};
const remainderInt: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) {
    const y = b[i]!;
    out[i] = y === 0 ? 0 : ((a[i]! % y) + y) % y;
  }
};
const and: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! & b[i]!;
};
const or: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! | b[i]!;
};
const exclusiveOr: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! ^ b[i]!;
};
const shiftLeft: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = b[i]! >>> 0 < 32 ? a[i]! << b[i]! : 0;
};
const shiftRight: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! >> (b[i]! >>> 0 < 32 ? b[i]! : 31);
};
const less: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! < b[i]! ? 1 : 0;
};
const lessOrEqual: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! <= b[i]! ? 1 : 0;
};
const equal: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! === b[i]! ? 1 : 0;
};
const different: BinaryKernel = (out, a, b, n) => {
  for (let i = 0; i < n; i += 1) out[i] = a[i]! !== b[i]! ? 1 : 0;
};
const turned =
  (kernel: BinaryKernel): BinaryKernel =>
  (out, a, b, n) =>
    kernel(out, b, a, n);

/** The loop of an operator for operands of a type. Between booleans `+` is 'or' and `*` is 'and', as NumPy has it. */
export function binaryKernel(operator: BinaryOperator, type: ValueType): BinaryKernel {
  const byType = (bool: BinaryKernel, int: BinaryKernel, float: BinaryKernel, double: BinaryKernel) =>
    ({ bool, int, float, double })[type];
  switch (operator) {
    case '+':
      return byType(or, add, add, add);
    case '-':
      return subtract;
    case '*':
      return byType(and, multiplyInt, multiply, multiply);
    case '/':
      return divide;
    case '**':
      return byType(power, powerInt, power, power);
    case '//':
      return byType(floorDivideInt, floorDivideInt, floorDivideFloat, floorDivideDouble);
    case '%':
      return byType(remainderInt, remainderInt, remainderFloat, remainderDouble);
    case '&':
      return and;
    case '|':
      return or;
    case '^':
      return exclusiveOr;
    case '<<':
      return shiftLeft;
    case '>>':
      return shiftRight;
    case '<':
      return less;
    case '<=':
      return lessOrEqual;
    case '>':
      return turned(less);
    case '>=':
      return turned(lessOrEqual);
    case '==':
      return equal;
    case '!=':
      return different;
  }
}
