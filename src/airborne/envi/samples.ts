import type { EnviType } from '../../formats/envi-header.js';

/** Samples in memory. */
export type Samples =
  Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array | Uint16Array | Uint32Array;

const ARRAYS = {
  1: Uint8Array,
  2: Int16Array,
  3: Int32Array,
  4: Float32Array,
  5: Float64Array,
  12: Uint16Array,
  13: Uint32Array,
} as const;

/** An array of `length` samples of a type, all zero. */
export function samplesOf(type: EnviType, length: number): Samples {
  return new ARRAYS[type](length);
}

/** Reverses the bytes of every sample in place: files of the other byte order. */
export function swapBytes(samples: Samples): void {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  if (samples.BYTES_PER_ELEMENT === 2) bytes.swap16();
  else if (samples.BYTES_PER_ELEMENT === 4) bytes.swap32();
  else if (samples.BYTES_PER_ELEMENT === 8) bytes.swap64();
}
