/** Where a value stands on an axis: 0 at its beginning, 1 at its end; a value beyond them is put on the edge. */
export type Scale = (value: number) => number;

/** An even axis. One whose ends are the same has everything in its middle. */
export function evenScale(min: number, max: number): Scale {
  const span = max - min;
  return (value) => (span > 0 ? clamp((value - min) / span) : 0.5);
}

/** A logarithmic axis; `min` is above 0, and what is not is put at the beginning. */
export function logScale(min: number, max: number): Scale {
  const even = evenScale(Math.log(min), Math.log(max));
  return (value) => (value > 0 ? even(Math.log(value)) : 0);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** A share of an axis as a percentage for an attribute of SVG: `12.34%`. */
export function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}
