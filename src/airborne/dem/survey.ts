import gdal from 'gdal-async';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationsError } from '../../domain/failures.js';
import { widened, type Box } from './box.js';
import { isWgs84, outline } from './cover.js';
import { reason } from './gdal-words.js';
import { Geoid } from './geoid.js';
import { openMosaic, TILE } from './mosaic.js';
import { raise, type Shift } from './raise.js';
import { checkElevations, UnusableRaster } from './window.js';

/** What a mosaic of elevations is made of. */
export interface MosaicSurvey {
  /** How many tiles a folder has; null for a raster or a VRT. */
  readonly tiles: number | null;
  /** A box that it has heights of. */
  readonly box: Box;
}

/**
 * Looks at a mosaic of elevations before an order needs it: that it opens, holds heights, and that every tile a VRT names is
 * there; of a folder, that its first tile is good. Throws OperationsError DEM_SOURCE as making elevations would.
 */
export async function surveyMosaic(path: string): Promise<MosaicSurvey> {
  const tiles = await tilesOf(path);
  if (tiles?.length === 0)
    throw new OperationsError('DEM_SOURCE', `The folder ${path} has no tile of elevations.`);
  const box = boxOf(tiles === null ? path : join(path, tiles[0]!));
  (await openMosaic(path, box)).close();
  return { tiles: tiles?.length ?? null, box };
}

/**
 * What a geoid grid does to heights in the middle of a box: metres. Throws OperationsError GEOID_MISSING when it cannot be
 * opened, does not cover it, or raises nothing, as making elevations would.
 */
export async function surveyGeoid(path: string, box: Box): Promise<Shift> {
  const half = 0.25;
  const [latitude, longitude] = [(box.north + box.south) / 2, (box.east + box.west) / 2];
  const middle = widened({ north: latitude, south: latitude, east: longitude, west: longitude }, half);
  const geoid = await Geoid.open(path, widened(middle, half));
  const grid = { columns: 2, rows: 2, west: middle.west, north: middle.north, dx: half, dy: half };
  return raise({ values: new Float32Array(4), ...grid }, geoid);
}

async function tilesOf(path: string): Promise<string[] | null> {
  try {
    if (!(await stat(path)).isDirectory()) return null;
    return (await readdir(path)).filter((name) => TILE.test(name)).sort();
  } catch (error) {
    throw new OperationsError('DEM_SOURCE', `The mosaic of elevations ${path} cannot be read.`, [], {
      cause: error,
    });
  }
}

/** All of a raster in longitude and latitude; of another, a part that it surely holds. */
function boxOf(path: string): Box {
  let raster: gdal.Dataset | undefined;
  try {
    raster = gdal.open(path, 'r');
    checkElevations(raster);
    const all = outline(raster);
    if (isWgs84(raster)) return all;
    const [up, across] = [(all.north - all.south) / 4, (all.east - all.west) / 4];
    return {
      north: all.north - up,
      south: all.south + up,
      east: all.east - across,
      west: all.west + across,
    };
  } catch (error) {
    const words = error instanceof UnusableRaster ? error.message : reason(error);
    throw new OperationsError('DEM_SOURCE', `${path} cannot be read as elevations: ${words}.`, [], {
      cause: error,
    });
  } finally {
    raster?.close();
  }
}
