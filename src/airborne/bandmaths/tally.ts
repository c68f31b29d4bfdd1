import { CLEANED_BYTES } from '../simd/clean.js';
import type { SimdKernel } from '../simd/kernels.js';
import type { Place, Vectors } from './vectors.js';

interface Places {
  readonly values: Place;
  readonly masked: Place;
  readonly cleaned: Place;
}

/** Counts what a result has while it makes it fit for mapping. */
export class Tally {
  private pixels = 0;
  private masked = 0;
  private nonFinite = 0;
  private zero = 0;
  private least = Infinity;
  private most = -Infinity;

  constructor(
    private readonly places: Places,
    private readonly memory: WebAssembly.Memory,
    private readonly kernel: SimdKernel,
  ) {}

  /** The vectors that are needed for a result. */
  static places(vectors: Vectors, values: Place): Places {
    return { values, masked: vectors.keep('bool'), cleaned: vectors.keep('float', CLEANED_BYTES) };
  }

  /** The first `n` pixels of the result, 0 where they are masked or not finite, and counted; overwritten by the next. */
  clean(n: number): Float32Array {
    const { values, masked, cleaned } = this.places;
    // The kernel goes over four pixels at a time: those behind the last one count as masked, and then not at all.
    const padded = Math.ceil(n / 4) * 4;
    const behind = new Uint8Array(this.memory.buffer, masked.at + n, padded - n);
    const were = behind.slice();
    behind.fill(1);
    this.kernel(cleaned.at, values.at, masked.at, cleaned.at + 4 * n);
    behind.set(were);
    this.add(n, padded - n, cleaned.at + 4 * padded);
    return new Float32Array(this.memory.buffer, cleaned.at, n);
  }

  private add(pixels: number, behind: number, at: number): void {
    const counts = new Int32Array(this.memory.buffer, at, 12);
    const sum = (vector: number) => counts.subarray(4 * vector, 4 * vector + 4).reduce((a, b) => a + b, 0);
    const ends = new Float32Array(this.memory.buffer, at + 48, 8);
    this.pixels += pixels;
    this.masked += sum(0) - behind;
    this.nonFinite += sum(1);
    this.zero += sum(2);
    this.least = Math.min(this.least, ...ends.subarray(0, 4));
    this.most = Math.max(this.most, ...ends.subarray(4));
  }

  /** `zero` counts true results of 0, which mapping takes for 'nothing here'; least and most are null without any result. */
  facts(): Readonly<Record<string, number | null>> {
    const any = this.least <= this.most;
    return {
      pixels: this.pixels,
      masked: this.masked,
      nonFinite: this.nonFinite,
      zero: this.zero,
      least: any ? this.least : null,
      most: any ? this.most : null,
    };
  }
}
