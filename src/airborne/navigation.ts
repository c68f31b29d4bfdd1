import { OperationsError } from '../domain/failures.js';
import type { RasterReader } from './envi/raster-reader.js';

/** What the bands of a navigation file are, in their order, and between which values they can be. Degrees and metres. */
const BANDS = [
  { name: 'time', least: -Infinity, most: Infinity },
  { name: 'latitude', least: -90, most: 90 },
  { name: 'longitude', least: -180, most: 360 },
  { name: 'altitude', least: -1000, most: 50_000 },
  { name: 'roll', least: -90, most: 90 },
  { name: 'pitch', least: -90, most: 90 },
  { name: 'heading', least: -360, most: 360 },
] as const;

/** Scans read at a time. */
const BLOCK = 8192;

/** Where the sensor was, and how it lay, at one scan. Degrees; metres above the ellipsoid. */
export interface Scan {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number;
  readonly roll: number;
  readonly pitch: number;
  readonly heading: number;
}

/**
 * Refuses what isn't a navigation file (float64, 1 sample, 7 bands), and where it is known one without `scans` scans; `of` is
 * the file that has as many lines. Throws OperationsError RASTER_INVALID.
 */
export function checkNavigation(
  reader: RasterReader,
  expected?: { readonly scans: number; readonly of: string },
): void {
  const { samples, bands, lines, type } = reader.header;
  if (samples !== 1 || bands !== BANDS.length || type !== 5)
    throw new OperationsError(
      'RASTER_INVALID',
      `${reader.path} has ${samples} samples, ${bands} bands and data type ${type}; a navigation file has 1 sample, 7 bands and data type 5 (float64).`,
    );
  if (expected && lines !== expected.scans)
    throw new OperationsError(
      'RASTER_INVALID',
      `${reader.path} has ${lines} scans, and ${expected.of} has ${expected.scans} lines; they must be as many.`,
    );
}

/** Every scan of a navigation file, in order. Throws as `readScans` does. */
export async function eachScan(reader: RasterReader, take: (scan: Scan) => void): Promise<void> {
  const { lines } = reader.header;
  for (let first = 0; first < lines; first += BLOCK)
    for (const scan of await readScans(reader, first, Math.min(BLOCK, lines - first))) take(scan);
}

/**
 * Scans `first` … `first + count - 1` of a navigation file, from 0. Throws OperationsError RASTER_INVALID that names the
 * first scan with a value that can't be.
 */
export async function readScans(reader: RasterReader, first: number, count: number): Promise<Scan[]> {
  const values = await reader.read(first, count);
  const scans: Scan[] = [];
  for (let scan = 0; scan < count; scan += 1) {
    const at = scan * BANDS.length;
    BANDS.forEach(({ name, least, most }, band) => {
      const value = values[at + band]!;
      if (!Number.isFinite(value) || value < least || value > most)
        throw new OperationsError(
          'RASTER_INVALID',
          `${reader.path} has the ${name} ${value} at scan ${first + scan} (counted from 0), which cannot be.`,
        );
    });
    scans.push({
      latitude: values[at + 1]!,
      longitude: values[at + 2]!,
      altitude: values[at + 3]!,
      roll: values[at + 4]!,
      pitch: values[at + 5]!,
      heading: values[at + 6]!,
    });
  }
  return scans;
}
