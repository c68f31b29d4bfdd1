import { joined, signed, unsigned, type Code } from './encoding.js';

/**
 * WebAssembly's instructions that the kernels need. Each takes the code of its operands and gives the code that works it
 * out, so that code is written as an expression: `f32x4.add(a, f32x4.mul(b, c))`. The names are the specification's.
 */
export type Instruction = (...operands: readonly Code[]) => Code;

const plain =
  (opcode: number): Instruction =>
  (...operands) =>
    joined(...operands, [opcode]);
const vector = (opcode: number, ...immediate: readonly number[]): Instruction => {
  const code = [0xfd, ...unsigned(opcode), ...immediate];
  return (...operands) => joined(...operands, code);
};
/** Of `bytes` aligned bytes at `offset` behind an address. */
const memory =
  (opcode: number, bytes: number, ...lane: readonly number[]) =>
  (offset: number, ...operands: readonly Code[]): Code =>
    vector(opcode, Math.log2(bytes), ...unsigned(offset), ...lane)(...operands);

/** Variables and parameters, by their number. */
export const local = {
  get: (index: number): Code => [0x20, ...unsigned(index)],
  set: (index: number, value: Code): Code => joined(value, [0x21], unsigned(index)),
} as const;

/** Whole numbers of 32 bits: addresses, and what tells whether to go on. */
export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: plain(0x6a),
  lt_u: plain(0x49),
} as const;

/** Runs `body` again as long as `condition` holds behind it. */
export function loopWhile(body: Code, condition: Code): Code {
  return joined([0x03, 0x40], body, condition, [0x0d, 0x00, 0x0b]);
}

/** 16 bytes, whatever they mean. */
export const v128 = {
  load: memory(0x00, 16),
  load32_zero: memory(0x5c, 4),
  load64_zero: memory(0x5d, 8),
  store: memory(0x0b, 16),
  /** Stores the lowest 4 (or 8) bytes. */
  store32_lane0: memory(0x5a, 4, 0),
  store64_lane0: memory(0x5b, 8, 0),
  const: (bytes: Uint8Array): Code => [0xfd, 0x0c, ...bytes],
  not: vector(0x4d),
  and: vector(0x4e),
  andnot: vector(0x4f),
  or: vector(0x50),
  xor: vector(0x51),
  /** Bits of the first where those of the third are set, else of the second. */
  bitselect: vector(0x52),
  any_true: vector(0x53),
  /** Bytes of both operands, by their numbers from 0 to 31. */
  shuffle: (...bytes: readonly number[]): Instruction => vector(0x0d, ...bytes),
} as const;

const everywhere = (array: { readonly buffer: ArrayBuffer }) => v128.const(new Uint8Array(array.buffer));

/** Sixteen and eight lanes: only to make booleans of masks, and masks of booleans. */
export const i8x16 = { narrow_i16x8_s: vector(0x65) } as const;
export const i16x8 = { narrow_i32x4_s: vector(0x85), extend_low_i8x16_u: vector(0x89) } as const;

/** Four lanes of 32 bits. */
export const i32x4 = {
  all: (value: number): Code => everywhere(new Int32Array(4).fill(value)),
  extend_low_i16x8_u: vector(0xa9),
  eq: vector(0x37),
  ne: vector(0x38),
  lt: vector(0x39),
  le: vector(0x3d),
  add: vector(0xae),
  sub: vector(0xb1),
  mul: vector(0xb5),
  neg: vector(0xa1),
  abs: vector(0xa0),
} as const;

/** Two lanes of 64 bits. */
export const i64x2 = {
  all: (value: bigint): Code => everywhere(new BigInt64Array(2).fill(value)),
  add: vector(0xce),
  sub: vector(0xd1),
  shl: vector(0xcb),
  shr_u: vector(0xcd),
} as const;

/** Four floats. */
export const f32x4 = {
  all: (value: number): Code => everywhere(new Float32Array(4).fill(value)),
  eq: vector(0x41),
  ne: vector(0x42),
  lt: vector(0x43),
  le: vector(0x45),
  add: vector(0xe4),
  sub: vector(0xe5),
  mul: vector(0xe6),
  div: vector(0xe7),
  pmin: vector(0xea),
  pmax: vector(0xeb),
  abs: vector(0xe0),
  neg: vector(0xe1),
  sqrt: vector(0xe3),
  ceil: vector(0x67),
  floor: vector(0x68),
  trunc: vector(0x69),
  convert_i32x4_s: vector(0xfa),
  demote_f64x2_zero: vector(0x5e),
} as const;

/** Two doubles. */
export const f64x2 = {
  all: (value: number): Code => everywhere(new Float64Array(2).fill(value)),
  eq: vector(0x47),
  ne: vector(0x48),
  lt: vector(0x49),
  le: vector(0x4b),
  add: vector(0xf0),
  sub: vector(0xf1),
  mul: vector(0xf2),
  div: vector(0xf3),
  min: vector(0xf4),
  max: vector(0xf5),
  pmin: vector(0xf6),
  pmax: vector(0xf7),
  abs: vector(0xec),
  neg: vector(0xed),
  sqrt: vector(0xef),
  ceil: vector(0x74),
  floor: vector(0x75),
  trunc: vector(0x7a),
  nearest: vector(0x94),
  convert_low_i32x4_s: vector(0xfe),
  promote_low_f32x4: vector(0x5f),
} as const;
