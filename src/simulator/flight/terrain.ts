import type { Box } from '../../airborne/dem/box.js';
import type { TerrainKind } from './options.js';

/** Metres above the ellipsoid, and lengths of the waves in seconds of arc. */
const SHAPES = {
  flat: { base: 200, amplitude: 0, east: 180, north: 130 },
  smooth: { base: 200, amplitude: 60, east: 180, north: 130 },
  steep: { base: 260, amplitude: 150, east: 36, north: 24 },
} as const;

/** Height above the ellipsoid at a point of the grid of whole seconds of arc, metres. */
export function nodeHeight(kind: TerrainKind, northSeconds: number, eastSeconds: number): number {
  const { base, amplitude, east, north } = SHAPES[kind];
  const turn = 2 * Math.PI;
  return (
    base +
    amplitude * Math.sin((turn * eastSeconds) / east + 0.7) * Math.sin((turn * northSeconds) / north + 0.3)
  );
}

/**
 * The ground that is flown over: heights above the ellipsoid at every whole second of arc, where an elevation model has its
 * points too, and bilinear between them. So a model of these points *is* the ground.
 */
export class Terrain {
  private readonly heights: Float64Array;
  private readonly columns: number;
  private readonly south: number;
  private readonly west: number;
  /** The highest point of the box, metres. */
  readonly highest: number;

  /** Holds the points of a box (degrees). */
  constructor(
    readonly kind: TerrainKind,
    box: Box,
  ) {
    this.south = Math.floor(box.south * 3600);
    this.west = Math.floor(box.west * 3600);
    this.columns = Math.ceil(box.east * 3600) - this.west + 2;
    const rows = Math.ceil(box.north * 3600) - this.south + 2;
    this.heights = new Float64Array(rows * this.columns);
    let highest = -Infinity;
    for (let row = 0; row < rows; row += 1)
      for (let column = 0; column < this.columns; column += 1) {
        const height = nodeHeight(kind, this.south + row, this.west + column);
        this.heights[row * this.columns + column] = height;
        highest = Math.max(highest, height);
      }
    this.highest = highest;
  }

  /** Metres above the ellipsoid, at a place in degrees. Throws RangeError outside of the box. */
  at(latitude: number, longitude: number): number {
    const y = latitude * 3600 - this.south;
    const x = longitude * 3600 - this.west;
    const row = Math.floor(y);
    const column = Math.floor(x);
    const from = row * this.columns + column;
    const { heights, columns } = this;
    if (!(row >= 0 && column >= 0 && column + 1 < columns && from + columns + 1 < heights.length))
      throw new RangeError(`No ground is known at ${latitude}, ${longitude}.`);
    const lower = heights[from]! + (heights[from + 1]! - heights[from]!) * (x - column);
    const upper =
      heights[from + columns]! + (heights[from + columns + 1]! - heights[from + columns]!) * (x - column);
    return lower + (upper - lower) * (y - row);
  }
}
