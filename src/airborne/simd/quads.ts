import { joined, type Code, type Kernel } from './encoding.js';
import { i16x8, i32, i32x4, i8x16, local, loopWhile, v128 } from './instructions.js';
import type { ValueType } from '../../formats/band-maths/language.js';

/** Bytes of a value; booleans are bytes of 0 and 1. */
export const BYTES = { bool: 1, int: 4, float: 4, double: 8 } as const satisfies Record<ValueType, number>;

/** A boolean that is true, in every byte. */
export const ONES: Code = i32x4.all(0x01010101);

/**
 * A kernel that goes over pixels by four. Its parameters are the addresses of its vectors (the one that it writes first) and
 * the address behind the last pixel of that one; `types` are those of the vectors. `body` says what is done with four pixels.
 * The last four may go beyond the end: every vector has room for a multiple of 16.
 */
export function quads(types: readonly ValueType[], body: (quad: Quad) => void): Kernel {
  const quad = new Quad(types.length + 1);
  body(quad);
  return quad.kernel(types);
}

/** Four pixels of every vector. A vector is named by its number among the parameters: 0 is the one that is written. */
export class Quad {
  private variables = 0;
  private readonly before: Code[] = [];
  private readonly steps: Code[] = [];
  private readonly after: Code[] = [];
  private returns = false;

  constructor(private readonly parameters: number) {}

  /** Sixteen bytes of a vector, `offset` bytes behind the first of the four pixels. */
  load(vector: number, offset = 0): Code {
    return v128.load(offset, local.get(vector));
  }

  /** Four booleans, each as a lane of 32 bits. */
  loadBools(vector: number): Code {
    return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(this.loadBytes(vector)));
  }

  /** Four booleans as they are, in the lowest four bytes. */
  loadBytes(vector: number): Code {
    return v128.load32_zero(0, local.get(vector));
  }

  storeBytes(value: Code): void {
    this.do(v128.store32_lane0(0, local.get(0), value));
  }

  /** Two values of 32 bits in the lower half: the first two pixels, or with an offset of 8 the last. */
  loadPair(vector: number, offset: 0 | 8): Code {
    return v128.load64_zero(offset, local.get(vector));
  }

  store(value: Code, offset = 0): void {
    this.do(v128.store(offset, local.get(0), value));
  }

  /** Stores four lanes of 32 bits, of which every bit is set or none, as booleans. */
  storeBools(mask: Code): void {
    const narrow = this.let(i16x8.narrow_i32x4_s(mask, mask));
    this.storeBytes(v128.and(i8x16.narrow_i16x8_s(narrow, narrow), this.constant(ONES)));
  }

  /** Stores the lower half. */
  storePair(value: Code, offset: 0 | 8): void {
    this.do(v128.store64_lane0(offset, local.get(0), value));
  }

  /** Keeps a value for the rest of these four pixels. */
  let(value: Code): Code {
    const index = this.variable();
    this.do(local.set(index, value));
    return local.get(index);
  }

  /** A value that is made once, before the loop. */
  constant(value: Code): Code {
    const index = this.variable();
    this.before.push(local.set(index, value));
    return local.get(index);
  }

  /** A value that goes from four pixels to the next: it is `first`, and then what `next` makes of it. */
  carry(first: Code, next: (value: Code) => Code): Code {
    const index = this.variable();
    this.before.push(local.set(index, first));
    this.do(local.set(index, next(local.get(index))));
    return local.get(index);
  }

  /** What the kernel returns, an i32 that is worked out behind the last pixel. */
  answer(value: Code): void {
    this.after.push(value);
    this.returns = true;
  }

  /** Stores vectors behind the last four pixels of the vector that is written. */
  storeBehind(values: readonly Code[]): void {
    this.after.push(...values.map((value, at) => v128.store(16 * at, local.get(0), value)));
  }

  /** The loop over all pixels. */
  kernel(types: readonly ValueType[]): Kernel {
    const onward = types.map((type, vector) =>
      local.set(vector, i32.add(local.get(vector), i32.const(4 * BYTES[type]))),
    );
    const more = i32.lt_u(local.get(0), local.get(types.length));
    const { parameters, returns, variables } = this;
    const loop = loopWhile(joined(...this.steps, ...onward), more);
    const body = joined(...this.before, loop, ...this.after);
    return { parameters, returns, variables, body };
  }

  private do(step: Code): void {
    this.steps.push(step);
  }

  private variable(): number {
    this.variables += 1;
    return this.parameters + this.variables - 1;
  }
}
