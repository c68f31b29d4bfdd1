/*
 * Geodesy of the simulated flights, on its own: the airborne chain is tested against it, and shares no formula with it that
 * could be wrong in both. The ellipsoid is WGS84; angles are in radians unless a name says degrees.
 */

/** Semi-major axis of WGS84, metres. */
export const A = 6_378_137;
const F = 1 / 298.257223563;
const E2 = F * (2 - F);
const B = A * (1 - F);
/** Degrees to radians. */
export const RAD = Math.PI / 180;

/** Coordinates of three axes. */
export type Vector = readonly [number, number, number];

/** Metres that a radian of latitude and one of longitude are at a latitude, on the ellipsoid. */
export function metresPerRadian(latitude: number): { readonly north: number; readonly east: number } {
  const w = 1 - E2 * Math.sin(latitude) ** 2;
  return { north: (A * (1 - E2)) / w ** 1.5, east: (A / Math.sqrt(w)) * Math.cos(latitude) };
}

/** Earth-centred coordinates of a place, metres. */
export function toEarth(latitude: number, longitude: number, height: number): Vector {
  const n = A / Math.sqrt(1 - E2 * Math.sin(latitude) ** 2);
  const ring = (n + height) * Math.cos(latitude);
  return [
    ring * Math.cos(longitude),
    ring * Math.sin(longitude),
    (n * (1 - E2) + height) * Math.sin(latitude),
  ];
}

/** Latitude, longitude and height of earth-centred coordinates, into `out`. Bowring's formula twice: far below a millimetre. */
export function toPlace(x: number, y: number, z: number, out: Float64Array): void {
  const ring = Math.sqrt(x * x + y * y);
  let t = (z / ring) * (1 + ((E2 / (1 - E2)) * B) / Math.sqrt(x * x + y * y + z * z));
  let latitude = 0;
  for (let round = 0; round < 2; round += 1) {
    // `t` is the tangent of the reduced latitude; its cosine and sine without trigonometry.
    const cos = 1 / Math.sqrt(1 + t * t);
    const sin = t * cos;
    const tangent = (z + (E2 / (1 - E2)) * B * sin ** 3) / (ring - E2 * A * cos ** 3);
    latitude = Math.atan(tangent);
    t = (1 - F) * tangent;
  }
  const sin = Math.sin(latitude);
  const cos = Math.cos(latitude);
  out[0] = latitude;
  out[1] = Math.atan2(y, x);
  out[2] = ring * cos + z * sin - A * Math.sqrt(1 - E2 * sin * sin);
}

/** The zone of UTM in which a longitude (degrees) lies. */
export function utmZone(longitude: number): number {
  return Math.min(60, Math.floor((longitude + 180) / 6) + 1);
}

/**
 * Easting and northing in a zone of UTM, metres, into `out`: the series in powers of the distance from the central meridian
 * (J. P. Snyder, Map Projections — A Working Manual, USGS 1987, section 8), good to a millimetre within a zone.
 */
export function toUtm(
  latitude: number,
  longitude: number,
  zone: number,
  south: boolean,
  out: Float64Array,
): void {
  const ep2 = E2 / (1 - E2);
  const sin = Math.sin(latitude);
  const cos = Math.cos(latitude);
  const n = A / Math.sqrt(1 - E2 * sin * sin);
  const t = (sin / cos) ** 2;
  const c = ep2 * cos * cos;
  const a = (longitude - (zone * 6 - 183) * RAD) * cos;
  const arc =
    A *
    ((1 - E2 / 4 - (3 * E2 ** 2) / 64 - (5 * E2 ** 3) / 256 - (175 * E2 ** 4) / 16384) * latitude -
      ((3 * E2) / 8 + (3 * E2 ** 2) / 32 + (45 * E2 ** 3) / 1024 + (105 * E2 ** 4) / 4096) *
        Math.sin(2 * latitude) +
      ((15 * E2 ** 2) / 256 + (45 * E2 ** 3) / 1024 + (525 * E2 ** 4) / 16384) * Math.sin(4 * latitude) -
      ((35 * E2 ** 3) / 3072 + (175 * E2 ** 4) / 12288) * Math.sin(6 * latitude) +
      ((315 * E2 ** 4) / 131072) * Math.sin(8 * latitude));
  const scale = 0.9996;
  out[0] =
    500_000 +
    scale *
      n *
      (a +
        ((1 - t + c) * a ** 3) / 6 +
        ((5 - 18 * t + t * t + 72 * c - 58 * ep2 + 13 * c * c - 64 * c * c * t) * a ** 5) / 120);
  out[1] =
    (south ? 10_000_000 : 0) +
    scale *
      (arc +
        n *
          (sin / cos) *
          ((a * a) / 2 +
            ((5 - t + 9 * c + 4 * c * c) * a ** 4) / 24 +
            ((61 - 58 * t + t * t + 600 * c - 330 * ep2) * a ** 6) / 720));
}
