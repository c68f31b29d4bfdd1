/** WGS 84: half axes in metres, and squares of the eccentricities (NIMA TR8350.2). */
export const A = 6_378_137;
const F = 1 / 298.257223563;
export const B = A * (1 - F);
export const E2 = F * (2 - F);
const EP2 = E2 / (1 - E2);

/** Radians of a degree. */
export const RADIANS = Math.PI / 180;

/** Metres, geocentric: x towards the meridian that longitudes are counted from, z north. */
export type Point = readonly [x: number, y: number, z: number];

/** A geodetic position (radians, metres) as a geocentric point. */
export function toGeocentric(longitude: number, latitude: number, height: number): Point {
  const sin = Math.sin(latitude);
  const normal = A / Math.sqrt(1 - E2 * sin * sin);
  const across = (normal + height) * Math.cos(latitude);
  return [across * Math.cos(longitude), across * Math.sin(longitude), (normal * (1 - E2) + height) * sin];
}

/**
 * A geocentric point as longitude, latitude (radians) and height, in `into`. Bowring's formula (1976, with the first guess of
 * 1985), whose error below 50 km of height is less than two micrometres.
 */
export function toGeodetic(x: number, y: number, z: number, into: Float64Array): void {
  const across = Math.sqrt(x * x + y * y);
  const radius = Math.sqrt(across * across + z * z);
  const tanU = ((B * z) / (A * across)) * (1 + (EP2 * B) / radius);
  const cosU = 1 / Math.sqrt(1 + tanU * tanU);
  const sinU = tanU * cosU;
  const tan = (z + EP2 * B * sinU * sinU * sinU) / (across - E2 * A * cosU * cosU * cosU);
  const cos = 1 / Math.sqrt(1 + tan * tan);
  const sin = tan * cos;
  into[0] = Math.atan2(y, x);
  into[1] = Math.atan(tan);
  into[2] = across * cos + z * sin - A * Math.sqrt(1 - E2 * sin * sin);
}

/**
 * How far along a ray a height is reached, metres: where it first meets the ellipsoid whose half axes are longer by `height`.
 * That is the surface of this height but for millimetres a kilometre. 0 when the ray begins below it, NaN when it passes by.
 */
export function rangeToHeight(
  px: number,
  py: number,
  pz: number,
  dx: number,
  dy: number,
  dz: number,
  height: number,
): number {
  const equator = 1 / (A + height) ** 2;
  const pole = 1 / (B + height) ** 2;
  const c = (px * px + py * py) * equator + pz * pz * pole - 1;
  if (c <= 0) return 0;
  const a = (dx * dx + dy * dy) * equator + dz * dz * pole;
  const b = (px * dx + py * dy) * equator + pz * dz * pole;
  return b < 0 ? c / (Math.sqrt(b * b - a * c) - b) : Number.NaN;
}
