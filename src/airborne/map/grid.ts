import { OperationsError } from '../../domain/failures.js';

/** A box in units of the projection. */
export interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** The cells of a map: the upper left corner of the first one, their size, and how many there are. */
export interface MapGrid {
  readonly left: number;
  readonly top: number;
  readonly pixelX: number;
  readonly pixelY: number;
  readonly columns: number;
  readonly rows: number;
}

/** ENVI headers count with 31 bits. */
const LARGEST = 2 ** 31 - 1;

/**
 * The grid over what a line covers: its upper left corner lies outward on a multiple of the pixel size, so that maps of the
 * same pixel size have their cells in common; columns and rows are rounded up. `cut` takes from it the cells that the box
 * touches; undefined when it touches none.
 */
export function gridOver(
  extent: Box,
  pixelSize: { readonly x: number; readonly y: number },
  cut: Box | null,
): MapGrid | undefined {
  const { x, y } = pixelSize;
  const whole = {
    first: Math.floor(extent.minX / x),
    last: Math.max(Math.floor(extent.minX / x) + 1, Math.ceil(extent.maxX / x)),
    top: Math.ceil(extent.maxY / y),
    bottom: Math.min(Math.ceil(extent.maxY / y) - 1, Math.floor(extent.minY / y)),
  };
  const first = cut ? Math.max(whole.first, Math.floor(cut.minX / x)) : whole.first;
  const last = cut ? Math.min(whole.last, Math.ceil(cut.maxX / x)) : whole.last;
  const top = cut ? Math.min(whole.top, Math.ceil(cut.maxY / y)) : whole.top;
  const bottom = cut ? Math.max(whole.bottom, Math.floor(cut.minY / y)) : whole.bottom;
  if (last <= first || top <= bottom) return undefined;
  const grid = {
    left: first * x,
    top: top * y,
    pixelX: x,
    pixelY: y,
    columns: last - first,
    rows: top - bottom,
  };
  if (grid.columns > LARGEST || grid.rows > LARGEST)
    throw new OperationsError(
      'ORDER_INVALID',
      `A pixel size of ${x} × ${y} makes a map of ${grid.columns} × ${grid.rows} cells, which no raster can hold.`,
    );
  return grid;
}

/** Where the centre of a column lies. */
export const centreX = (grid: MapGrid, column: number): number => grid.left + (column + 0.5) * grid.pixelX;
/** Where the centre of a row lies. */
export const centreY = (grid: MapGrid, row: number): number => grid.top - (row + 0.5) * grid.pixelY;
