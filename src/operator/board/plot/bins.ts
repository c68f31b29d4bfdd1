/** One value at a place on a whole-numbered axis, such as the number of a day. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** The values of one column of a plot. */
export interface Bin {
  /** Which column, from 0. */
  readonly index: number;
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Points in columns: `width` places (days) to a column. Columns without a value are left out. */
export interface Bins {
  readonly width: number;
  readonly bins: readonly Bin[];
}

/** Gathers points between `from` and `to` (both included) in at most `columns` columns of equal width. */
export function binned(points: readonly Point[], from: number, to: number, columns: number): Bins {
  const width = Math.max(1, Math.ceil((to - from + 1) / columns));
  const values = new Map<number, number[]>();
  for (const { at, value } of points) {
    if (at < from || at > to || !Number.isFinite(value)) continue;
    const index = Math.floor((at - from) / width);
    const known = values.get(index);
    if (known) known.push(value);
    else values.set(index, [value]);
  }
  const bins = [...values].map(([index, all]) => ({ index, ...summary(all) }));
  return { width, bins: bins.sort((a, b) => a.index - b.index) };
}

/** How many values, the least, the middle and the greatest one, and what nine of ten don't exceed. */
export interface Summary {
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly ninety: number;
  readonly max: number;
}

/** Sums up values, of which there is at least one. */
export function summary(values: readonly number[]): Summary {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? at(0.5) : halfway(sorted[middle - 1]!, sorted[middle]!);
  return { count: sorted.length, min: sorted[0]!, median, ninety: at(0.9), max: sorted[sorted.length - 1]! };
}

/** Between two numbers, however large they are. */
function halfway(a: number, b: number): number {
  return Math.min(b, Math.max(a, a / 2 + b / 2));
}

/** Neighbouring columns together, so that a line is not drawn over a gap. */
export function unbroken<B extends { readonly index: number }>(bins: readonly B[]): B[][] {
  const pieces: B[][] = [];
  for (const bin of bins) {
    const last = pieces.at(-1);
    if (last?.at(-1)?.index === bin.index - 1) last.push(bin);
    else pieces.push([bin]);
  }
  return pieces;
}
