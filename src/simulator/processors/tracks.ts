import { dayStart, type DataDay } from '../../domain/data-day.js';
import type { Packet } from '../../formats/ccsds.js';
import { placeSeen } from '../instrument/orbit.js';
import { readScience, SATURATED, type CalibrationTable, type StareCounts } from '../instrument/payload.js';
import { CHANNELS, PIXELS, pixelOffset, STARE_VALUES, STARES, STATES } from '../instrument/scene.js';
import { taiOfMs } from '../instrument/tai.js';
import { FILL } from './hdf.js';
import type { OrbitRecords } from './orbit-reader.js';

/** Metres above the ground: an angle of attitude moves the place seen by this much per radian. */
const ALTITUDE = 705_000;

/** Calibrated and located tracks, arrays in C order: tracks x STARES x PIXELS x CHANNELS x STATES, or the first of these. */
export interface Tracks {
  readonly count: number;
  /** W/m²/sr, FILL where nothing was measured. */
  readonly radiances: Float32Array;
  readonly latitudes: Float32Array;
  readonly longitudes: Float32Array;
  /** Seconds since 1993 in atomic time of the first stare. */
  readonly times: Float64Array;
  readonly secondsInDay: Float32Array;
  /** Stares without a measurement. */
  readonly missingStares: Int32Array;
}

/** Where the satellite was and how it was held. */
export interface Pointing {
  readonly ephemeris: OrbitRecords;
  readonly attitude: OrbitRecords;
}

interface Stare extends StareCounts {
  readonly ms: number;
}

/**
 * Calibrates and locates at most `most` tracks, evenly chosen, of a granule's packets. A stare for which there is no
 * ephemeris stays fill, a track of which no stare can be located is left out; without attitude the nadir is assumed.
 */
export function calibrate(
  packets: readonly Packet[],
  day: DataDay,
  most: number,
  pointing: Pointing,
  table: CalibrationTable,
): Tracks {
  const byTrack = new Map<number, Stare[]>();
  for (const packet of packets) {
    const counts = readScience(packet.data);
    if (!counts || counts.stare >= STARES) continue;
    const stares = byTrack.get(counts.track) ?? [];
    stares.push({ ...counts, ms: packet.time / 1000 });
    byTrack.set(counts.track, stares);
  }
  const all = [...byTrack.values()];
  const kept = Math.min(most, all.length);
  const chosen = Array.from(
    { length: kept },
    (_, index) => all[Math.floor(((index + 0.5) * all.length) / kept)]!,
  );
  const located = chosen.filter((stares) => stares.some(({ ms }) => pointing.ephemeris.stateAt(ms)));
  const tracks = emptyTracks(located.length);
  located.forEach((stares, index) => {
    const start = Math.min(...stares.map(({ ms }) => ms));
    tracks.times[index] = taiOfMs(start);
    tracks.secondsInDay[index] = (start - dayStart(day)) / 1000;
    const seen = stares.filter((stare) => putStare(tracks, index, stare, pointing, table));
    tracks.missingStares[index] = STARES - seen.length;
  });
  return tracks;
}

function emptyTracks(count: number): Tracks {
  return {
    count,
    radiances: new Float32Array(count * STARES * STARE_VALUES).fill(FILL),
    latitudes: new Float32Array(count * STARES * PIXELS).fill(FILL),
    longitudes: new Float32Array(count * STARES * PIXELS).fill(FILL),
    times: new Float64Array(count),
    secondsInDay: new Float32Array(count),
    missingStares: new Int32Array(count),
  };
}

function putStare(
  tracks: Tracks,
  track: number,
  stare: Stare,
  pointing: Pointing,
  table: CalibrationTable,
): boolean {
  const state = pointing.ephemeris.stateAt(stare.ms);
  if (!state) return false;
  const [roll, pitch] = pointing.attitude.anglesAt(stare.ms) ?? [0, 0, 0];
  const first = (track * STARES + stare.stare) * PIXELS;
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const { along, cross } = pixelOffset(stare.stare, pixel);
    const place = placeSeen(state, stare.ms, along + pitch * ALTITUDE, cross + roll * ALTITUDE);
    tracks.latitudes[first + pixel] = place.latitude;
    tracks.longitudes[first + pixel] = place.longitude;
  }
  stare.counts.forEach((count, value) => {
    if (count === 0 || count === SATURATED) return;
    const channel = Math.floor(value / STATES) % CHANNELS;
    const radiance = (count - table.offsets[channel]!) / table.gains[channel]!;
    tracks.radiances[first * CHANNELS * STATES + value] = radiance;
  });
  return true;
}

/** Tracks one after the other. */
export function joinTracks(parts: readonly Tracks[]): Tracks {
  const all = emptyTracks(parts.reduce((count, part) => count + part.count, 0));
  let at = 0;
  for (const part of parts) {
    all.radiances.set(part.radiances, at * STARES * STARE_VALUES);
    all.latitudes.set(part.latitudes, at * STARES * PIXELS);
    all.longitudes.set(part.longitudes, at * STARES * PIXELS);
    all.times.set(part.times, at);
    all.secondsInDay.set(part.secondsInDay, at);
    all.missingStares.set(part.missingStares, at);
    at += part.count;
  }
  return all;
}
