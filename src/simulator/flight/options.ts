import type { SensorLetter } from '../../domain/scops/delivery.js';

/** How the ground lies: level, gently rolling, or with slopes of 50 degrees. */
export const TERRAINS = ['flat', 'smooth', 'steep'] as const;
/** One of them. */
export type TerrainKind = (typeof TERRAINS)[number];

/** What a simulated flight is made of. The same options give the same bytes. */
export interface FlightOptions {
  /** Where the project's folder is made. */
  readonly folder: string;
  readonly project: string;
  readonly year: number;
  readonly julianDay: number;
  /** A letter, or ''. */
  readonly sortie: string;
  readonly sensor: SensorLetter;
  /** How many flight lines, beside each other and flown to and fro. */
  readonly lines: number;
  /** Pixels across, scans along, bands of every line. */
  readonly samples: number;
  readonly scans: number;
  readonly bands: number;
  readonly seed: number;
  /** Of the first line, degrees from north. */
  readonly heading: number;
  /** Metres above the ellipsoid. */
  readonly altitude: number;
  /** The middle of the flight, degrees. */
  readonly centre: { readonly latitude: number; readonly longitude: number };
  /** Amplitude of roll, degrees; pitch has three quarters of it, and crab half. 0: level flight on a straight line. */
  readonly sigma: number;
  /** From the outermost pixel to the other, degrees. */
  readonly fieldOfView: number;
  /** Pixels of the CCD that are one pixel of level 1, and pixels of level 1 that are cut off before the first. */
  readonly binning: number;
  readonly xStart: number;
  readonly terrain: TerrainKind;
  /** The grid between ellipsoid and sea level; null: the tiles' heights are above the ellipsoid already. */
  readonly geoid: string | null;
}

/** A small flight over Plymouth, without its folder and geoid. */
export const FLIGHT_DEFAULTS: Omit<FlightOptions, 'folder' | 'geoid'> = {
  project: 'GB18_00',
  year: 2018,
  julianDay: 123,
  sortie: 'a',
  sensor: 'f',
  lines: 2,
  samples: 64,
  scans: 200,
  bands: 8,
  seed: 1,
  heading: 37,
  altitude: 1250,
  centre: { latitude: 50.37, longitude: -4.14 },
  sigma: 2,
  fieldOfView: 37.52,
  binning: 1,
  xStart: 0,
  terrain: 'smooth',
};

const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  lines: [1, 99],
  samples: [8, 4096],
  scans: [8, 1_000_000],
  bands: [1, 999],
  altitude: [600, 12_000],
  sigma: [0, 10],
  fieldOfView: [1, 90],
  binning: [1, 8],
  xStart: [0, 4096],
  julianDay: [1, 366],
};

/** Throws RangeError for what cannot be flown. */
export function checkFlight(options: FlightOptions): void {
  for (const [name, [least, most]] of Object.entries(LIMITS)) {
    const value = options[name as 'lines'];
    if (!(value >= least && value <= most))
      throw new RangeError(`${name} is ${value}; it must be between ${least} and ${most}.`);
  }
  const { latitude, longitude } = options.centre;
  if (!(Math.abs(latitude) <= 80 && Math.abs(longitude) <= 179))
    throw new RangeError('The centre must be within 80 degrees of latitude and 179 of longitude.');
  if (!/^[A-Za-z0-9_-]{1,40}$/.test(options.project) || !/^[a-z]?$/.test(options.sortie))
    throw new RangeError('A project is letters, digits, _ and -; a sortie is one small letter, or nothing.');
}
