import { OperationsError } from '../../domain/failures.js';
import { enviList } from '../../formats/envi-header.js';
import { lineBlocks } from '../envi/blocks.js';
import type { RasterReader } from '../envi/raster-reader.js';

/** A box of a DEM, in cells between the centres of its cells: columns from the west, rows from the north. */
export interface CellBox {
  readonly west: number;
  readonly east: number;
  readonly north: number;
  readonly south: number;
}

/** Elevations of a part of a DEM in memory. A place (u, v) is at the centre of a cell when both are whole numbers. */
export interface Elevations {
  /** Column and row of the DEM of its first cell. */
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
  /** Row by row from the north, metres above the ellipsoid. */
  readonly heights: Float32Array;
  readonly lowest: number;
  readonly highest: number;
  /** A cell that has no height, and what stands there. */
  readonly hole?: { readonly column: number; readonly row: number; readonly value: number };
}

/** No land of the Earth lies outside; a DEM that says so is in another unit or damaged. */
const LEAST = -1000;
const MOST = 10_000;

/** A DEM file: Float32, one band, geographic WGS 84. */
export class ElevationGrid {
  private constructor(
    readonly reader: RasterReader,
    /** Longitude and latitude of the centre of its first cell, and the size of a cell; degrees. */
    readonly longitude: number,
    readonly latitude: number,
    readonly dx: number,
    readonly dy: number,
    private readonly nothing: number | undefined,
  ) {}

  /** Takes a raster as DEM. Throws OperationsError DEM_INVALID with what it lacks. */
  static of(reader: RasterReader): ElevationGrid {
    const { header, path } = reader;
    const refuse = (why: string) => new OperationsError('DEM_INVALID', `The DEM ${path} ${why}.`);
    if (header.bands !== 1 || header.type !== 4)
      throw refuse(`has ${header.bands} bands of data type ${header.type}, not one of 4 (float32)`);
    if (header.samples < 2 || header.lines < 2) throw refuse('is smaller than 2 cells by 2');
    const info = enviList(header, 'map info');
    if (info === undefined) throw refuse("has no 'map info' in its header");
    const numbers = info.slice(1, 7).map(Number);
    const [column, row, ulx, uly, dx, dy] = numbers as [number, number, number, number, number, number];
    if (!/^geographic/i.test(info[0] ?? '') || numbers.length < 6 || !numbers.every(Number.isFinite))
      throw refuse(`is not geographic: its map info is ${header.fields.get('map info')}`);
    if (!info.slice(7).some((item) => /^wgs[- _]?(?:19)?84$/i.test(item)))
      throw refuse(`is not in WGS-84: its map info is ${header.fields.get('map info')}`);
    if (info.some((item) => /^rotation\s*=\s*[^0\s]/i.test(item))) throw refuse('is rotated');
    if (!(dx > 0 && dy > 0)) throw refuse(`has cells of ${dx} by ${dy} degrees`);
    const ignored = header.fields.get('data ignore value');
    return new ElevationGrid(
      reader,
      ulx + (1.5 - column) * dx,
      uly - (1.5 - row) * dy,
      dx,
      dy,
      ignored === undefined ? undefined : Math.fround(Number(ignored)),
    );
  }

  /** The meridian in the midst of the DEM, degrees: longitudes that are counted from it have no jump on it. */
  get meridian(): number {
    return this.longitude + ((this.reader.header.samples - 1) / 2) * this.dx;
  }

  /** The part that {@link read} would read around a box; undefined when the box lies outside the DEM. */
  part(box: CellBox): Pick<Elevations, 'column' | 'row' | 'columns' | 'rows'> | undefined {
    const { samples, lines } = this.reader.header;
    const column = Math.max(0, Math.floor(box.west) - 1);
    const row = Math.max(0, Math.floor(box.north) - 1);
    const columns = Math.min(samples, Math.ceil(box.east) + 2) - column;
    const rows = Math.min(lines, Math.ceil(box.south) + 2) - row;
    return columns < 2 || rows < 2 ? undefined : { column, row, columns, rows };
  }

  /**
   * The elevations around a box, with one cell more on every side as far as the DEM goes; what lies outside the DEM is left
   * out. Undefined when that is nothing. It holds the part and, while it reads, one block of rows.
   */
  async read(box: CellBox): Promise<Elevations | undefined> {
    const part = this.part(box);
    if (part === undefined) return undefined;
    const { column, row, columns, rows } = part;
    const { header } = this.reader;
    const heights = new Float32Array(columns * rows);
    let [lowest, highest] = [Infinity, -Infinity];
    let hole: Elevations['hole'];
    for (const { first, count } of lineBlocks({ ...header, lines: rows })) {
      const block = await this.reader.read(row + first, count);
      for (let line = 0; line < count; line += 1)
        for (let cell = 0; cell < columns; cell += 1) {
          const value = block[line * header.samples + column + cell]!;
          heights[(first + line) * columns + cell] = value;
          if (value === this.nothing || !(value >= LEAST && value <= MOST))
            hole ??= { column: column + cell, row: row + first + line, value };
          else if (value < lowest) lowest = value;
          if (value > highest) highest = value;
        }
    }
    return { ...part, heights, lowest, highest, ...(hole === undefined ? {} : { hole }) };
  }
}
