import type { GeoBounds } from './order.js';

/** The sensors of the flights, by the letter that begins a line's name. */
export const SENSORS = {
  f: { name: 'fenix', delivery: 'hyperspectral', ifov: 0.001448623 },
  e: { name: 'eagle', delivery: 'hyperspectral', ifov: 0.000645771823 },
  h: { name: 'hawk', delivery: 'hyperspectral', ifov: 0.0019362246375 },
  o: { name: 'owl', delivery: 'owl', ifov: 0.0010995574 },
} as const;
/** A sensor's letter. */
export type SensorLetter = keyof typeof SENSORS;

/** One flight line as it was delivered. Paths are absolute. */
export interface DeliveredLine {
  readonly name: string;
  readonly sensor: SensorLetter;
  /** `<name>1b.bil`: uint16 BIL, and its mask and bad-pixel-method files where they were delivered. */
  readonly level1: string;
  readonly mask: string | null;
  readonly methods: string | null;
  readonly navigation: string;
  readonly viewVectors: string;
  readonly samples: number;
  readonly lines: number;
  readonly bands: number;
  /** Nanometres, one a band; null where the header has none. */
  readonly wavelengths: readonly number[] | null;
  /** Size of the level-1 file. */
  readonly bytes: number;
  readonly bounds: GeoBounds;
  /** Metres above the ellipsoid, lowest and highest of the flight line. */
  readonly altitude: { readonly min: number; readonly max: number };
}

/** A delivery: the flight lines of one flight. */
export interface Delivery {
  /** The folder that matched HYPER_DELIVERY_FOLDER, absolute. */
  readonly folder: string;
  readonly lines: readonly DeliveredLine[];
  /** What could not be used, a sentence each: a line without navigation, a file that is too short. */
  readonly problems: readonly string[];
}
