import { access } from 'node:fs/promises';
import gdal from 'gdal-async';
import { OperationsError } from '../../domain/failures.js';
import type { Box } from './box.js';
import { reason } from './gdal-words.js';

/** Heights of a geoid above the ellipsoid, metres, over a box: bilinear between the points of its grid. */
export class Geoid {
  private constructor(
    readonly path: string,
    private readonly heights: Float64Array,
    private readonly columns: number,
    private readonly rows: number,
    private readonly west: number,
    private readonly north: number,
    private readonly dx: number,
    private readonly dy: number,
  ) {}

  /**
   * Opens a grid (GTX, or any raster in longitude and latitude that GDAL reads) and reads what a box needs of it. The grid is
   * opened here and not named to PROJ, because PROJ shifts by nothing and says nothing when it doesn't find one. Throws
   * OperationsError GEOID_MISSING when it is not there, is no such grid or does not cover the box.
   */
  static async open(path: string, box: Box): Promise<Geoid> {
    let grid: gdal.Dataset;
    try {
      await access(path);
      grid = await gdal.openAsync(path, 'r');
    } catch (error) {
      throw new OperationsError(
        'GEOID_MISSING',
        `The geoid grid ${path} cannot be opened.`,
        [reason(error)],
        {
          cause: error,
        },
      );
    }
    try {
      return await Geoid.window(path, grid, box);
    } finally {
      grid.close();
    }
  }

  private static async window(path: string, grid: gdal.Dataset, box: Box): Promise<Geoid> {
    const transform = grid.geoTransform;
    if (!transform || transform[2] !== 0 || transform[4] !== 0 || transform[5]! >= 0)
      throw new OperationsError('GEOID_MISSING', `${path} is no grid in longitude and latitude.`);
    const [left, dx, , top, , step] = transform as [number, number, number, number, number, number];
    const dy = -step;
    const { x: width, y: height } = grid.rasterSize;
    const around = Math.round(360 / dx);
    const wraps = width >= around;
    const first = Math.floor((box.west - left) / dx - 0.5);
    const last = Math.floor((box.east - left) / dx - 0.5) + 1;
    const top0 = Math.floor((top - box.north) / dy - 0.5);
    const bottom = Math.floor((top - box.south) / dy - 0.5) + 1;
    if ((!wraps && (first < 0 || last >= width)) || bottom < 0 || top0 >= height)
      throw new OperationsError('GEOID_MISSING', `The geoid grid ${path} does not cover the flight.`);
    const columns = last - first + 1;
    const rows = bottom - top0 + 1;
    const heights = new Float64Array(columns * rows);
    const band = await grid.bands.getAsync(1);
    for (let row = 0; row < rows; row += 1) {
      // Within half a cell of a pole there is nothing beyond the last row but that row.
      const y = Math.min(height - 1, Math.max(0, top0 + row));
      const line = await band.pixels.readAsync(0, y, width, 1, new Float64Array(width));
      for (let column = 0; column < columns; column += 1) {
        const x = wraps ? (((first + column) % around) + around) % around : first + column;
        heights[row * columns + column] = line[x]!;
      }
    }
    const { noDataValue } = band;
    if (heights.some((value) => !Number.isFinite(value) || value === noDataValue || Math.abs(value) > 200))
      throw new OperationsError(
        'GEOID_MISSING',
        `The geoid grid ${path} has values over the flight that are no heights of a geoid.`,
      );
    return new Geoid(
      path,
      heights,
      columns,
      rows,
      left + (first + 0.5) * dx,
      top - (top0 + 0.5) * dy,
      dx,
      dy,
    );
  }

  /** Metres, at a place of the box; degrees. */
  at(latitude: number, longitude: number): number {
    const x = Math.min(this.columns - 1, Math.max(0, (longitude - this.west) / this.dx));
    const y = Math.min(this.rows - 1, Math.max(0, (this.north - latitude) / this.dy));
    const column = Math.min(this.columns - 2, Math.floor(x));
    const row = Math.min(this.rows - 2, Math.floor(y));
    const right = x - column;
    const down = y - row;
    const from = row * this.columns + column;
    const upper = this.heights[from]! * (1 - right) + this.heights[from + 1]! * right;
    const lower =
      this.heights[from + this.columns]! * (1 - right) + this.heights[from + this.columns + 1]! * right;
    return upper * (1 - down) + lower * down;
  }
}
