import type { GeoBounds } from '../../domain/scops/order.js';
import { RasterReader } from '../envi/raster-reader.js';
import { checkNavigation, eachScan } from '../navigation.js';

/** What a navigation file says of a line: where the aircraft was (degrees), and how high (metres above the ellipsoid). */
export interface Track {
  readonly bounds: GeoBounds;
  readonly altitude: { readonly min: number; readonly max: number };
}

/**
 * Reads a `_nav_post_processed.bil` of a level-1 file with so many lines: float64, one sample, seven bands a scan. Throws OperationsError
 * RASTER_INVALID when it is not one, or has places that are none.
 */
export async function readTrack(path: string, scans: number, level1: string): Promise<Track> {
  const reader = await RasterReader.open(path);
  try {
    checkNavigation(reader, { scans, of: level1 });
    const latitude = new Extent();
    const altitude = new Extent();
    // From the first longitude on, so that a flight over the date line is one piece.
    const east = new Extent();
    let first: number | undefined;
    await eachScan(reader, (scan) => {
      first ??= scan.longitude;
      latitude.add(scan.latitude);
      altitude.add(scan.altitude);
      east.add(wrap(scan.longitude - first));
    });
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
