import { transverseMercator } from './transverse-mercator.js';

const RADIANS = Math.PI / 180;
const projection = transverseMercator(6_378_137, 1 / 298.257223563, 0.9996);

/** How far from the central meridian of its zone a place may be: beyond, the zone cannot have been meant. */
export const WIDEST_UTM = 30;

/**
 * UTM on WGS 84 of a place in degrees: easting to `into[at]`, northing to `into[at + step]`, metres. Returns how many degrees
 * it lies from the central meridian; beyond {@link WIDEST_UTM} nothing is written.
 */
export function toUtm(
  longitude: number,
  latitude: number,
  zone: number,
  hemisphere: 'N' | 'S',
  into: Float64Array,
  at: number,
  step: number,
): number {
  const turned = longitude - (zone * 6 - 183);
  const from = turned - 360 * Math.round(turned / 360);
  if (Math.abs(from) > WIDEST_UTM) return from;
  projection.project(from * RADIANS, latitude * RADIANS, into, at, step);
  into[at]! += 500_000;
  if (hemisphere === 'S') into[at + step]! += 10_000_000;
  return from;
}
