import type { ValueType } from '../../formats/band-maths/language.js';
import { binaryKernel } from './operators.js';
import { ONE, cast } from './functions.js';
import { binaryStep, unaryStep, type Step } from './steps.js';
import type { Place, Vectors } from './vectors.js';

/**
 * The steps of a power with a constant exponent that is whole or a half: squarings and multiplications in NumExpr's order,
 * and a square root for the half. A negative exponent is one over it. The types are those that typing.ts says: a power of
 * 32-bit floats stays one, so that it overflows where NumExpr's does.
 */
export function multiplied(
  base: Place,
  type: ValueType,
  exponent: number,
  vectors: Vectors,
  steps: Step[],
): { readonly vector: Place; readonly type: ValueType } {
  const whole = Math.trunc(Math.abs(exponent));
  const half = !Number.isInteger(exponent);
  const as = (a: Place, of: ValueType): Place => {
    if (a.type === of) return a;
    const out = vectors.take(of);
    steps.push(unaryStep(`${a.type} to ${of}`, cast, out, a));
    return out;
  };
  const times = (a: Place, b: Place, of: ValueType): Place => {
    const out = vectors.take(of);
    steps.push(binaryStep(`* ${of}`, binaryKernel('*', of), out, as(a, of), as(b, of)));
    return out;
  };
  let result: Place | undefined;
  for (let bit = 1, square = base; bit <= whole; bit *= 2) {
    if (bit > 1) square = times(square, square, type);
    if ((whole & bit) !== 0) result = result === undefined ? square : times(result, square, type);
  }
  let out: ValueType = type;
  if (half) {
    out = type === 'int' ? 'double' : type;
    const root = vectors.take(out);
    steps.push(unaryStep(`sqrt ${out}`, ONE.sqrt, root, as(base, out)));
    result = result === undefined ? root : times(result, root, out);
  }
  result ??= vectors.constant(type, 1);
  if (exponent >= 0) return { vector: result, type: out };
  out = out === 'int' ? 'double' : out;
  const inverse = vectors.take(out);
  const one = vectors.constant(out, 1);
  steps.push(binaryStep(`/ ${out}`, binaryKernel('/', out), inverse, one, as(result, out)));
  return { vector: inverse, type: out };
}
