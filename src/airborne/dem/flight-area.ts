import { OperationsError } from '../../domain/failures.js';
import { RasterReader } from '../envi/raster-reader.js';
import { checkNavigation, eachScan, type Scan } from '../navigation.js';
import type { Box } from './box.js';

/** What the navigation and the view vectors of a flight say about the ground it saw. Degrees; metres above the ellipsoid. */
export interface FlightExtent {
  readonly latitude: Range;
  readonly longitude: Range;
  readonly altitude: Range;
  readonly roll: Range;
  /** The widest angle off the vertical at which a pixel looks from a level aircraft. */
  readonly view: number;
}

/** Lowest and highest. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Degrees around the swath: SCOPS's buffer for the geocorrection, and its rim. */
export const BUFFER = 0.05 + 0.03;

const RAD = Math.PI / 180;
/** Steeper than that a ray may never meet the ground. */
const STEEPEST = 80;

/**
 * Reads the navigation files (float64: time, latitude, longitude, altitude, roll, pitch, heading of every scan) and view vectors
 * (rotations about x, y, z of every pixel) of a flight. Across the date line longitudes go on above 180. Throws OperationsError
 * RASTER_INVALID for files that are none of that.
 */
export async function flightExtent(
  navigation: readonly string[],
  viewVectors: readonly string[],
): Promise<FlightExtent> {
  if (navigation.length === 0 || viewVectors.length === 0)
    throw new OperationsError('RASTER_INVALID', 'The delivery has no navigation or no view vectors.');
  const range = () => ({ min: Infinity, max: -Infinity });
  const [latitude, longitude, altitude, roll] = [range(), range(), range(), range()];
  // Of longitudes also as they are when those west of Greenwich count on from 180.
  const onward = range();
  for (const file of navigation)
    await eachScanOf(file, (scan) => {
      widen(latitude, scan.latitude);
      widen(longitude, scan.longitude);
      widen(altitude, scan.altitude);
      widen(roll, scan.roll);
      widen(onward, (scan.longitude + 360) % 360);
    });
  let view = 0;
  for (const file of viewVectors) view = Math.max(view, await widestView(file));
  return {
    latitude,
    longitude: longitude.max - longitude.min > 180 ? onward : longitude,
    altitude,
    roll,
    view,
  };
}

function widen(range: { min: number; max: number }, value: number): void {
  if (value < range.min) range.min = value;
  if (value > range.max) range.max = value;
}

async function eachScanOf(file: string, take: (scan: Scan) => void): Promise<void> {
  const reader = await RasterReader.open(file);
  try {
    checkNavigation(reader);
    await eachScan(reader, take);
  } finally {
    await reader.close();
  }
}

async function widestView(file: string): Promise<number> {
  const reader = await RasterReader.open(file);
  try {
    const { samples, bands } = reader.header;
    if (bands !== 3)
      throw new OperationsError('RASTER_INVALID', `${file} has ${bands} bands; view vectors have 3.`);
    const rotations = await reader.read(0, 1);
    let level = 1;
    for (let sample = 0; sample < samples; sample += 1)
      level = Math.min(
        level,
        Math.cos(rotations[sample]! * RAD) * Math.cos(rotations[samples + sample]! * RAD),
      );
    const view = Math.acos(level) / RAD;
    if (!(view < STEEPEST))
      throw new OperationsError('RASTER_INVALID', `${file} has a pixel that looks ${view} degrees off.`);
    return view;
  } finally {
    await reader.close();
  }
}

/**
 * The ground that the flight can have seen: the navigation's box, wider on every side by
 * `altitude · (tan(|highest roll| + view) + tan(|lowest roll| + view))`, which is both edges of the swath. The elevations of an
 * order have `buffer` degrees more on every side. Throws OperationsError RASTER_INVALID when the aircraft flew on its side.
 */
export function areaOf(extent: FlightExtent, buffer: number): Box {
  const reach = [extent.roll.max, extent.roll.min].map((roll) => {
    const angle = Math.abs(roll) + extent.view;
    if (angle >= STEEPEST)
      throw new OperationsError(
        'RASTER_INVALID',
        `The navigation has a roll of ${roll.toFixed(1)} degrees, with which the sensor looks at the horizon.`,
      );
    return Math.max(0, extent.altitude.max) * Math.tan(angle * RAD);
  });
  const metres = reach[0]! + reach[1]!;
  const middle = (extent.latitude.min + extent.latitude.max) / 2;
  const degrees = degreesOf(metres, middle);
  return {
    north: Math.min(90, extent.latitude.max + degrees.latitude + buffer),
    south: Math.max(-90, extent.latitude.min - degrees.latitude - buffer),
    east: extent.longitude.max + degrees.longitude + buffer,
    west: extent.longitude.min - degrees.longitude - buffer,
  };
}

/** Metres as degrees, at a latitude on WGS84: by the radii of curvature along the meridian and across it. */
export function degreesOf(
  metres: number,
  latitude: number,
): { readonly latitude: number; readonly longitude: number } {
  const a = 6_378_137;
  const b = a * (1 - 1 / 298.257223563);
  const cos = Math.cos(latitude * RAD);
  const squared = (a * cos) ** 2 + (b * Math.sin(latitude * RAD)) ** 2;
  const meridian = (a * b) ** 2 / squared ** 1.5;
  const across = a ** 2 / Math.sqrt(squared);
  return { latitude: metres / (RAD * meridian), longitude: metres / (RAD * cos * across) };
}
