import type { Relief } from './flight-fixture.js';

/**
 * The ground position of a pixel by the simplest means: step along the ray, look at the height there, halve the step that
 * goes below the ground. It shares nothing with the kernel: directions come of axes that are turned one after the other,
 * heights of an iteration to the ellipsoid.
 */
export function march(
  scan: readonly number[],
  view: number,
  ground: (longitude: number, latitude: number) => number,
  step = 0.5,
): { longitude: number; latitude: number; height: number; range: number } | undefined {
  const [, latitude, longitude, altitude, roll, pitch, heading] = scan.map((value, index) =>
    index === 0 || index === 3 ? value : (value * Math.PI) / 180,
  ) as [number, number, number, number, number, number, number];
  const north: Vector = [
    -Math.sin(latitude) * Math.cos(longitude),
    -Math.sin(latitude) * Math.sin(longitude),
    Math.cos(latitude),
  ];
  const east: Vector = [-Math.sin(longitude), Math.cos(longitude), 0];
  const down = cross(north, east);

  // The axes of the aircraft, turned about themselves in turn.
  let [forward, right, below] = [north, east, down];
  [forward, right] = [turn(forward, below, heading), turn(right, below, heading)];
  [right, below] = [turn(right, forward, roll), turn(below, forward, roll)];
  [forward, below] = [turn(forward, right, pitch), turn(below, right, pitch)];
  const direction = turn(below, forward, (view * Math.PI) / 180);

  const from = geocentric(longitude, latitude, altitude);
  const at = (range: number) =>
    geodetic(from.map((value, axis) => value + range * direction[axis]!) as Vector);
  const above = (range: number) => {
    const place = at(range);
    return place.height - ground(place.longitude, place.latitude);
  };
  for (let range = step; range < 20 * altitude + 10_000; range += step) {
    if (above(range) > 0) continue;
    let [high, low] = [range - step, range];
    for (let halving = 0; halving < 40; halving += 1) {
      const middle = (high + low) / 2;
      if (above(middle) > 0) high = middle;
      else low = middle;
    }
    return { ...at(low), range: low };
  }
  return undefined;
}

/** The ground of a relief: bilinear between the centres of its cells; degrees to metres. */
export function groundOf(made: Relief): (longitude: number, latitude: number) => number {
  return (longitude, latitude) => {
    const turn = 360 * Math.round((made.west - longitude) / 360);
    const x = (longitude + turn - made.west) / made.cell - 0.5;
    const y = (made.north - latitude) / made.cell - 0.5;
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const height = (right: number, down: number) =>
      made.heights[(row + down) * made.columns + column + right]!;
    const upper = height(0, 0) + (height(1, 0) - height(0, 0)) * (x - column);
    const lower = height(0, 1) + (height(1, 1) - height(0, 1)) * (x - column);
    return upper + (lower - upper) * (y - row);
  };
}

/** Metres between two places that are close to each other, heights included. */
export function apart(
  one: { longitude: number; latitude: number; height: number },
  other: { longitude: number; latitude: number; height: number },
): number {
  const point = (place: typeof one) =>
    geocentric((place.longitude * Math.PI) / 180, (place.latitude * Math.PI) / 180, place.height);
  const [a, b] = [point(one), point(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

type Vector = [number, number, number];

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Rodrigues: `vector` turned about the unit vector `axis`. */
function turn(vector: Vector, axis: Vector, angle: number): Vector {
  const across = cross(axis, vector);
  const along = (vector[0] * axis[0] + vector[1] * axis[1] + vector[2] * axis[2]) * (1 - Math.cos(angle));
  return vector.map(
    (value, index) => value * Math.cos(angle) + across[index]! * Math.sin(angle) + axis[index]! * along,
  ) as Vector;
}

const HALF_AXIS = 6378137;
const SQUARE = 0.0066943799901413165;

function geocentric(longitude: number, latitude: number, height: number): Vector {
  const normal = HALF_AXIS / Math.sqrt(1 - SQUARE * Math.sin(latitude) ** 2);
  return [
    (normal + height) * Math.cos(latitude) * Math.cos(longitude),
    (normal + height) * Math.cos(latitude) * Math.sin(longitude),
    (normal * (1 - SQUARE) + height) * Math.sin(latitude),
  ];
}

function geodetic([x, y, z]: Vector): { longitude: number; latitude: number; height: number } {
  const across = Math.hypot(x, y);
  let latitude = Math.atan2(z, across * (1 - SQUARE));
  let height = 0;
  for (let round = 0; round < 8; round += 1) {
    const normal = HALF_AXIS / Math.sqrt(1 - SQUARE * Math.sin(latitude) ** 2);
    height = across * Math.cos(latitude) + z * Math.sin(latitude) - HALF_AXIS ** 2 / normal;
    latitude = Math.atan2(z, across * (1 - (SQUARE * normal) / (normal + height)));
  }
  return { longitude: (Math.atan2(y, x) * 180) / Math.PI, latitude: (latitude * 180) / Math.PI, height };
}
