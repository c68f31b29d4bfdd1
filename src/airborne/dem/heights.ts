import gdal from 'gdal-async';

/** Heights on a grid of longitude and latitude, row by row from north-west; NaN where there is none. */
export interface Heights {
  readonly values: Float32Array;
  readonly columns: number;
  readonly rows: number;
  /** The north-west corner of the first cell, and the size of a cell; degrees. */
  readonly west: number;
  readonly north: number;
  readonly dx: number;
  readonly dy: number;
}

/** Heights that the Earth's surface has, metres: what lies outside is a fill value that nobody declared. */
export const PLAUSIBLE = { min: -500, max: 9000 } as const;

/** How far a hole is filled from its rim, cells. */
export const FILL_DISTANCE = 200;

const HOLE = -32_768;

/** The latitude of a row's middle, or the longitude of a column's. */
export const latitudeOf = (heights: Heights, row: number): number => heights.north - (row + 0.5) * heights.dy;
export const longitudeOf = (heights: Heights, column: number): number =>
  heights.west + (column + 0.5) * heights.dx;

/** Marks as holes what is no height. Answers how many holes there are. */
export function markHoles({ values }: Heights): number {
  let holes = 0;
  for (let cell = 0; cell < values.length; cell += 1)
    if (!(values[cell]! >= PLAUSIBLE.min && values[cell]! <= PLAUSIBLE.max)) {
      values[cell] = NaN;
      holes += 1;
    }
  return holes;
}

/** Fills holes from their rims (GDAL's inverse distance), at most `distance` cells far. Answers how many holes remain. */
export async function fillHoles({ values, columns, rows }: Heights, distance: number): Promise<number> {
  const memory = await gdal.openAsync('', 'w', 'MEM', columns, rows, 1, gdal.GDT_Float32);
  try {
    const band = await memory.bands.getAsync(1);
    band.noDataValue = HOLE;
    for (let cell = 0; cell < values.length; cell += 1) if (Number.isNaN(values[cell])) values[cell] = HOLE;
    await band.pixels.writeAsync(0, 0, columns, rows, values);
    await gdal.fillNodataAsync({ src: band, searchDist: distance });
    await band.pixels.readAsync(0, 0, columns, rows, values);
  } finally {
    memory.close();
  }
  let left = 0;
  for (let cell = 0; cell < values.length; cell += 1)
    if (values[cell] === HOLE) {
      values[cell] = NaN;
      left += 1;
    }
  return left;
}

/** Every height becomes the mean of the 3 × 3 around it (fewer at the rim). */
export function smoothed(heights: Heights): Heights {
  const { values, columns, rows } = heights;
  const mean = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      let count = 0;
      for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y += 1)
        for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x += 1) {
          sum += values[y * columns + x]!;
          count += 1;
        }
      mean[row * columns + column] = sum / count;
    }
  return { ...heights, values: mean };
}

/** Lowest and highest; holes do not count. */
export function rangeOf({ values }: Heights): { readonly min: number; readonly max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
