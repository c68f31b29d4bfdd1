import { ARITHMETIC } from './arithmetic.js';
import { CASTS } from './casts.js';
import { CLEAN } from './clean.js';
import { encodeModule } from './encoding.js';
import { FUNCTIONS } from './functions.js';

const ALL = { ...ARITHMETIC, ...CASTS, ...FUNCTIONS, ...CLEAN };

/**
 * A kernel: the addresses of its vectors in the memory, the one that it writes first, and the address behind the last pixel of
 * that one. It goes on to the next multiple of four pixels. 1 says that it could not work out every pixel.
 */
export type SimdKernel = (...addresses: readonly number[]) => number | undefined;

/** The names of all kernels: what is done, and with what type, as `+ float`. */
export const SIMD_KERNELS: readonly string[] = Object.keys(ALL);

/** Those of these kernels that there are, ready to work on a memory. */
export function simdKernels(
  names: Iterable<string>,
  memory: WebAssembly.Memory,
): ReadonlyMap<string, SimdKernel> {
  const wanted = [...new Set(names)].filter((name) => Object.hasOwn(ALL, name));
  const module = encodeModule(new Map(wanted.map((name) => [name, ALL[name]!()])));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { memory: { of: memory } });
  return new Map(wanted.map((name) => [name, exports[name] as SimdKernel]));
}
