import type { Kernels } from './arithmetic.js';
import { f32x4, f64x2, v128 } from './instructions.js';
import { quads, type Quad } from './quads.js';
import type { Code } from './encoding.js';

const HALVES = [0, 8] as const;
const LAST_HALF = v128.shuffle(8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);

/** Four whole numbers of 32 bits as doubles. */
function storeDoubles(quad: Quad, four: Code): void {
  const all = quad.let(four);
  quad.store(f64x2.convert_low_i32x4_s(all), 0);
  quad.store(f64x2.convert_low_i32x4_s(LAST_HALF(all, all)), 16);
}

/** From one type to another that has it: each value as the other type rounds it. */
export const CASTS: Kernels = {
  'bool to int': () => quads(['int', 'bool'], (quad) => quad.store(quad.loadBools(1))),
  'bool to float': () =>
    quads(['float', 'bool'], (quad) => quad.store(f32x4.convert_i32x4_s(quad.loadBools(1)))),
  'bool to double': () => quads(['double', 'bool'], (quad) => storeDoubles(quad, quad.loadBools(1))),
  'int to float': () => quads(['float', 'int'], (quad) => quad.store(f32x4.convert_i32x4_s(quad.load(1)))),
  'int to double': () => quads(['double', 'int'], (quad) => storeDoubles(quad, quad.load(1))),
  'float to double': () =>
    quads(['double', 'float'], (quad) =>
      HALVES.forEach((half) => quad.store(f64x2.promote_low_f32x4(quad.loadPair(1, half)), 2 * half)),
    ),
  'double to float': () =>
    quads(['float', 'double'], (quad) =>
      HALVES.forEach((half) => quad.storePair(f32x4.demote_f64x2_zero(quad.load(1, 2 * half)), half)),
    ),
};
