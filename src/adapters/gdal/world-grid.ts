/** Observations gathered into the cells of an equirectangular world map. */
export interface WorldGrid {
  readonly width: number;
  readonly height: number;
  /** Adds one observation. Positions that are none (fills, NaN) are passed over; longitudes may be −180…180 or 0…360. */
  add(latitude: number, longitude: number, value: number): void;
  /** The mean of every cell, row by row from the north; NaN where there is none. */
  means(): Float64Array;
}

/** An empty grid of `width` × `width`/2 cells, from 180° W to 180° E and from the north pole to the south pole. */
export function worldGrid(width: number): WorldGrid {
  const height = Math.floor(width / 2);
  const sums = new Float64Array(width * height);
  const counts = new Uint32Array(width * height);
  return {
    width,
    height,
    add(latitude, longitude, value) {
      if (!(latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 360)) return;
      const x = Math.floor((((longitude + 180) % 360) / 360) * width);
      const y = Math.min(height - 1, Math.floor(((90 - latitude) / 180) * height));
      const cell = y * width + x;
      sums[cell]! += value;
      counts[cell]!++;
    },
    means: () => sums.map((sum, cell) => (counts[cell] === 0 ? NaN : sum / counts[cell]!)),
  };
}

/**
 * Gives every empty cell the mean of its filled neighbours to the north, east, south and west, once: single
 * observations become visible and the seams between scans close. The map joins at 180°.
 */
export function thickened(cells: Float64Array, width: number): Float64Array {
  return cells.map((own, cell) => {
    if (!Number.isNaN(own)) return own;
    const x = cell % width;
    const row = cell - x;
    const around = [
      cells[row + ((x + 1) % width)],
      cells[row + ((x + width - 1) % width)],
      cells[cell - width],
      cells[cell + width],
    ];
    const filled = around.filter((value) => value !== undefined && !Number.isNaN(value)) as number[];
    return filled.length === 0 ? NaN : filled.reduce((sum, value) => sum + value, 0) / filled.length;
  });
}

/** A scale for a colour bar: its ends and its marks, round numbers, ascending. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly marks: readonly number[];
}

/** Below this, the logarithm of a step and its multiples lose their meaning; no field of nature comes near. */
const SMALLEST = 1e-200;

/**
 * A scale that holds all but the lowest and highest two percent of the values, so that a few outliers do not take the
 * colours from the rest. NaN is passed over; undefined when nothing else is there.
 */
export function scaleOf(values: Float64Array): Scale | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return undefined;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  let [low, high] = [at(0.02), at(0.98)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Values that differ by rounding only, or by less than a step can be counted in, would get marks that differ by nothing.
  if (!(high - low > Math.max(size * 1e-6, SMALLEST))) {
    const room = size > SMALLEST ? size * 0.1 : 1;
    [low, high] = [low - room, high + room];
  }
  const rough = (high - low) / 5;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  const marks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { low: marks[0]!, high: marks.at(-1)!, marks };
}
