import { binaryKernel } from './operators.js';
import type { ValueType } from '../../formats/band-maths/language.js';
import type { Vector, Vectors } from './vectors.js';

/** One step of a program: works on the first `n` pixels of its vectors. */
export type Step = (n: number) => void;

/**
 * The steps of a power with a constant exponent that is whole or a half: squarings and multiplications in NumExpr's order,
 * and a square root for the half. A negative exponent is one over it. The types are those that typing.ts says: a power of
 * 32-bit floats stays one, so that it overflows where NumExpr's does.
 */
export function multiplied(
  base: Vector,
  type: ValueType,
  exponent: number,
  vectors: Vectors,
  steps: Step[],
): { readonly vector: Vector; readonly type: ValueType } {
  const whole = Math.trunc(Math.abs(exponent));
  const half = !Number.isInteger(exponent);
  const times = (a: Vector, b: Vector, of: ValueType): Vector => {
    const out = vectors.take(of);
    const multiply = binaryKernel('*', of);
    steps.push((n) => multiply(out, a, b, n));
    return out;
  };
  let result: Vector | undefined;
  for (let bit = 1, square = base; bit <= whole; bit *= 2) {
    if (bit > 1) square = times(square, square, type);
    if ((whole & bit) !== 0) result = result === undefined ? square : times(result, square, type);
  }
  let out: ValueType = type;
  if (half) {
    out = type === 'int' ? 'double' : type;
    const root = vectors.take(out);
    steps.push((n) => {
      for (let i = 0; i < n; i += 1) root[i] = Math.sqrt(base[i]!);
    });
    result = result === undefined ? root : times(result, root, out);
  }
  result ??= vectors.constant(type, 1);
  if (exponent >= 0) return { vector: result, type: out };
  out = out === 'int' ? 'double' : out;
  const inverse = vectors.take(out);
  const one = vectors.constant(out, 1);
  const divide = binaryKernel('/', out);
  steps.push((n) => divide(inverse, one, result, n));
  return { vector: inverse, type: out };
}
