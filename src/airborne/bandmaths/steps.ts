import type { SimdKernel } from '../simd/kernels.js';
import { BYTES } from '../simd/quads.js';
import { choose, type UnaryKernel } from './functions.js';
import type { BinaryKernel } from './operators.js';
import type { Place, Vector, Vectors } from './vectors.js';

/** One step of a program: a kernel, and the vectors that it works on. */
export interface Step {
  /** What is done, and with what type: the name under which there may be a kernel for it in src/airborne/simd. */
  readonly name: string;
  /** The loop that does it where there is none, or where that one cannot: on the first `n` pixels of out and operands. */
  readonly loop: (views: readonly Vector[], n: number) => void;
  readonly out: Place;
  readonly operands: readonly Place[];
}

/** The step of a kernel with one operand. */
export function unaryStep(name: string, kernel: UnaryKernel, out: Place, a: Place): Step {
  return { name, out, operands: [a], loop: ([to, x], n) => kernel(to!, x!, n) };
}

/** The step of a kernel with two operands. */
export function binaryStep(name: string, kernel: BinaryKernel, out: Place, a: Place, b: Place): Step {
  return { name, out, operands: [a, b], loop: ([to, x, y], n) => kernel(to!, x!, y!, n) };
}

/** The step that chooses of two values of one type. */
export function chooseStep(out: Place, condition: Place, yes: Place, no: Place): Step {
  const operands = [condition, yes, no];
  return { name: `where ${out.type}`, out, operands, loop: ([to, c, x, y], n) => choose(to!, c!, x!, y!, n) };
}

/** What a step does with the first `n` pixels. */
export type Run = (n: number) => void;

/** A step made ready: its SIMD kernel, and its loop for the pixels for which that one has no answer. */
export function runOf(
  step: Step,
  vectors: Vectors,
  memory: WebAssembly.Memory,
  simd: SimdKernel | undefined,
): Run {
  const places = [step.out, ...step.operands];
  const views = places.map((place) => vectors.view(memory, place));
  if (simd === undefined) return (n) => step.loop(views, n);
  const addresses = places.map(({ at }) => at);
  const pixel = BYTES[step.out.type];
  return (n) => {
    if (simd(...addresses, step.out.at + n * pixel) === 1) step.loop(views, n);
  };
}
