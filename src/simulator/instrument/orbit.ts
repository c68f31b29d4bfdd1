/** Cartesian coordinates. */
export type Vector = readonly [number, number, number];

/** Position (m) and velocity (m/s) in the inertial frame of J2000. */
export interface OrbitState {
  readonly position: Vector;
  readonly velocity: Vector;
}

/** A place on the sphere, degrees; longitude from -180 to 180. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const RADIANS = Math.PI / 180;
const EARTH_RADIUS = 6_378_137;
const J2000_MS = Date.UTC(2000, 0, 1, 12);
const DAY_MS = 86_400_000;

/** Terra's orbit: 705 km, 98.2 degrees, 98.88 minutes, descending at 10:30 local time (NASA's Terra fact sheet). */
const ALTITUDE = 705_000;
const INCLINATION = 98.2 * RADIANS;
const PERIOD_MS = 98.88 * 60_000;
const LOCAL_TIME_OF_ASCENDING_NODE = 22.5;

/** Where the satellite is, and how it moves, at an instant in epoch milliseconds. The orbit is a circle. */
export function orbitAt(ms: number): OrbitState {
  const days = (ms - J2000_MS) / DAY_MS;
  const meanSun = 280.46 + 0.9856474 * days;
  const node = (meanSun + (LOCAL_TIME_OF_ASCENDING_NODE - 12) * 15) * RADIANS;
  const along = (2 * Math.PI * (((ms % PERIOD_MS) + PERIOD_MS) % PERIOD_MS)) / PERIOD_MS;
  const radius = EARTH_RADIUS + ALTITUDE;
  const speed = (2 * Math.PI * radius) / (PERIOD_MS / 1000);
  return { position: inPlane(node, along, radius), velocity: inPlane(node, along + Math.PI / 2, speed) };
}

function inPlane(node: number, angle: number, length: number): Vector {
  const [x, y] = [Math.cos(angle) * length, Math.sin(angle) * length];
  return [
    Math.cos(node) * x - Math.sin(node) * Math.cos(INCLINATION) * y,
    Math.sin(node) * x + Math.cos(node) * Math.cos(INCLINATION) * y,
    Math.sin(INCLINATION) * y,
  ];
}

/**
 * The place seen `along` metres ahead of and `cross` metres to the right of the point below the satellite, at an
 * instant in epoch milliseconds. The Earth is a sphere.
 */
export function placeSeen({ position, velocity }: OrbitState, ms: number, along = 0, cross = 0): Place {
  const up = unit(position);
  const ahead = unit(velocity);
  const right = crossProduct(ahead, up);
  const seen = unit([0, 1, 2].map((axis) => sum(up, ahead, right, axis, along, cross)) as unknown as Vector);
  const sidereal = 280.46061837 + 360.98564736629 * ((ms - J2000_MS) / DAY_MS);
  const longitude = Math.atan2(seen[1], seen[0]) / RADIANS - sidereal;
  return {
    latitude: Math.asin(Math.max(-1, Math.min(1, seen[2]))) / RADIANS,
    longitude: ((((longitude + 180) % 360) + 360) % 360) - 180,
  };
}

/** Cosine of the angle between the sun and the zenith of a place; negative by night. */
export function sunHeight({ latitude, longitude }: Place, ms: number): number {
  const days = (ms - J2000_MS) / DAY_MS;
  const declination = Math.asin(0.39779 * Math.sin((280.46 + 0.9856474 * days) * RADIANS));
  const hour = ((((ms % DAY_MS) / DAY_MS) * 360 + longitude - 180) % 360) * RADIANS;
  const north = latitude * RADIANS;
  return Math.sin(north) * Math.sin(declination) + Math.cos(north) * Math.cos(declination) * Math.cos(hour);
}

function sum(up: Vector, ahead: Vector, right: Vector, axis: number, along: number, cross: number): number {
  return up[axis]! + (ahead[axis]! * along) / EARTH_RADIUS + (right[axis]! * cross) / EARTH_RADIUS;
}

function unit(vector: Vector): Vector {
  const length = Math.hypot(...vector);
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}

function crossProduct(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
