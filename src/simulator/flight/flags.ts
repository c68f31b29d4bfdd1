import { BAD_PIXEL, MASK_LETTERS, METHOD_LETTERS } from '../../domain/scops/masks.js';

/** Pixels of level 1 that are bad, and how it is known. Counted from 0; null: all. */
export interface Flagged {
  readonly bit: number;
  /** The method's bit where `bit` is that of bad CCD pixels, else 0. */
  readonly method: number;
  readonly sample: number | null;
  readonly scan: number | null;
  readonly band: number | null;
  /** What level 1 holds there, which is not the ground. */
  readonly value: number;
}

/** What a pixel of each kind holds. */
const VALUES: Readonly<Record<number, number>> = {
  [MASK_LETTERS.u.bit]: 1,
  [MASK_LETTERS.o.bit]: 65_535,
  [MASK_LETTERS.m.bit]: 20_000,
  [MASK_LETTERS.n.bit]: 0,
  [MASK_LETTERS.r.bit]: 50_000,
  [MASK_LETTERS.q.bit]: 40_000,
};
const BAD_VALUE = 30_000;

/**
 * The flagged pixels of a line: one of every bit, but a dropped scan (all its pixels and bands), and for every method of finding
 * bad CCD pixels one pixel of one band that is bad in all scans.
 */
export function flagged(samples: number, scans: number, bands: number): Flagged[] {
  const single = Object.values(MASK_LETTERS).map(({ bit }, index): Flagged => {
    const dropped = bit === MASK_LETTERS.n.bit;
    return {
      bit,
      method: 0,
      sample: dropped ? null : Math.floor(samples / 2) - 1,
      scan: Math.floor((scans * (index + 1)) / 8),
      band: dropped ? null : index % bands,
      value: VALUES[bit]!,
    };
  });
  const columns = Object.values(METHOD_LETTERS).map((method, index): Flagged => ({
    bit: BAD_PIXEL,
    method,
    sample: Math.floor((samples * (index + 1)) / 8) + (index >= 3 ? 1 : 0),
    scan: null,
    band: index % bands,
    value: BAD_VALUE,
  }));
  return [...columns, ...single];
}

/** Writes what is bad of one scan (BIL: bands of `samples`, from `offset`) into level 1, mask and methods. */
export function flagScan(
  flags: readonly Flagged[],
  scan: number,
  shape: { readonly samples: number; readonly bands: number; readonly offset: number },
  into: { readonly level1: Uint16Array; readonly mask: Uint8Array; readonly methods: Uint8Array },
): void {
  for (const flag of flags) {
    if (flag.scan !== null && flag.scan !== scan) continue;
    const bands = flag.band === null ? [0, shape.bands] : [flag.band, flag.band + 1];
    const samples = flag.sample === null ? [0, shape.samples] : [flag.sample, flag.sample + 1];
    for (let band = bands[0]!; band < bands[1]!; band += 1)
      for (let sample = samples[0]!; sample < samples[1]!; sample += 1) {
        const at = shape.offset + band * shape.samples + sample;
        into.level1[at] = flag.value;
        into.mask[at]! |= flag.bit;
        into.methods[at]! |= flag.method;
      }
  }
}
