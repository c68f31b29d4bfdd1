import type { EnviHeader } from '../formats/envi-header.js';

/** What stands in the three bands of an IGM where nothing was hit. */
export const NOTHING = -9999;

/** The largest and smallest of the three bands of an IGM, without NOTHING. */
export interface IgmRange {
  readonly least: [number, number, number];
  readonly most: [number, number, number];
}

/** The range of nothing. */
export function emptyRange(): IgmRange {
  return { least: [Infinity, Infinity, Infinity], most: [-Infinity, -Infinity, -Infinity] };
}

/** Widens a range by a scan: three rows of `samples` values from `at`. */
export function widen({ least, most }: IgmRange, igm: Float64Array, at: number, samples: number): void {
  for (let band = 0; band < 3; band += 1) {
    let low = least[band]!;
    let high = most[band]!;
    for (let index = at + band * samples; index < at + (band + 1) * samples; index += 1) {
      const value = igm[index]!;
      if (value === NOTHING) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    least[band] = low;
    most[band] = high;
  }
}

/** The header of an IGM as APL writes it: float64 BIL of three bands. `names` are those of the first two. */
export function igmHeader(
  shape: Pick<EnviHeader, 'samples' | 'lines'>,
  names: readonly [string, string],
  fields: Readonly<Record<string, string>>,
): Omit<EnviHeader, 'bigEndian' | 'offset'> {
  return {
    samples: shape.samples,
    lines: shape.lines,
    bands: 3,
    type: 5,
    interleave: 'bil',
    fields: new Map([
      ...Object.entries(fields),
      ['band names', `{${names[0]}, ${names[1]}, Height}`],
      ['data ignore value', String(NOTHING)],
    ]),
    comments: [],
  };
}

/** The comments of an IGM's header that tell its range, as APL writes them. */
export function rangeComments({ least, most }: IgmRange): string[] {
  return ['X', 'Y', 'Z'].flatMap((axis, band) => [
    `Min ${axis} = ${least[band]!}`,
    `Max ${axis} = ${most[band]!}`,
  ]);
}
