import { describe, expect, it } from 'vitest';
import { ONE, TWO, cast, choose, unaryKernel } from '../../src/airborne/bandmaths/functions.js';
import { binaryKernel } from '../../src/airborne/bandmaths/operators.js';
import type { Vector } from '../../src/airborne/bandmaths/vectors.js';
import { SIMD_KERNELS, simdKernels } from '../../src/airborne/simd/kernels.js';
import { BYTES } from '../../src/airborne/simd/quads.js';
import {
  BINARY,
  isComparison,
  type BinaryOperator,
  type ValueType,
} from '../../src/formats/band-maths/language.js';

const ARRAYS = { bool: Uint8Array, int: Int32Array, float: Float32Array, double: Float64Array } as const;
const LENGTHS = [1, 3, 8191];
/** Between two vectors, for one of 8191 doubles and what is behind it. */
const ROOM = 128 * 1024;
/** Functions that are worked out by series, to 1e-9 before they are rounded to 32 bits. */
const SERIES = ['log float', 'log2 float', 'log10 float', 'exp float', 'sin float', 'cos float'];
const MOST_ANGLE = 2 ** 20;

const TINY = [1e-45, 2 ** -126 - 2 ** -149, 2 ** -126, 5e-324];
const SPECIAL = [
  ...[0, 1, 0.5, 2, 3, 10, 100, 1000, 1024, Math.E, Math.PI, Math.PI / 2, Math.SQRT1_2, Math.SQRT2],
  ...[1 + 2 ** -23, 1 - 2 ** -24, 1.5, 2.5, 0.49999999999999994, 88.72, 88.73, 87.33, 103.97, 104],
  ...[
    2 ** 52 + 1,
    65535,
    MOST_ANGLE,
    MOST_ANGLE - 1,
    (2 - 2 ** -23) * 2 ** 127,
    1e300,
    Infinity,
    NaN,
    ...TINY,
  ],
].flatMap((value) => [value, -value]);

let state = 1;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
/** Of all sizes up to a power of two. */
const anything = (exponent: number) =>
  (random() < 0.5 ? -1 : 1) * 2 ** (exponent - 40 * random()) * (1 + random());

interface Values {
  readonly special: readonly number[];
  readonly exponent: number;
}
const EVERYWHERE: Values = { special: SPECIAL, exponent: 30 };
/** Where every series is right: up to a million, infinity and NaN, and floats near the zeros of sine and cosine. */
const IN_RANGE: Values = {
  special: [
    ...SPECIAL.filter((value) => !(Math.abs(value) > MOST_ANGLE) || Math.abs(value) === Infinity),
    ...[1, 2, 3, 5, 22, 355, 710, 51_819, 333_772, 667_543].map((half) => Math.fround((half * Math.PI) / 2)),
  ],
  exponent: 18,
};

/** A value for a pixel: all specials meet all others in 8191 pixels. */
function fill(view: Vector, type: ValueType, operand: number, { special, exponent }: Values): void {
  const count = view.length;
  for (let at = 0; at < count; at += 1)
    view[at] =
      type === 'bool'
        ? Math.floor(random() * 2)
        : type === 'int'
          ? random() < 0.1
            ? [0, 1, -1, 2147483647, -2147483648][Math.floor(random() * 5)]!
            : Math.floor((random() - 0.5) * 2 ** (random() * 32))
          : at < special.length ** 2
            ? special[operand === 1 ? at % special.length : Math.floor(at / special.length) % special.length]!
            : anything(exponent);
}

interface Loop {
  readonly out: ValueType;
  readonly operands: readonly ValueType[];
  readonly run: (out: Vector, operands: readonly Vector[], n: number) => void;
}

/** The loop in TypeScript of a kernel's name. */
function loopOf(name: string): Loop {
  const conversion = /^(\w+) to (\w+)$/.exec(name);
  if (conversion) {
    const [from, to] = conversion.slice(1) as [ValueType, ValueType];
    return { out: to, operands: [from], run: (out, [a], n) => cast(out, a!, n) };
  }
  const [what, type] = name.split(' ') as [string, ValueType];
  if (what === 'where')
    return {
      ...{ out: type, operands: ['bool', type, type] },
      run: (out, [condition, a, b], n) => choose(out, condition!, a!, b!, n),
    };
  if (Object.hasOwn(BINARY, what) || Object.hasOwn(TWO, what)) {
    const kernel = Object.hasOwn(TWO, what)
      ? TWO[what as keyof typeof TWO]
      : binaryKernel(what as BinaryOperator, type);
    return {
      ...{ out: isComparison(what) ? 'bool' : type, operands: [type, type] },
      run: (out, [a, b], n) => kernel(out, a!, b!, n),
    };
  }
  const kernel =
    what === 'negate' || what === '~'
      ? unaryKernel(what === '~' ? '~' : '-', type)
      : ONE[what as keyof typeof ONE];
  return {
    out: what.startsWith('is') ? 'bool' : type,
    operands: [type],
    run: (out, [a], n) => kernel(out, a!, n),
  };
}

const viewOf = (memory: WebAssembly.Memory, type: ValueType, vector: number, count: number) =>
  new ARRAYS[type](memory.buffer, vector * ROOM, count);

const bytesOf = ({ buffer, byteOffset, byteLength }: Vector) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Runs a kernel and its loop on the same values: pixels where they differ. */
function differences(name: string, count: number, values: Values): readonly object[] {
  const { out, operands, run } = loopOf(name);
  const memory = new WebAssembly.Memory({ initial: (ROOM * 4) / 65536 });
  const views = operands.map((type, at) => viewOf(memory, type, at + 1, count));
  views.forEach((view, at) => fill(view, operands[at]!, at + 1, values));
  const before = views.map((view) => view.slice());
  const kernel = simdKernels([name], memory).get(name)!;
  const answer = kernel(...[out, ...operands].map((_, at) => at * ROOM), count * BYTES[out]);
  const wanted = new (SERIES.includes(name) ? Float64Array : ARRAYS[out])(count);
  run(wanted, views, count);
  const result = viewOf(memory, out, 0, count);
  expect(views.every((view, at) => Buffer.compare(bytesOf(view), bytesOf(before[at]!)) === 0)).toBe(true);
  if (name === 'sin float' || name === 'cos float') {
    const beyond = views[0]!.some((x) => Math.abs(x) > MOST_ANGLE && Math.abs(x) < Infinity);
    expect(answer).toBe(beyond ? 1 : 0);
    if (beyond) return [];
  } else expect(answer === 1).toBe(false);
  return [...result].flatMap((value, at) =>
    same(name, value, wanted[at]!)
      ? []
      : [{ at, operands: views.map((view) => view[at]), value, wanted: wanted[at] }],
  );
}

function same(name: string, value: number, wanted: number): boolean {
  if (!SERIES.includes(name)) return Object.is(value, wanted);
  const ends = [wanted * (1 - 1e-9), wanted * (1 + 1e-9)].map(Math.fround).sort((a, b) => a - b);
  return Object.is(value, Math.fround(wanted)) || (value >= ends[0]! && value <= ends[1]!);
}

describe.each(SIMD_KERNELS.filter((name) => name !== 'clean'))('the SIMD kernel of %s', (name) => {
  it.each(LENGTHS)('gives what the loop gives for %i pixels', (count) => {
    expect(differences(name, count, EVERYWHERE).slice(0, 5)).toEqual([]);
  });

  it('gives what the loop gives where every argument is in its range', () => {
    for (let round = 0; round < 4; round += 1)
      expect(differences(name, 8191, IN_RANGE).slice(0, 5)).toEqual([]);
  });
});
