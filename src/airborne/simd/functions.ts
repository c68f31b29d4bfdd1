import type { Kernels } from './arithmetic.js';
import { f32x4, f64x2, i32, i64x2, v128 } from './instructions.js';
import type { Quad } from './quads.js';
import { polynomial, seriesKernel, type Series } from './series.js';

/*
 * The polynomials go through the function at Chebyshev's points of the interval to which an argument is brought; the relative
 * error beside each is the largest there. A float has 6e-8.
 */

/** 2^52 and half as much again: a double that is added to it is rounded to a whole number, which its lowest bits then are. */
const TO_WHOLE = 1.5 * 2 ** 52;
/** 2^52: the lowest bits of a double from there on are its whole number. */
const TWO_52 = 2 ** 52;
const bitsOf = (value: number) => new BigUint64Array(Float64Array.of(value).buffer)[0]!;

/**
 * Logarithms: x = 2^k m with m in √½ … √2, and log m = s P(s²) with s = (m - 1) / (m + 1), 3e-14. Floats below the smallest
 * normal one are normal as doubles.
 */
function logarithm(quad: Quad, ofTwo: number, ofE: number): Series {
  const toExponent = quad.constant(i64x2.all(bitsOf(1) - bitsOf(Math.SQRT1_2)));
  const mantissa = quad.constant(i64x2.all(2n ** 52n - 1n));
  const least = quad.constant(i64x2.all(bitsOf(Math.SQRT1_2)));
  const wholeBits = quad.constant(i64x2.all(bitsOf(TWO_52)));
  const bias = quad.constant(f64x2.all(TWO_52 + 1023));
  const one = quad.constant(f64x2.all(1));
  const two = quad.constant(f64x2.all(ofTwo));
  const series = polynomial(
    quad,
    [
      1.9999999999999472, 0.6666666667957932, 0.39999994891811563, 0.2857216614814168, 0.22174249811019753,
      0.19608097136405317,
    ].map((coefficient) => coefficient * ofE),
  );
  const [zero, infinite] = [quad.constant(f32x4.all(0)), quad.constant(f32x4.all(Infinity))];
  const [ofZero, ofNegative] = [quad.constant(f32x4.all(-Infinity)), quad.constant(f32x4.all(NaN))];
  return {
    value(x) {
      const shifted = quad.let(i64x2.add(x, toExponent));
      const exponent = f64x2.sub(v128.or(i64x2.shr_u(shifted, i32.const(52)), wholeBits), bias);
      const m = quad.let(i64x2.add(v128.and(shifted, mantissa), least));
      const s = quad.let(f64x2.div(f64x2.sub(m, one), f64x2.add(m, one)));
      const z = quad.let(f64x2.mul(s, s));
      return f64x2.add(f64x2.mul(exponent, two), f64x2.mul(series(z), s));
    },
    finish(x, result) {
      const atEnds = v128.bitselect(infinite, ofNegative, f32x4.eq(x, infinite));
      const special = v128.bitselect(ofZero, atEnds, f32x4.eq(x, zero));
      return v128.bitselect(result, special, v128.and(f32x4.lt(zero, x), f32x4.lt(x, infinite)));
    },
  };
}

/**
 * e^x: x = k log 2 + r with |r| ≤ ½ log 2, and e^r = P(r), 1e-12. Beyond -110 and 90 a float is 0 and infinite; in between 2^k
 * is a normal double.
 */
function exponential(quad: Quad): Series {
  const [least, most] = [quad.constant(f64x2.all(-110)), quad.constant(f64x2.all(90))];
  const perTwo = quad.constant(f64x2.all(Math.LOG2E));
  const two = quad.constant(f64x2.all(Math.LN2));
  const toWhole = quad.constant(f64x2.all(TO_WHOLE));
  const bias = quad.constant(i64x2.all(1023n));
  const series = polynomial(
    quad,
    [
      1, 0.9999999999797822, 0.49999999999797906, 0.16666666891070697, 0.041666666890981904,
      0.008333266092970169, 0.0013888821672653597, 0.00019915869690607195, 0.000024876166784942655,
    ],
  );
  return {
    value(x) {
      // These give the first operand where it is NaN.
      const within = quad.let(f64x2.pmin(f64x2.pmax(x, least), most));
      const whole = quad.let(f64x2.add(f64x2.mul(within, perTwo), toWhole));
      const r = quad.let(f64x2.sub(within, f64x2.mul(f64x2.sub(whole, toWhole), two)));
      return f64x2.mul(series(r), i64x2.shl(i64x2.add(whole, bias), i32.const(52)));
    },
  };
}

/** π in two parts, after Cody and Waite: the first has 31 bits, so that its product with a whole number below 2^21 is exact. */
const PI = [3.1415926534682512, 1.2154201013012384e-10] as const;
/** Up to here the multiples of π have fewer than 20 bits. */
const MOST_ANGLE = 2 ** 20;

/**
 * Sine: x = kπ + r with |r| ≤ ½π, and sin x = (-1)^k r P(r²), 8e-14. The cosine's k is a whole number and a half: cos x is
 * -(-1)^(k - ½) sin r. Infinity and NaN become NaN by themselves.
 */
function sine(quad: Quad, shift: 0 | 0.5): Series {
  const perPi = quad.constant(f64x2.all(1 / Math.PI));
  const back = quad.constant(f64x2.all(shift));
  const toWhole = quad.constant(f64x2.all(TO_WHOLE));
  const [high, low] = PI.map((part) => quad.constant(f64x2.all(part)));
  const sign = shift === 0 ? 1 : -1;
  const series = polynomial(
    quad,
    [
      0.9999999999999496, -0.1666666666646667, 0.008333333320358342, -0.0001984126668312942,
      2.7556952912749203e-6, -2.50302681845105e-8, 1.5411219683109116e-10,
    ].map((coefficient) => coefficient * sign),
  );
  const most = quad.constant(f32x4.all(MOST_ANGLE));
  const infinite = quad.constant(f32x4.all(Infinity));
  return {
    value(x) {
      const turns = f64x2.mul(x, perPi);
      const whole = quad.let(f64x2.add(shift === 0 ? turns : f64x2.sub(turns, back), toWhole));
      const floor = f64x2.sub(whole, toWhole);
      const k = quad.let(shift === 0 ? floor : f64x2.add(floor, back));
      const r = quad.let(f64x2.sub(f64x2.sub(x, f64x2.mul(k, high!)), f64x2.mul(k, low!)));
      const z = quad.let(f64x2.mul(r, r));
      return v128.xor(f64x2.mul(series(z), r), i64x2.shl(whole, i32.const(63)));
    },
    outside(x) {
      const size = quad.let(f32x4.abs(x));
      return v128.and(f32x4.lt(most, size), f32x4.lt(size, infinite));
    },
  };
}

/** The functions of floats that have series. */
export const FUNCTIONS: Kernels = {
  'log float': () => seriesKernel((quad) => logarithm(quad, Math.LN2, 1)),
  'log2 float': () => seriesKernel((quad) => logarithm(quad, 1, Math.LOG2E)),
  'log10 float': () => seriesKernel((quad) => logarithm(quad, Math.LN2 / Math.LN10, Math.LOG10E)),
  'exp float': () => seriesKernel(exponential),
  'sin float': () => seriesKernel((quad) => sine(quad, 0)),
  'cos float': () => seriesKernel((quad) => sine(quad, 0.5)),
};
