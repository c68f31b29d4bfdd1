import type { Code, Kernel } from './encoding.js';
import { f32x4, f64x2, v128 } from './instructions.js';
import { quads, type Quad } from './quads.js';

/** A function of floats that is worked out in doubles, two at a time. */
export interface Series {
  /** The function of two doubles. */
  value(pair: Code): Code;
  /** Puts right what the series doesn't give, such as that of 0: of four arguments and what the series gave for them. */
  finish?(x: Code, result: Code): Code;
  /** Every bit set where an argument is outside of the range in which the series is right. */
  outside?(x: Code): Code;
}

/**
 * The kernel of a function. One that has a range returns 1 when any argument was outside of it, else 0: what it wrote is of no
 * use then, and its operand is as it was.
 */
export function seriesKernel(make: (quad: Quad) => Series): Kernel {
  return quads(['float', 'float'], (quad) => {
    const { value, finish, outside } = make(quad);
    const half = (offset: 0 | 8) =>
      quad.let(f32x4.demote_f64x2_zero(value(quad.let(f64x2.promote_low_f32x4(quad.loadPair(1, offset))))));
    const result = quad.let(TOGETHER(half(0), half(8)));
    const x = quad.let(quad.load(1));
    quad.store(finish ? finish(x, result) : result);
    if (!outside) return;
    const any = quad.carry(f32x4.all(0), (before) => v128.or(before, outside(x)));
    quad.answer(v128.any_true(any));
  });
}

/** The lower halves of two vectors as one. */
const TOGETHER = v128.shuffle(0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);

/** A polynomial by Horner's rule; the coefficients begin with that of the lowest power. */
export function polynomial(quad: Quad, coefficients: readonly number[]): (x: Code) => Code {
  const all = coefficients.map((coefficient) => quad.constant(f64x2.all(coefficient)));
  return (x) => all.reduceRight((sum, coefficient) => f64x2.add(f64x2.mul(sum, x), coefficient));
}
