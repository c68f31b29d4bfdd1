import type { Kernels } from './arithmetic.js';
import { f32x4, i32x4, v128 } from './instructions.js';
import { quads } from './quads.js';

/** Bytes of what `clean` stores behind the last four pixels: five vectors, which are to be put together lane by lane. */
export const CLEANED_BYTES = 5 * 16;

/**
 * `clean` (out, values, masked): values, but 0 where they are masked or not finite. Behind them: how many are masked, how
 * many not finite though not masked, how many 0 among the rest, and the least and the most of the rest.
 */
export const CLEAN: Kernels = {
  clean: () =>
    quads(['float', 'float', 'bool'], (quad) => {
      const zero = quad.constant(f32x4.all(0));
      const [high, low] = [quad.constant(f32x4.all(Infinity)), quad.constant(f32x4.all(-Infinity))];
      const value = quad.let(quad.load(1));
      const masked = quad.let(i32x4.neg(quad.loadBools(2)));
      const finite = quad.let(f32x4.eq(f32x4.sub(value, value), zero));
      const kept = quad.let(v128.andnot(finite, masked));
      quad.store(v128.and(value, kept));
      // A lane of a mask is -1.
      const count = (mask: readonly number[]) => quad.carry(i32x4.all(0), (sum) => i32x4.sub(sum, mask));
      quad.storeBehind([
        count(masked),
        count(v128.not(v128.or(finite, masked))),
        count(v128.and(f32x4.eq(value, zero), kept)),
        quad.carry(high, (least) => f32x4.pmin(least, v128.bitselect(value, high, kept))),
        quad.carry(low, (most) => f32x4.pmax(most, v128.bitselect(value, low, kept))),
      ]);
    }),
};
