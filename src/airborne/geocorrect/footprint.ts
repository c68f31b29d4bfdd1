import { RADIANS, rangeToHeight, toGeodetic } from './ellipsoid.js';
import type { Directions, ScanFrame } from './rays.js';

/** A box of longitudes (from the meridian that the frames are counted from) and latitudes, radians. */
export interface Box {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** Rays that are steeper aside than this from the direction to the Earth's centre hit nothing, as APL has it. */
export const STEEPEST = Math.cos(80 * RADIANS);

/**
 * Four directions that enclose those of all pixels, in the frame of the aircraft: the corners of the rectangle in which the
 * pixels lie on a plane below it.
 */
export function enclosing(directions: Directions): Directions {
  let [least, most, left, right] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < directions.length; at += 3) {
    const forward = directions[at]! / directions[at + 2]!;
    const aside = directions[at + 1]! / directions[at + 2]!;
    [least, most] = [Math.min(least, forward), Math.max(most, forward)];
    [left, right] = [Math.min(left, aside), Math.max(right, aside)];
  }
  const corners = [least, most].flatMap((forward) => [left, right].map((aside) => [forward, aside] as const));
  return Float64Array.from(
    corners.flatMap(([forward, aside]) => {
      const length = Math.hypot(forward, aside, 1);
      return [forward / length, aside / length, 1 / length];
    }),
  );
}

/**
 * The box in which scans can hit ground that lies at `height` or above, with the places of the aircraft. `corners` are the
 * {@link enclosing} directions. A ray that doesn't reach the height, or only beyond {@link STEEPEST}, counts as far as one
 * that just does.
 */
export function footprint(frames: readonly ScanFrame[], corners: Directions, height: number): Box {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  const place = new Float64Array(3);
  const include = (x: number, y: number, z: number) => {
    toGeodetic(x, y, z, place);
    const [longitude, latitude] = place as unknown as [number, number];
    [west, east] = [Math.min(west, longitude), Math.max(east, longitude)];
    [south, north] = [Math.min(south, latitude), Math.max(north, latitude)];
    return place[2]!;
  };
  for (const { position, matrix } of frames) {
    const [px, py, pz] = position;
    const farthest = Math.max(0, include(px, py, pz) - height) / STEEPEST;
    for (let at = 0; at < corners.length; at += 3) {
      const [forward, right, down] = [corners[at]!, corners[at + 1]!, corners[at + 2]!];
      const dx = matrix[0] * forward + matrix[1] * right + matrix[2] * down;
      const dy = matrix[3] * forward + matrix[4] * right + matrix[5] * down;
      const dz = matrix[6] * forward + matrix[7] * right + matrix[8] * down;
      const range = rangeToHeight(px, py, pz, dx, dy, dz, height);
      const far = range < farthest * 1.5 ? range : farthest * 1.5;
      include(px + far * dx, py + far * dy, pz + far * dz);
    }
  }
  return { west, east, south, north };
}
