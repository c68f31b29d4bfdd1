import { CHANNELS, STARE_VALUES } from './scene.js';

/**
 * What the simulated MOPITT puts into its packets (big-endian; ours, the instrument's own layout is not public).
 * Science: u16 track, u8 stare, five spare octets, then STARE_VALUES counts of 16 bits; the rest is sector samples.
 * Engineering: ENGINEERING_POINTS counts of 16 bits. Table: u16 version, two spare octets, gain and offset of each
 * channel as 32-bit floats.
 */
export const SCIENCE_PAYLOAD = 8 + STARE_VALUES * 2;
/** Points of one engineering packet. */
export const ENGINEERING_POINTS = 38;
/** Smallest engineering payload. */
export const ENGINEERING_PAYLOAD = ENGINEERING_POINTS * 2;
/** Smallest table payload. */
export const TABLE_PAYLOAD = 4 + CHANNELS * 8;

/** A count that says that the detector was saturated; zero is what fill looks like. */
export const SATURATED = 0xffff;

/** How counts become radiances: radiance = (count - offset) / gain, channel by channel. */
export interface CalibrationTable {
  readonly gains: readonly number[];
  readonly offsets: readonly number[];
}

/** The table that holds until another one is read from the table packets. */
export const NOMINAL_TABLE: CalibrationTable = {
  gains: Array.from({ length: CHANNELS }, (_, channel) => 2600 + channel * 40),
  offsets: Array.from({ length: CHANNELS }, (_, channel) => 900 + channel * 25),
};

/** The counts of one stare. */
export interface StareCounts {
  readonly track: number;
  readonly stare: number;
  readonly counts: Uint16Array;
}

/** Writes the counts of a stare to the front of a payload. */
export function putScience(payload: Uint8Array, { track, stare, counts }: StareCounts): void {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  view.setUint16(0, track);
  view.setUint8(2, stare);
  counts.forEach((count, index) => view.setUint16(8 + index * 2, count));
}

/** The counts of a stare; undefined for a payload too short to hold them. */
export function readScience(payload: Uint8Array): StareCounts | undefined {
  if (payload.length < SCIENCE_PAYLOAD) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const counts = Uint16Array.from({ length: STARE_VALUES }, (_, index) => view.getUint16(8 + index * 2));
  return { track: view.getUint16(0), stare: view.getUint8(2), counts };
}

/** Writes engineering points to the front of a payload. */
export function putEngineering(payload: Uint8Array, points: ArrayLike<number>): void {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  for (let point = 0; point < ENGINEERING_POINTS; point++) view.setUint16(point * 2, points[point] ?? 0);
}

/** The engineering points of a payload; undefined for one too short. */
export function readEngineering(payload: Uint8Array): Uint16Array | undefined {
  if (payload.length < ENGINEERING_PAYLOAD) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  return Uint16Array.from({ length: ENGINEERING_POINTS }, (_, point) => view.getUint16(point * 2));
}

/** Writes a calibration table to the front of a payload. */
export function putTable(payload: Uint8Array, { gains, offsets }: CalibrationTable): void {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  view.setUint16(0, 1);
  for (let channel = 0; channel < CHANNELS; channel++) {
    view.setFloat32(4 + channel * 8, gains[channel] ?? 0);
    view.setFloat32(8 + channel * 8, offsets[channel] ?? 0);
  }
}

/** The calibration table of a payload; undefined for one too short or with a gain that nothing can be divided by. */
export function readTable(payload: Uint8Array): CalibrationTable | undefined {
  if (payload.length < TABLE_PAYLOAD) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const gains = NOMINAL_TABLE.gains.map((_, channel) => view.getFloat32(4 + channel * 8));
  const offsets = NOMINAL_TABLE.offsets.map((_, channel) => view.getFloat32(8 + channel * 8));
  return gains.every((gain) => gain > 0) ? { gains, offsets } : undefined;
}
