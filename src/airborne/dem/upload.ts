import { lstat, open } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import gdal from 'gdal-async';
import { hasCode } from '../../adapters/files/io-error.js';
import { OperationsError } from '../../domain/failures.js';
import { bytesText } from '../../domain/words.js';
import { RasterReader } from '../envi/raster-reader.js';
import { reason } from './gdal-words.js';

/**
 * The formats in which a DEM may be sent: each a file that holds its heights itself (ENVI and EHdr with their `.hdr` beside it).
 * Formats that name other files, VRT above all, would have the station read them for whoever sent it.
 */
const FORMATS = ['ENVI', 'GTiff', 'AAIGrid', 'EHdr', 'SRTMHGT', 'HFA', 'USGSDEM'] as const;
const LARGEST = 8 * 1024 ** 3;

/** Where a coordinate system names a grid or a file. A plain name is one of PROJ's own; with a folder it may be any file. */
const NAMED_FILES = /(?:grids=|PROJ4_GRIDS",\s*"|PARAMETERFILE\["|\+init=)([^"\s\]]+)/gi;

/** Opens a DEM that somebody sent. Throws OperationsError DEM_INVALID for what is none, in the client's words. */
export async function openUpload(path: string): Promise<gdal.Dataset> {
  if (!isAbsolute(path) || path.startsWith('/vsi')) throw invalid('it has no name of a file');
  const file = await lstat(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) throw invalid('it is not there any more');
    throw error;
  });
  if (!file.isFile()) throw invalid('it is no file');
  if (file.size === 0) throw invalid('it is empty');
  if (file.size > LARGEST)
    throw invalid(`it has ${bytesText(file.size)}; ${bytesText(LARGEST)} are the most`);
  if (await isMarkup(path)) throw invalid('it is XML, which would only refer to other files');
  const raster = await openAny(path);
  try {
    const foreign = raster.getFileList().filter((name) => !isBeside(path, name));
    if (foreign.length > 0) throw invalid('it refers to other files');
    if (raster.srs && namesFiles(raster.srs)) throw invalid('its coordinate system refers to other files');
    await checkLength(path, raster, file.size);
  } catch (error) {
    raster.close();
    throw error;
  }
  return raster;
}

/** What is wrong with an uploaded DEM. `why` completes 'The DEM that was sent cannot be used: …'. */
export function invalid(why: string, cause?: unknown): OperationsError {
  return new OperationsError('DEM_INVALID', `The DEM that was sent cannot be used: ${why}.`, [], { cause });
}

async function isMarkup(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(256);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return /^(\xef\xbb\xbf)?\s*<[?!A-Za-z]/.test(head.toString('latin1', 0, bytesRead));
  } finally {
    await file.close();
  }
}

async function openAny(path: string): Promise<gdal.Dataset> {
  // Sidecars that GDAL would look for (.aux.xml) could name overviews elsewhere.
  gdal.config.set('GDAL_PAM_ENABLED', 'NO');
  const reasons: string[] = [];
  for (const format of FORMATS) {
    try {
      return await gdal.drivers.get(format).openAsync(path, 'r');
    } catch (error) {
      reasons.push(`${format}: ${reason(error)}`);
    }
  }
  throw new OperationsError(
    'DEM_INVALID',
    `The DEM that was sent cannot be used: it is none of ${FORMATS.join(', ')}, or its header is missing. Heights without any header cannot be placed; send the .hdr as well, or a GeoTIFF, which has it inside.`,
    reasons,
  );
}

/** True for the file itself and the headers that its format keeps beside it. */
function isBeside(path: string, name: string): boolean {
  if (name === path) return true;
  const bare = path.replace(/\.[^./]*$/, '');
  return ['.hdr', '.HDR', '.prj', '.PRJ', '.stx', '.STX', '.blw'].some(
    (ending) => name === `${path}${ending}` || name === `${bare}${ending}`,
  );
}

function namesFiles(srs: gdal.SpatialReference): boolean {
  const names = [...`${srs.toWKT()} ${projOf(srs)}`.matchAll(NAMED_FILES)].map((match) => match[1]!);
  return names.some((name) => !/^[\w@.,+-]+$/.test(name));
}

function projOf(srs: gdal.SpatialReference): string {
  try {
    return srs.toProj4();
  } catch {
    // Not everything has a PROJ string; what has none names no grid in it.
    return '';
  }
}

/** Raw formats that are cut short read as zeros without an error: their length must be that of the header. */
async function checkLength(path: string, raster: gdal.Dataset, size: number): Promise<void> {
  const format = raster.driver.description;
  if (format === 'ENVI') {
    try {
      await (await RasterReader.open(path)).close();
    } catch (error) {
      if (error instanceof OperationsError) throw invalid(`${error.message.replace(/\.$/, '')}`, error);
      throw error;
    }
  }
  if (format !== 'EHdr') return;
  const bytes = { Byte: 1, Int16: 2, UInt16: 2, Int32: 4, UInt32: 4, Float32: 4, Float64: 8 };
  const { dataType } = raster.bands.get(1);
  const each = bytes[dataType as keyof typeof bytes] ?? 0;
  const expected = raster.rasterSize.x * raster.rasterSize.y * raster.bands.count() * each;
  if (size < expected) throw invalid(`it has ${size} bytes; its header says ${expected}`);
}
