import { orbitAt, placeSeen, sunHeight, type Place } from './orbit.js';

/** Stares of a track, pixels of a stare, channels, and states (average and difference signal): MOPITT's L1 layout. */
export const STARES = 29;
/** Pixels of a stare, one behind the other along the track. */
export const PIXELS = 4;
/** Spectral channels. */
export const CHANNELS = 8;
/** Average and difference signal. */
export const STATES = 2;
/** Radiances of one stare. */
export const STARE_VALUES = PIXELS * CHANNELS * STATES;

/** The length modulated channel of the CO band at 4.7 micrometres whose difference signal tells the column. */
export const CO_CHANNEL = 6;

const PIXEL_METRES = 22_000;
/** A difference signal of this is a column of REFERENCE_COLUMN; each unit less is a factor e^2 more. */
const REFERENCE_SIGNAL = 2;
const REFERENCE_COLUMN = 2e18;
const SENSITIVITY = 0.5;

/** Where a pixel of a stare looks, in metres ahead of and to the right of the point below the satellite. */
export function pixelOffset(stare: number, pixel: number): { along: number; cross: number } {
  return {
    along: (pixel - (PIXELS - 1) / 2) * PIXEL_METRES,
    cross: (stare - (STARES - 1) / 2) * PIXEL_METRES,
  };
}

/** The CO column, molecules per cm², that gives a difference signal of the CO channel. */
export function columnOfSignal(signal: number): number {
  return REFERENCE_COLUMN * Math.exp((REFERENCE_SIGNAL - signal) / SENSITIVITY);
}

interface Source {
  readonly latitude: number;
  readonly longitude: number;
  /** Degrees. */
  readonly width: number;
  /** Molecules per cm² above the background. */
  readonly strength: number;
  /** Day of the year when it is strongest; 0 for sources that do not change. */
  readonly peak: number;
}

/** Fires and cities, roughly where MOPITT's monthly maps show them. */
const SOURCES: readonly Source[] = [
  { latitude: 33, longitude: 112, width: 14, strength: 1.5e18, peak: 0 },
  { latitude: 25, longitude: 82, width: 11, strength: 0.8e18, peak: 0 },
  { latitude: 8, longitude: 12, width: 17, strength: 1.6e18, peak: 20 },
  { latitude: -10, longitude: 24, width: 18, strength: 1.8e18, peak: 240 },
  { latitude: -10, longitude: -58, width: 15, strength: 1.5e18, peak: 265 },
  { latitude: -2, longitude: 112, width: 12, strength: 1.2e18, peak: 285 },
  { latitude: 58, longitude: -115, width: 14, strength: 0.8e18, peak: 205 },
];

/** The CO column over a place, molecules per cm²: more in the north, most over fires and cities. */
export function trueColumn({ latitude, longitude }: Place, dayOfYear: number): number {
  const background = 1.1e18 + 0.9e18 / (1 + Math.exp(-(latitude - 8) / 14)) - 0.2e18 * (latitude / 90) ** 2;
  const plumes = SOURCES.map(({ latitude: north, longitude: east, width, strength, peak }) => {
    const away = ((((longitude - east) % 360) + 540) % 360) - 180;
    const distance = ((latitude - north) / width) ** 2 + (away / (width * 1.7)) ** 2;
    const season =
      peak === 0 ? 1 : 0.25 + 0.75 * Math.exp(-(Math.sin((Math.PI * (dayOfYear - peak)) / 365) ** 2) * 6);
    return strength * season * Math.exp(-distance);
  });
  const weather = 1 + 0.09 * Math.sin(longitude / 13 + dayOfYear) * Math.cos(latitude / 9 - dayOfYear / 5);
  return (background + plumes.reduce((all, one) => all + one, 0)) * weather;
}

/**
 * The radiances (W/m²/sr) of one stare as STARE_VALUES numbers, pixel by pixel, channel by channel, average then
 * difference. All lie between 0 and 20.
 */
export function stareRadiances(ms: number, stare: number): Float64Array {
  const values = new Float64Array(STARE_VALUES);
  const state = orbitAt(ms);
  const dayOfYear = Math.floor(((ms / 86_400_000) % 365.25) + 1);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const { along, cross } = pixelOffset(stare, pixel);
    const place = placeSeen(state, ms, along, cross);
    const signal = REFERENCE_SIGNAL - SENSITIVITY * Math.log(trueColumn(place, dayOfYear) / REFERENCE_COLUMN);
    const warmth = Math.cos((place.latitude * Math.PI) / 180);
    const sun = Math.max(0, sunHeight(place, ms));
    for (let channel = 0; channel < CHANNELS; channel++) {
      // Odd-numbered channels (1, 3, 5, 7) see the Earth's heat, even-numbered ones reflected sunlight.
      const thermal = channel % 2 === 0;
      const average = thermal ? 3.5 + 6 * warmth + channel * 0.2 : 0.4 + 9 * sun;
      const at = (pixel * CHANNELS + channel) * STATES;
      values[at] = average;
      values[at + 1] = channel === CO_CHANNEL ? signal : thermal ? signal * 0.6 : 0.05 + 0.9 * sun;
    }
  }
  return values;
}
