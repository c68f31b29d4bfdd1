import { OperationsError } from '../../domain/failures.js';
import type { CellBox, ElevationGrid, Elevations } from './elevation-grid.js';
import { RADIANS } from './ellipsoid.js';
import type { Terrain } from './first-hit.js';
import { footprint, type Box } from './footprint.js';
import type { Directions, ScanFrame } from './rays.js';

/** Cells of the DEM that are held at a time: 64 MiB. */
export const MOST_CELLS = 16 * 1024 * 1024;

/** Metres below the lowest elevation down to which rays are followed. */
export const MARGIN = 1;

/** Whether the DEM under some scans is too large to be held at a time. */
export function tooLarge(grid: ElevationGrid, frames: readonly ScanFrame[], corners: Directions): boolean {
  const part = grid.part(cellsOf(grid, footprint(frames, corners, 0)));
  return part !== undefined && part.columns * part.rows > MOST_CELLS;
}

/**
 * The terrain that some scans can see: as far as rays reach that go down to the lowest elevation in it. Throws OperationsError
 * DEM_UNCOVERED when the DEM ends before that, DEM_INVALID when a cell of it has no height or it can't be held.
 */
export async function terrainUnder(
  grid: ElevationGrid,
  frames: readonly ScanFrame[],
  corners: Directions,
): Promise<Terrain> {
  if (tooLarge(grid, frames, corners))
    throw new OperationsError(
      'DEM_INVALID',
      `The DEM ${grid.reader.path} is too fine: one scan sees more than ${MOST_CELLS} cells of it.`,
    );
  const floor = await lowestUnder(grid, frames, corners);
  const box = footprint(frames, corners, floor);
  covered(grid, box);
  const elevations = (await grid.read(cellsOf(grid, box)))!;
  if (elevations.hole !== undefined) throw holed(grid, elevations.hole);
  return {
    ...elevations,
    longitude: (grid.longitude + elevations.column * grid.dx - grid.meridian) * RADIANS,
    latitude: (grid.latitude - elevations.row * grid.dy) * RADIANS,
    dx: grid.dx * RADIANS,
    dy: grid.dy * RADIANS,
  };
}

/** The lower it lies the more is seen, and there may be something still lower. */
async function lowestUnder(
  grid: ElevationGrid,
  frames: readonly ScanFrame[],
  corners: Directions,
): Promise<number> {
  for (let height = 0; ;) {
    const box = footprint(frames, corners, height);
    const found = await grid.read(cellsOf(grid, box));
    if (found === undefined) throw uncovered(grid, box);
    if (found.lowest === Infinity) throw holed(grid, found.hole!);
    const floor = found.lowest - MARGIN;
    if (floor >= height) return floor;
    height = floor;
  }
}

function covered(grid: ElevationGrid, box: Box): void {
  const { samples, lines } = grid.reader.header;
  const cells = cellsOf(grid, box);
  if (cells.west < 0 || cells.north < 0 || cells.east > samples - 1 || cells.south > lines - 1)
    throw uncovered(grid, box);
}

function holed(
  grid: ElevationGrid,
  { column, row, value }: NonNullable<Elevations['hole']>,
): OperationsError {
  const longitude = (grid.longitude + column * grid.dx).toFixed(5);
  const latitude = (grid.latitude - row * grid.dy).toFixed(5);
  return new OperationsError(
    'DEM_INVALID',
    `The DEM ${grid.reader.path} has no height within the area of the line: ${value} at longitude ${longitude}, latitude ${latitude}.`,
  );
}

/** Says how many degrees are missing on each side. */
function uncovered(grid: ElevationGrid, box: Box): OperationsError {
  const { samples, lines } = grid.reader.header;
  const cells = cellsOf(grid, box);
  const missing = [
    { side: 'west', degrees: -cells.west * grid.dx },
    { side: 'east', degrees: (cells.east - samples + 1) * grid.dx },
    { side: 'north', degrees: -cells.north * grid.dy },
    { side: 'south', degrees: (cells.south - lines + 1) * grid.dy },
  ].filter(({ degrees }) => degrees > 0);
  return new OperationsError(
    'DEM_UNCOVERED',
    `The DEM ${grid.reader.path} doesn't cover what the line sees: it lacks ${missing.map(({ side, degrees }) => `${degrees.toFixed(5)} degrees in the ${side}`).join(', ')}.`,
  );
}

function cellsOf(grid: ElevationGrid, box: Box): CellBox {
  const column = (longitude: number) => (longitude / RADIANS + grid.meridian - grid.longitude) / grid.dx;
  const row = (latitude: number) => (grid.latitude - latitude / RADIANS) / grid.dy;
  return { west: column(box.west), east: column(box.east), north: row(box.north), south: row(box.south) };
}
