import { centreX, centreY, type Box, type MapGrid } from './grid.js';
import { BLOCK_LINES } from './igm.js';
import type { Survey } from './survey.js';

/** A part of a map: its first cell and its size in cells. */
export interface Tile {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** A tile and the blocks of lines in which its pixels may be. */
export interface TileTask {
  readonly tile: Tile;
  readonly blocks: readonly number[];
}

/** Cells along the side of a tile, at most. */
const LARGEST_SIDE = 512;
/** Pixels that a tile is to have, about. */
const USUAL_PIXELS = 2 ** 18;

/** The side of a map's tiles: a power of two, so that a tile has some 250,000 pixels however large its cells are. */
export function tileSide(grid: MapGrid, { across, along }: Survey['spacing']): number {
  const pixelsPerCell = (grid.pixelX * grid.pixelY) / (across * along);
  let side = LARGEST_SIDE;
  while (side > 1 && side * side * pixelsPerCell > USUAL_PIXELS) side /= 2;
  return side;
}

/** Where the pixels lie that may fill a cell of a tile: its centres, and as far around them as a pixel may be. */
export function boxAround(grid: MapGrid, tile: Tile, reach: number): Box {
  return {
    minX: centreX(grid, tile.column) - reach,
    maxX: centreX(grid, tile.column + tile.columns - 1) + reach,
    minY: centreY(grid, tile.row + tile.rows - 1) - reach,
    maxY: centreY(grid, tile.row) + reach,
  };
}

/**
 * The tiles that may have something in them, in the order in which they were flown: what was read for one is still in the
 * system's memory for the next.
 */
export function tilesOf(grid: MapGrid, { boxes, spacing }: Survey, reach: number): TileTask[] {
  const side = tileSide(grid, spacing);
  const blocks = new Map<number, number[]>();
  const across = Math.ceil(grid.columns / side);
  const down = Math.ceil(grid.rows / side);
  const clip = (value: number, most: number) => Math.min(most, Math.max(-1, Math.floor(value)));
  for (let block = 0; block * 4 < boxes.length; block += 1) {
    const [minX, minY] = [boxes[block * 4]!, boxes[block * 4 + 1]!];
    const [maxX, maxY] = [boxes[block * 4 + 2]!, boxes[block * 4 + 3]!];
    if (minX > maxX) continue;
    const [stepX, stepY] = [grid.pixelX * side, grid.pixelY * side];
    const left = Math.max(0, clip((minX - reach - grid.left) / stepX, across));
    const right = Math.min(across - 1, clip((maxX + reach - grid.left) / stepX, across));
    const top = Math.max(0, clip((grid.top - maxY - reach) / stepY, down));
    const bottom = Math.min(down - 1, clip((grid.top - minY + reach) / stepY, down));
    for (let y = top; y <= bottom; y += 1)
      for (let x = left; x <= right; x += 1) {
        const tile = y * across + x;
        const list = blocks.get(tile);
        if (list) list.push(block);
        else blocks.set(tile, [block]);
      }
  }
  return [...blocks]
    .sort(([a, one], [b, other]) => one[0]! - other[0]! || a - b)
    .map(([number, list]) => {
      const [column, row] = [(number % across) * side, Math.floor(number / across) * side];
      const tile = {
        column,
        row,
        columns: Math.min(side, grid.columns - column),
        rows: Math.min(side, grid.rows - row),
      };
      return { tile, blocks: list };
    });
}

/** The quarters of a tile that has too many pixels; undefined for a single cell. */
export function quartersOf({ column, row, columns, rows }: Tile): Tile[] | undefined {
  if (columns === 1 && rows === 1) return undefined;
  const [left, top] = [Math.ceil(columns / 2), Math.ceil(rows / 2)];
  return [
    { column, row, columns: left, rows: top },
    { column: column + left, row, columns: columns - left, rows: top },
    { column, row: row + top, columns: left, rows: rows - top },
    { column: column + left, row: row + top, columns: columns - left, rows: rows - top },
  ].filter((quarter) => quarter.columns > 0 && quarter.rows > 0);
}

/** Lines of the source that follow each other. */
export interface Segment {
  readonly first: number;
  readonly count: number;
}

/** The blocks that some lines are in. */
export function blocksOf(segments: readonly Segment[]): number[] {
  const blocks = new Set<number>();
  for (const { first, count } of segments)
    for (let block = Math.floor(first / BLOCK_LINES); block * BLOCK_LINES < first + count; block += 1)
      blocks.add(block);
  return [...blocks].sort((a, b) => a - b);
}
