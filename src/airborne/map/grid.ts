import { OperationsError } from '../../domain/failures.js';
import type { GeoBounds } from '../../domain/scops/order.js';

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

/** Cells by number: of columns from the origin to the east, of rows from it to the north; the last and the bottom excluded. */
export interface Cells {
  readonly first: number;
  readonly last: number;
  readonly top: number;
  readonly bottom: number;
}

/** Those of some cells that a box touches; undefined when it touches none. */
export function cutCells(
  cells: Cells,
  { x, y }: { readonly x: number; readonly y: number },
  cut: Box,
): Cells | undefined {
  const kept = {
    first: Math.max(cells.first, Math.floor(cut.minX / x)),
    last: Math.min(cells.last, Math.ceil(cut.maxX / x)),
    top: Math.min(cells.top, Math.ceil(cut.maxY / y)),
    bottom: Math.max(cells.bottom, Math.floor(cut.minY / y)),
  };
  return kept.last > kept.first && kept.top > kept.bottom ? kept : undefined;
}

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
  const kept = cut ? cutCells(whole, pixelSize, cut) : whole;
  if (!kept) return undefined;
  const { first, last, top, bottom } = kept;
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

/** The refusal of a line that its order's bounds don't touch. */
export function outsideBounds(raster: string, bounds: GeoBounds): OperationsError {
  const { north, south, east, west } = bounds;
  return new OperationsError(
    'ORDER_INVALID',
    `Nothing of ${raster} lies within the order's bounds (north ${north}, south ${south}, east ${east}, west ${west}).`,
  );
}
