import type { SensorLetter } from '../../domain/scops/delivery.js';

/*
 * What the ground looks like: a mixture of vegetation, soil and water whose shares vary smoothly with the position in UTM, so
 * that a level-1 value tells the place that was seen, and the indices of vegetation, buildings and water make sense.
 *
 *   vegetation share  v(E, N) = (1 + sin(2π E/600) · sin(2π N/500)) / 2
 *   water share       w(E, N) = max(0, sin(2π (E+N)/1700))² / 2
 *   reflectance       ρ(λ, E, N) = (1 − w) · (v · vegetation(λ) + (1 − v) · soil(λ)) + w · water(λ)
 *   level 1           500 + 9000 · ρ, to the nearest whole number
 *
 * A value is never 0 and never above 6000, unless the pixel is flagged in the mask.
 */

const TURN = 2 * Math.PI;

/** Shares of the ground at a position of UTM, metres: `dry` vegetation is `(1 − w) · v`. */
export function sharesAt(
  easting: number,
  northing: number,
): { readonly vegetation: number; readonly water: number } {
  const v = (1 + Math.sin((TURN * easting) / 600) * Math.sin((TURN * northing) / 500)) / 2;
  const w = Math.max(0, Math.sin((TURN * (easting + northing)) / 1700)) ** 2 / 2;
  return { vegetation: (1 - w) * v, water: w };
}

/** Level-1 value = `soil + vegetation · (share of vegetation) + water · (share of water)`, of a wavelength in nanometres. */
export function mixtureOf(wavelength: number): {
  readonly soil: number;
  readonly vegetation: number;
  readonly water: number;
} {
  const soil = 500 + 9000 * soilAt(wavelength);
  return {
    soil,
    vegetation: 9000 * (vegetationAt(wavelength) - soilAt(wavelength)),
    water: 9000 * (waterAt(wavelength) - soilAt(wavelength)),
  };
}

/** The level-1 value, not rounded, that a wavelength (nanometres) has at a position of UTM (metres). */
export function truthAt(wavelength: number, easting: number, northing: number): number {
  const mixture = mixtureOf(wavelength);
  const shares = sharesAt(easting, northing);
  return mixture.soil + mixture.vegetation * shares.vegetation + mixture.water * shares.water;
}

const step = (nm: number, at: number, width: number) => 1 / (1 + Math.exp(-(nm - at) / width));
const bump = (nm: number, at: number, width: number) => Math.exp(-(((nm - at) / width) ** 2));

/** Green at 550 nm, dark at 670, bright from 740, darker again where leaves hold water. */
function vegetationAt(nm: number): number {
  const leaf = 0.04 + 0.06 * bump(nm, 550, 40) + 0.4 * step(nm, 715, 12);
  return leaf * (1 - 0.45 * step(nm, 1400, 60)) * (1 - 0.4 * step(nm, 1900, 60));
}

function soilAt(nm: number): number {
  return 0.06 + 0.28 * (1 - Math.exp(-Math.max(0, nm - 350) / 700));
}

function waterAt(nm: number): number {
  return 0.01 + 0.08 * Math.exp(-Math.max(0, nm - 400) / 200);
}

const RANGES = { f: [380, 2500], e: [400, 1000], h: [970, 2500], o: [7600, 12500] } as const;
/** Nanometres that indices ask for. */
const WANTED = [670, 800, 860, 1240, 1640];

/** The wavelengths of a sensor's bands, nanometres: even over its range, but where an index looks there is a band. */
export function wavelengthsOf(sensor: SensorLetter, bands: number): number[] {
  const [from, to] = RANGES[sensor];
  const even = Array.from({ length: bands }, (_, band) =>
    bands === 1 ? (from + to) / 2 : from + ((to - from) * band) / (bands - 1),
  );
  const moved = new Map<number, number>();
  for (const nm of WANTED.filter((nm) => nm > from && nm < to)) {
    const free = even.map((_, band) => band).filter((band) => !moved.has(band));
    const nearest = free.sort((a, b) => Math.abs(even[a]! - nm) - Math.abs(even[b]! - nm))[0];
    if (nearest !== undefined) moved.set(nearest, nm);
  }
  return even.map((nm, band) => Math.round((moved.get(band) ?? nm) * 100) / 100).sort((a, b) => a - b);
}
