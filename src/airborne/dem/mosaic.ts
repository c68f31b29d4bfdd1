import { access, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import gdal from 'gdal-async';
import { OperationsError } from '../../domain/failures.js';
import { counted } from '../../domain/words.js';
import { isApart, isWithin, type Box } from './box.js';
import { boxText, missingOf, missingText, outline } from './cover.js';
import { reason } from './gdal-words.js';
import { checkElevations, UnusableRaster } from './window.js';

/** A mosaic of elevations, open; `close` lets go of it. */
export interface Mosaic {
  readonly raster: gdal.Dataset;
  close(): void;
}

/** The names that tiles of a folder have. */
export const TILE = /\.(tif|tiff|hgt|img|bil|dem|asc|dt[012]|vrt)$/i;
/** The corner of a tile of a degree, as SRTM, ASTER and Copernicus name it: `N50W005`, `N50_00_W005`. */
const CORNER = /([NS])(\d{2})(_00_|_)?([EW])(\d{3})/i;

/**
 * Opens a mosaic (a VRT, a raster, a folder of tiles) for a box. Throws OperationsError DEM_SOURCE when it cannot be read, does
 * not cover the box, or a tile that the box needs is not there: GDAL would read zeros for it, or fail half-way.
 */
export async function openMosaic(path: string, box: Box): Promise<Mosaic> {
  const kind = await stat(path).catch((error: unknown) => {
    throw new OperationsError('DEM_SOURCE', `The mosaic of elevations ${path} cannot be read.`, [], {
      cause: error,
    });
  });
  const raster = kind.isDirectory() ? await openFolder(path, box) : await openRaster(path);
  try {
    checkElevations(raster);
    const missing = missingOf(raster, box);
    if (missing !== null)
      throw new OperationsError(
        'DEM_SOURCE',
        `The mosaic of elevations ${path} does not cover the flight (${boxText(box)}): ${missingText(missing)} is missing.`,
      );
    if (!kind.isDirectory() && raster.driver.description === 'VRT') await checkTiles(path, raster, box);
  } catch (error) {
    raster.close();
    if (error instanceof UnusableRaster)
      throw new OperationsError('DEM_SOURCE', `${path} is no mosaic of elevations: ${error.message}.`, [], {
        cause: error,
      });
    throw error;
  }
  return { raster, close: () => raster.close() };
}

async function openRaster(path: string): Promise<gdal.Dataset> {
  try {
    return await gdal.openAsync(path, 'r');
  } catch (error) {
    throw new OperationsError(
      'DEM_SOURCE',
      `The mosaic of elevations ${path} cannot be opened.`,
      [reason(error)],
      { cause: error },
    );
  }
}

/** Puts the tiles of a folder that touch the box together. */
async function openFolder(folder: string, box: Box): Promise<gdal.Dataset> {
  const names = (await readdir(folder)).filter((name) => TILE.test(name)).sort();
  const pattern = names.find((name) => CORNER.test(name));
  const missing = pattern === undefined ? [] : tilesOf(box, pattern).filter((name) => !hasName(names, name));
  if (missing.length > 0) throw missingTiles(folder, missing);
  const wanted =
    pattern === undefined ? names : names.filter((name) => !CORNER.test(name) || touches(name, box));
  const tiles: { readonly file: string; readonly box: Box }[] = [];
  for (const name of wanted) {
    const tile = await openRaster(join(folder, name));
    try {
      const own = tile.srs && tile.geoTransform ? outline(tile) : null;
      if (own && !isApart(own, box)) tiles.push({ file: join(folder, name), box: own });
    } finally {
      tile.close();
    }
  }
  const gap = gapOf(
    tiles.map((tile) => tile.box),
    box,
  );
  if (gap !== null)
    throw new OperationsError(
      'DEM_SOURCE',
      `No tile of ${folder} holds ${gap}, which the flight (${boxText(box)}) needs.`,
    );
  // What no tile holds is a hole and not the height 0. Without a name the VRT is no file, and gone when it is closed.
  return gdal.buildVRTAsync(
    '',
    tiles.map((tile) => tile.file),
    ['-vrtnodata', '-32768'],
  );
}

const LATTICE = 64;

/** A place of the box that is in no tile; null when they hold all of it, as a lattice sees it. */
function gapOf(tiles: readonly Box[], box: Box): string | null {
  for (let y = 0; y <= LATTICE; y += 1)
    for (let x = 0; x <= LATTICE; x += 1) {
      const latitude = box.north - ((box.north - box.south) * y) / LATTICE;
      const longitude = box.west + ((box.east - box.west) * x) / LATTICE;
      const held = tiles.some((tile) => isWithin(tile, latitude, longitude));
      if (!held) return `${latitude.toFixed(3)}, ${longitude.toFixed(3)}`;
    }
  return null;
}

function missingTiles(place: string, names: readonly string[]): OperationsError {
  return new OperationsError(
    'DEM_SOURCE',
    `${place} lacks ${counted(names.length, 'tile')} that the flight needs: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}.`,
    names,
  );
}

/** The names of the tiles of a degree that a box touches, after the pattern of one that is there. */
function tilesOf(box: Box, pattern: string): string[] {
  const [, , , between = ''] = CORNER.exec(pattern)!;
  const names: string[] = [];
  for (let south = Math.floor(box.south); south < box.north; south += 1)
    for (let west = Math.floor(box.west); west < box.east; west += 1) {
      const turned = ((((west + 180) % 360) + 360) % 360) - 180;
      const [ns, ew] = [south < 0 ? 'S' : 'N', turned < 0 ? 'W' : 'E'];
      const digits = (value: number, count: number) => String(Math.abs(value)).padStart(count, '0');
      names.push(pattern.replace(CORNER, `${ns}${digits(south, 2)}${between}${ew}${digits(turned, 3)}`));
    }
  return names;
}

function hasName(names: readonly string[], name: string): boolean {
  return names.some((there) => there.toLowerCase() === name.toLowerCase());
}

function touches(name: string, box: Box): boolean {
  return hasName(tilesOf(box, name), name);
}

interface VrtSource {
  readonly SourceFilename: string | { readonly '#text': string; readonly '@relativeToVRT'?: string };
  readonly DstRect?: Readonly<Record<'@xOff' | '@yOff' | '@xSize' | '@ySize', string>>;
}

/** Looks whether the files of a VRT that the box needs are there. */
async function checkTiles(path: string, raster: gdal.Dataset, box: Box): Promise<void> {
  const text = await readFile(path, 'utf8');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    isArray: (name) => /^(VRTRasterBand|\w+Source)$/.test(name),
  });
  const document = parser.parse(text) as {
    VRTDataset?: { VRTRasterBand?: readonly Readonly<Record<string, unknown>>[] };
  };
  const sources = (document.VRTDataset?.VRTRasterBand ?? []).flatMap((band) =>
    Object.entries(band).flatMap(([key, value]) => (/^\w+Source$/.test(key) ? (value as VrtSource[]) : [])),
  );
  const [left, dx, , top, , dy] = raster.geoTransform as [number, number, number, number, number, number];
  const missing: string[] = [];
  for (const { SourceFilename: file, DstRect: place } of sources) {
    const named = typeof file === 'string' ? { '#text': file } : file;
    if (named === undefined || (place !== undefined && apart(place))) continue;
    const relative = '@relativeToVRT' in named && named['@relativeToVRT'] === '1';
    const name = named['#text'];
    const tile = relative && !isAbsolute(name) ? join(dirname(path), name) : name;
    // Names such as /vsizip/… or HDF4_EOS:… are GDAL's own; whether they are there, only GDAL can say.
    if (tile.startsWith('/vsi') || /^\w{3,}:/.test(tile)) continue;
    await access(tile).catch(() => missing.push(tile));
  }
  if (missing.length > 0) throw missingTiles(path, missing);

  function apart(rect: NonNullable<VrtSource['DstRect']>): boolean {
    // In another coordinate system every tile counts: which of them the box needs would be a guess.
    if (!raster.srs?.isGeographic()) return false;
    const [x, y] = [Number(rect['@xOff']), Number(rect['@yOff'])];
    const [width, height] = [Number(rect['@xSize']), Number(rect['@ySize'])];
    return (
      left + x * dx >= box.east ||
      left + (x + width) * dx <= box.west ||
      top + y * dy <= box.south ||
      top + (y + height) * dy >= box.north
    );
  }
}
