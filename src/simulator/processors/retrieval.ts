import { noise } from '../instrument/noise.js';
import { CHANNELS, CO_CHANNEL, columnOfSignal, PIXELS, STARES, STATES } from '../instrument/scene.js';
import type { GridField } from './grid-reader.js';
import { FILL, type SwathReader } from './hdf.js';

/** Pressures of the retrieved profile, hPa. */
export const PRESSURES = [900, 800, 700, 600, 500, 400, 300, 200, 100] as const;
const LEVELS = PRESSURES.length;
/** Pixels left out as cloudy, and retrievals that do not converge and are fill. */
const CLOUDY_SHARE = 0.25;
const FAILED_SHARE = 0.05;
/** Tracks held in memory at once; fewer when there are few, so that a small day shows progress too. */
const MOST_TRACKS_AT_ONCE = 128;
const LEAST_BLOCKS = 12;

/** Meteorology of the day; climatology where there is none. */
export interface Meteorology {
  readonly surfacePressure: GridField | undefined;
  readonly temperature: GridField | undefined;
}

/** Retrievals of a day, one per clear pixel; FILL where the retrieval failed. */
export class Retrievals {
  readonly #capacity: number;
  readonly #fields;
  count = 0;

  /** Room for every pixel of so many tracks. */
  constructor(tracks: number) {
    this.#capacity = tracks * STARES * PIXELS;
    const floats = () => new Float32Array(this.#capacity);
    this.#fields = {
      latitude: floats(),
      longitude: floats(),
      time: new Float64Array(this.#capacity),
      seconds: floats(),
      column: floats(),
      uncertainty: floats(),
      surfaceMixingRatio: floats(),
      surfacePressure: floats(),
      surfaceTemperature: floats(),
      degreesOfFreedom: floats(),
      iterations: floats(),
      profile: new Float32Array(this.#capacity * LEVELS),
    };
  }

  /** The fields cut to the retrievals made; `profile` has LEVELS values for each. */
  get fields() {
    const { time, profile, ...floats } = this.#fields;
    const cut = Object.fromEntries(
      Object.entries(floats).map(([name, values]) => [name, values.subarray(0, this.count)]),
    );
    return {
      ...(cut as typeof floats),
      time: time.subarray(0, this.count),
      profile: profile.subarray(0, this.count * LEVELS),
    };
  }

  /** Retrieves all tracks of a MOP01 swath, telling how far it is. Throws UnusableInput when a field is missing. */
  async retrieve(mop01: SwathReader, meteorology: Meteorology, key: number, onBlock: OnBlock): Promise<void> {
    const [tracks = 0] = mop01.shape('Data Fields/MOPITTRadiances');
    const atOnce = Math.max(1, Math.min(MOST_TRACKS_AT_ONCE, Math.ceil(tracks / LEAST_BLOCKS)));
    const blocks = Math.ceil(tracks / atOnce);
    for (let block = 0; block < blocks; block++) {
      await onBlock(block, blocks);
      const from = block * atOnce;
      const to = Math.min(tracks, from + atOnce);
      const radiances = mop01.rows('Data Fields/MOPITTRadiances', from, to);
      const latitudes = mop01.rows('Geolocation Fields/Latitude', from, to);
      const longitudes = mop01.rows('Geolocation Fields/Longitude', from, to);
      const seconds = mop01.rows('Geolocation Fields/SecondsinDay', from, to);
      const times = mop01.rows('Geolocation Fields/Time', from, to);
      for (let pixel = 0; pixel < latitudes.length; pixel++) {
        const track = Math.floor(pixel / (STARES * PIXELS));
        const signal = radiances[(pixel * CHANNELS + CO_CHANNEL) * STATES + 1]!;
        const own = from * STARES * PIXELS + pixel;
        if (signal === FILL || latitudes[pixel] === FILL || noise(key, own) < CLOUDY_SHARE) continue;
        this.#add(
          {
            latitude: latitudes[pixel]!,
            longitude: longitudes[pixel]!,
            seconds: seconds[track]!,
            time: times[track]!,
          },
          signal,
          meteorology,
          noise(key, own, 1),
        );
      }
    }
  }

  #add(seen: Seen, signal: number, { surfacePressure, temperature }: Meteorology, chance: number): void {
    const at = this.count++;
    const fields = this.#fields;
    const { latitude, longitude, seconds, time } = seen;
    const failed = chance < FAILED_SHARE;
    const column = columnOfSignal(signal);
    // A column of 2e18 is about 90 ppb of well-mixed CO; what is above that sits low down.
    const surface = 20 + (column / 2e18) * 85;
    const or = (value: number) => (failed ? FILL : value);
    fields.latitude[at] = latitude;
    fields.longitude[at] = longitude;
    fields.seconds[at] = seconds;
    fields.time[at] = time;
    fields.column[at] = or(column);
    fields.uncertainty[at] = or(column * (0.06 + 0.06 * chance));
    fields.surfaceMixingRatio[at] = or(surface);
    fields.surfacePressure[at] = surfacePressure?.at(latitude, longitude, seconds) ?? 1013;
    fields.surfaceTemperature[at] = temperature?.at(latitude, longitude, seconds) ?? 288;
    fields.degreesOfFreedom[at] = or(0.8 + chance);
    fields.iterations[at] = failed ? 20 : 3 + Math.floor(chance * 6);
    PRESSURES.forEach((pressure, level) => {
      fields.profile[at * LEVELS + level] = or(45 + (surface - 45) * (pressure / 1000) ** 1.3);
    });
  }
}

interface Seen {
  readonly latitude: number;
  readonly longitude: number;
  readonly seconds: number;
  readonly time: number;
}

type OnBlock = (block: number, blocks: number) => Promise<void>;
