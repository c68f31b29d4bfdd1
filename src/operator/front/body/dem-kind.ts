import { ENVI_TYPES, parseEnviHeader } from '../../../formats/envi-header.js';
import { FormatError } from '../../../formats/format-error.js';

/** Characters of an ENVI header that comes with a DEM. */
const LONGEST_HEADER = 64 * 1024;
const TIFF = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];

/**
 * What is wrong with an uploaded DEM, by its first bytes, its size and its ENVI header, in a sentence; undefined when it is
 * what it should be. Only rasters that name no other file are taken: a virtual raster could show any file of the station.
 * Whether its heights and its cover will do is looked at when the order is prepared.
 */
export function demProblem(start: Uint8Array, bytes: number, header: string | undefined): string | undefined {
  if (bytes === 0) return 'The DEM is empty.';
  if (header !== undefined) return enviProblem(header, bytes);
  const text = Buffer.from(start).toString('latin1');
  if (TIFF.some((magic) => text.startsWith(magic))) return undefined;
  if (text.startsWith('EHFA_HEADER_TAG')) return undefined;
  if (/^\s*ncols\s+\d+\s/i.test(text)) return undefined;
  if (/^\s*<\w/.test(text) || text.startsWith('ENVI'))
    return 'The DEM is a text, not a raster; choose the raster itself, and its ENVI header below it.';
  return 'The DEM is no GeoTIFF, no Erdas Imagine file and no ESRI ASCII grid; a raw DEM needs its ENVI header (.hdr) with it.';
}

function enviProblem(text: string, bytes: number): string | undefined {
  if (text.length > LONGEST_HEADER) return 'The ENVI header of the DEM is longer than 64 KiB.';
  try {
    const { samples, lines, bands, type, offset } = parseEnviHeader(text);
    const expected = offset + samples * lines * bands * ENVI_TYPES[type].bytes;
    if (bands !== 1) return `The DEM has ${bands} bands; it must have one.`;
    if (bytes === expected) return undefined;
    return `The DEM has ${bytes} bytes; by its header (${samples} × ${lines}) it must have ${expected}.`;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return `The header of the DEM cannot be read: ${error.message}`;
  }
}
