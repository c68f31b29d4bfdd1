import { RADIANS, rangeToHeight, toGeodetic } from './ellipsoid.js';
import { BELOW, firstHit, type Terrain } from './first-hit.js';
import { STEEPEST } from './footprint.js';
import type { Directions, ScanFrame } from './rays.js';
import { NOTHING } from '../igm.js';
import { MARGIN } from './terrain.js';

/** How the rays of a line ended. */
export interface Tally {
  hit: number;
  /** More than 80 degrees from the direction to the Earth's centre. */
  steep: number;
  /** The aircraft was below the ground. */
  below: number;
  /** Left the elevations. */
  outside: number;
}

const place = new Float64Array(3);

/**
 * Writes the longitudes, latitudes and heights (three rows, degrees and metres) of the pixels of a scan to `into` from `at`.
 * Without terrain the ellipsoid is hit. The frame's longitude is counted from `meridian`, degrees.
 */
export function traceScan(
  frame: ScanFrame,
  directions: Directions,
  terrain: Terrain | null,
  meridian: number,
  into: Float64Array,
  at: number,
  tally: Tally,
): void {
  const [px, py, pz] = frame.position;
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = frame.matrix;
  const steepest = -STEEPEST * Math.hypot(px, py, pz);
  const samples = directions.length / 3;
  for (let pixel = 0; pixel < samples; pixel += 1) {
    const forward = directions[3 * pixel]!;
    const right = directions[3 * pixel + 1]!;
    const down = directions[3 * pixel + 2]!;
    const dx = m0 * forward + m1 * right + m2 * down;
    const dy = m3 * forward + m4 * right + m5 * down;
    const dz = m6 * forward + m7 * right + m8 * down;
    let range = Number.NaN;
    if (px * dx + py * dy + pz * dz > steepest) tally.steep += 1;
    else if (terrain === null) {
      range = rangeToHeight(px, py, pz, dx, dy, dz, 0) || BELOW;
      if (range === BELOW) tally.below += 1;
    } else {
      const from = rangeToHeight(px, py, pz, dx, dy, dz, terrain.highest + MARGIN);
      const to = rangeToHeight(px, py, pz, dx, dy, dz, terrain.lowest - MARGIN);
      range = to > from ? firstHit(terrain, px, py, pz, dx, dy, dz, from, to) : BELOW;
      if (range === BELOW) tally.below += 1;
      else if (!(range >= 0)) tally.outside += 1;
    }
    const longitudeAt = at + pixel;
    if (!(range >= 0)) {
      into[longitudeAt] = NOTHING;
      into[longitudeAt + samples] = NOTHING;
      into[longitudeAt + 2 * samples] = NOTHING;
      continue;
    }
    toGeodetic(px + range * dx, py + range * dy, pz + range * dz, place);
    let longitude = place[0]! / RADIANS + meridian;
    if (longitude < -180 || longitude >= 180) longitude -= 360 * Math.floor((longitude + 180) / 360);
    into[longitudeAt] = longitude;
    into[longitudeAt + samples] = place[1]! / RADIANS;
    into[longitudeAt + 2 * samples] = place[2]!;
    tally.hit += 1;
  }
}
