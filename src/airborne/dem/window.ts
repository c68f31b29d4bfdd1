import gdal from 'gdal-async';
import type { Box } from './box.js';
import { isWgs84, outline, placingOf, wgs84 } from './cover.js';
import type { Heights } from './heights.js';

/** More cells than this are no elevation model of a flight (1 GiB of heights). */
const LARGEST = 2 ** 28;

/** Why a raster cannot be read as elevations, in a sentence for whoever gave it. */
export class UnusableRaster extends Error {}

/** Throws UnusableRaster unless a raster is one band of real numbers that lies straight in a coordinate system. */
export function checkElevations(raster: gdal.Dataset): void {
  const count = raster.bands.count();
  if (count !== 1) throw new UnusableRaster(`it has ${count} bands; elevations are one`);
  const { dataType, blockSize } = raster.bands.get(1);
  // GDAL holds a block as a whole, which a few compressed bytes can say is the Earth.
  if (blockSize.x * blockSize.y > LARGEST)
    throw new UnusableRaster('it is stored in blocks that are too large to read');
  if (dataType === null || dataType.startsWith('C'))
    throw new UnusableRaster(`its values are of the type ${dataType ?? 'unknown'}; heights are real numbers`);
  if (!raster.srs) throw new UnusableRaster('it does not say in which coordinate system it lies');
  const transform = raster.geoTransform;
  if (!transform) throw new UnusableRaster('it does not say where it lies');
  const [, dx, tilt, , turn, dy] = transform as [number, number, number, number, number, number];
  if (tilt !== 0 || turn !== 0 || !(dx > 0) || !(dy < 0))
    throw new UnusableRaster('its rows do not run from west to east and from north to south');
}

/**
 * Reads what a raster has of a box, as heights above whatever it takes heights from; holes are NaN. A grid of WGS84 keeps its
 * cells, and the box is widened to them; another coordinate system is warped (bilinear) to cells of about the same size.
 * The raster must have passed `checkElevations`. Throws UnusableRaster when nothing of it is in the box, or too much.
 */
export async function readHeights(raster: gdal.Dataset, box: Box): Promise<Heights> {
  return isWgs84(raster) ? readGrid(raster, box) : warpGrid(raster, box);
}

async function readGrid(raster: gdal.Dataset, box: Box): Promise<Heights> {
  const [left, dx, , top, , step] = raster.geoTransform as [number, number, number, number, number, number];
  const { x: width, y: height } = raster.rasterSize;
  const dy = -step;
  // What is a cell's edge but for rounding does not take in the next cell.
  const first = Math.max(0, Math.floor((box.west - left) / dx + 1e-6));
  const upper = Math.max(0, Math.floor((top - box.north) / dy + 1e-6));
  const columns = Math.min(width, Math.ceil((box.east - left) / dx - 1e-6)) - first;
  const rows = Math.min(height, Math.ceil((top - box.south) / dy - 1e-6)) - upper;
  checkSize(columns, rows);
  const heights = {
    values: new Float32Array(columns * rows),
    columns,
    rows,
    west: left + first * dx,
    north: top - upper * dy,
    dx,
    dy,
  };
  await readBand(raster, first, upper, heights);
  return heights;
}

async function warpGrid(raster: gdal.Dataset, box: Box): Promise<Heights> {
  const { dx, dy } = cellOf(raster, box);
  const own = outline(raster);
  const down = (degrees: number, size: number) => Math.floor(degrees / size + 1e-6) * size;
  const up = (degrees: number, size: number) => Math.ceil(degrees / size - 1e-6) * size;
  const west = down(Math.max(box.west, own.west), dx);
  const north = up(Math.min(box.north, own.north), dy);
  const columns = Math.round((up(Math.min(box.east, own.east), dx) - west) / dx);
  const rows = Math.round((north - down(Math.max(box.south, own.south), dy)) / dy);
  checkSize(columns, rows);
  const warped = await gdal.openAsync('', 'w', 'MEM', columns, rows, 1, gdal.GDT_Float32);
  try {
    warped.srs = wgs84();
    warped.geoTransform = [west, dx, 0, north, 0, -dy];
    const band = warped.bands.get(1);
    band.noDataValue = NOTHING;
    band.fill(NOTHING);
    // The geoid is this program's own step: PROJ must not shift heights by a grid that it may or may not find.
    await gdal.warpAsync(
      null,
      warped,
      [raster],
      ['-r', 'bilinear', '-novshift', '-et', '0', '-dstnodata', String(NOTHING)],
    );
    const heights = {
      values: new Float32Array(columns * rows),
      columns,
      rows,
      west,
      north,
      dx,
      dy,
    };
    await readBand(warped, 0, 0, heights);
    return heights;
  } finally {
    warped.close();
  }
}

const NOTHING = -32_768;

/** A cell of the raster in degrees, at the middle of the box: cells of another shape would be blended unevenly. */
function cellOf(raster: gdal.Dataset, box: Box): { readonly dx: number; readonly dy: number } {
  const placing = placingOf(raster);
  const { x, y } = placing.toCell((box.west + box.east) / 2, (box.south + box.north) / 2);
  const [here, right, below] = [placing.toPlace(x, y), placing.toPlace(x + 1, y), placing.toPlace(x, y + 1)];
  const dx = Math.abs(right.longitude - here.longitude);
  const dy = Math.abs(below.latitude - here.latitude);
  if (!(dx > 1e-7 && dy > 1e-7)) throw new UnusableRaster('its cells have no size in longitude and latitude');
  return { dx, dy };
}

function checkSize(columns: number, rows: number): void {
  if (columns <= 0 || rows <= 0) throw new UnusableRaster('nothing of it lies in the area of the flight');
  if (columns * rows > LARGEST)
    throw new UnusableRaster(
      `it has ${columns} × ${rows} cells over the flight; ${LARGEST} are the most, so give a coarser one`,
    );
}

async function readBand(raster: gdal.Dataset, x: number, y: number, heights: Heights): Promise<void> {
  const { values, columns, rows } = heights;
  const band = await raster.bands.getAsync(1);
  await band.pixels.readAsync(x, y, columns, rows, values);
  const { noDataValue } = band;
  const none = noDataValue === null ? NaN : Math.fround(noDataValue);
  const scale = band.scale ?? 1;
  const offset = band.offset ?? 0;
  for (let cell = 0; cell < values.length; cell += 1)
    values[cell] = values[cell] === none ? NaN : values[cell]! * scale + offset;
}
