import { OperationsError } from '../../domain/failures.js';
import type { GeoBounds } from '../../domain/scops/order.js';
import { RasterReader } from '../envi/raster-reader.js';
import { checkNavigation } from '../navigation.js';

/** What a navigation file says of a line: where the aircraft was (degrees), and how high (metres above the ellipsoid). */
export interface Track {
  readonly bounds: GeoBounds;
  readonly altitude: { readonly min: number; readonly max: number };
}

/** Bands of a navigation file, from 0. */
const LATITUDE = 1;
const LONGITUDE = 2;
const ALTITUDE = 3;
/** Lines read at a time. */
const BLOCK = 16_384;

/**
 * Reads a `_nav_post_processed.bil` of a level-1 file with so many lines: float64, one sample, seven bands a scan. Throws OperationsError
 * RASTER_INVALID when it is not one, or has places that are none.
 */
export async function readTrack(path: string, scans: number, level1: string): Promise<Track> {
  const reader = await RasterReader.open(path);
  try {
    checkNavigation(reader, scans, level1);
    const { lines } = reader.header;
    const latitude = new Extent();
    const altitude = new Extent();
    // From the first longitude on, so that a flight over the date line is one piece.
    const east = new Extent();
    let first: number | undefined;
    for (let line = 0; line < lines; line += BLOCK) {
      const count = Math.min(BLOCK, lines - line);
      const block = await reader.read(line, count, [LATITUDE, LONGITUDE, ALTITUDE]);
      for (let at = 0; at < count; at += 1) {
        const [lat, lon, height] = [block[at * 3]!, block[at * 3 + 1]!, block[at * 3 + 2]!];
        if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 360 && Math.abs(height) < 100_000))
          throw new OperationsError(
            'RASTER_INVALID',
            `${path} has no place of the aircraft at scan ${line + at + 1}.`,
          );
        first ??= lon;
        latitude.add(lat);
        altitude.add(height);
        east.add(wrap(lon - first));
      }
    }
    return {
      bounds: {
        north: latitude.max,
        south: latitude.min,
        east: wrap(first! + east.max),
        west: wrap(first! + east.min),
      },
      altitude: { min: altitude.min, max: altitude.max },
    };
  } finally {
    await reader.close();
  }
}

/** The box that a sensor sees from a track: wider on every side by what half its field of view reaches. */
export function seenFrom({ bounds, altitude }: Track, fieldOfView: number): GeoBounds {
  const reach = (Math.max(0, altitude.max) * Math.tan(Math.min(1.4, fieldOfView / 2))) / 111_320;
  const around = reach / Math.max(0.01, Math.cos(((bounds.north + bounds.south) / 2) * (Math.PI / 180)));
  return {
    north: Math.min(90, bounds.north + reach),
    south: Math.max(-90, bounds.south - reach),
    east: wrap(bounds.east + around),
    west: wrap(bounds.west - around),
  };
}

class Extent {
  min = Infinity;
  max = -Infinity;

  add(value: number): void {
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }
}

function wrap(degrees: number): number {
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
}
