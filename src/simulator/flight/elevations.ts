import { join } from 'node:path';
import gdal from 'gdal-async';
import type { Box } from '../../airborne/dem/box.js';
import { Geoid } from '../../airborne/dem/geoid.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { nodeHeight } from './terrain.js';
import type { TerrainKind } from './options.js';

/** Points of a tile, and of its blocks, across and along. */
const POINTS = 3601;
const BLOCK = 256;

/** Where the ground of a flight was written as a mosaic of elevations. */
export interface ElevationsMade {
  /** The folder of the tiles. */
  readonly tiles: string;
  readonly files: readonly string[];
  /** The mosaic of them. */
  readonly mosaic: string;
}

/**
 * Writes the ground as tiles of a degree with a point every second of arc, as SRTM has them (`N50W005.tif`; points on whole
 * seconds, the edges shared), and a VRT over them. Heights are above sea level where a geoid is given, else above the
 * ellipsoid; float32, so that they give the ground back to a tenth of a millimetre. Only the blocks that touch the box are
 * stored, and beyond them is sea (0).
 */
export async function makeElevations(
  folder: string,
  kind: TerrainKind,
  box: Box,
  geoidFile: string | null,
): Promise<ElevationsMade> {
  const tiles = join(folder, 'srtm');
  await makeDirectory(tiles);
  const margin = BLOCK / 3600;
  const wide = {
    north: box.north + margin,
    south: box.south - margin,
    east: box.east + margin,
    west: box.west - margin,
  };
  const geoid = geoidFile === null ? null : await Geoid.open(geoidFile, wide);
  const files: string[] = [];
  for (let south = Math.floor(box.south); south < box.north; south += 1)
    for (let west = Math.floor(box.west); west < box.east; west += 1) {
      const file = join(tiles, `${tileName(south, west)}.tif`);
      await makeTile(file, kind, { south, west }, box, geoid);
      files.push(file);
    }
  const mosaic = join(folder, 'srtm.vrt');
  (await gdal.buildVRTAsync(mosaic, files)).close();
  return { tiles, files, mosaic };
}

function tileName(south: number, west: number): string {
  const part = (value: number, letters: string, digits: number) =>
    `${letters[value < 0 ? 1 : 0]}${String(Math.abs(value)).padStart(digits, '0')}`;
  return `${part(south, 'NS', 2)}${part(west, 'EW', 3)}`;
}

async function makeTile(
  file: string,
  kind: TerrainKind,
  corner: { readonly south: number; readonly west: number },
  box: Box,
  geoid: Geoid | null,
): Promise<void> {
  const tile = await gdal.openAsync(file, 'w', 'GTiff', POINTS, POINTS, 1, gdal.GDT_Float32, {
    TILED: 'YES',
    SPARSE_OK: 'TRUE',
    COMPRESS: 'DEFLATE',
    PREDICTOR: '3',
  });
  const second = 1 / 3600;
  tile.srs = gdal.SpatialReference.fromEPSG(4326);
  tile.geoTransform = [corner.west - second / 2, second, 0, corner.south + 1 + second / 2, 0, -second];
  const band = tile.bands.get(1);
  const north = (corner.south + 1) * 3600;
  const west = corner.west * 3600;
  const span = (from: number, to: number) =>
    [
      Math.max(0, Math.floor(from / BLOCK)),
      Math.min(Math.floor(POINTS / BLOCK), Math.floor(to / BLOCK)),
    ] as const;
  const [top, bottom] = span(north - box.north * 3600, north - box.south * 3600);
  const [left, right] = span(box.west * 3600 - west, box.east * 3600 - west);
  for (let by = top; by <= bottom; by += 1)
    for (let bx = left; bx <= right; bx += 1) {
      const columns = Math.min(BLOCK, POINTS - bx * BLOCK);
      const rows = Math.min(BLOCK, POINTS - by * BLOCK);
      const heights = new Float32Array(columns * rows);
      for (let row = 0; row < rows; row += 1)
        for (let column = 0; column < columns; column += 1) {
          const northSeconds = north - by * BLOCK - row;
          const eastSeconds = west + bx * BLOCK + column;
          const above = geoid?.at(northSeconds / 3600, eastSeconds / 3600) ?? 0;
          heights[row * columns + column] = nodeHeight(kind, northSeconds, eastSeconds) - above;
        }
      await band.pixels.writeAsync(bx * BLOCK, by * BLOCK, columns, rows, heights);
    }
  await tile.flushAsync();
  tile.close();
}
