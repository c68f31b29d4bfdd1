import { noise } from './noise.js';
import type { PacketSeries } from './level0.js';
import {
  ENGINEERING_PAYLOAD,
  ENGINEERING_POINTS,
  NOMINAL_TABLE,
  putEngineering,
  putScience,
  putTable,
  SATURATED,
  SCIENCE_PAYLOAD,
  TABLE_PAYLOAD,
} from './payload.js';
import { CHANNELS, PIXELS, STARE_VALUES, STARES, stareRadiances, STATES } from './scene.js';

/** Real sizes of a two-hour granule in octets, and real numbers of packets (science: tracks of STARES packets). */
const REAL = {
  MOP00SCI: { octets: 21e6, packets: 529 },
  MOP00ENG: { octets: 2.8e6, packets: 720 },
  MOP00TBL: { octets: 0.2e6, packets: 120 },
} as const;
/** A Level 0 type that the simulated instrument makes. */
export type Level0Type = keyof typeof REAL;
/** The Level 0 types that the simulated instrument makes. */
export const LEVEL0_TYPES = Object.keys(REAL) as Level0Type[];

const HEADERS = 15;
/** Pixels of which the detector is saturated: some of the fill that a day has. */
const SATURATED_SHARE = 0.02;
/** Detector noise, as a share of the signal. */
const DETECTOR_NOISE = 0.008;

/**
 * The packets of a type over a slot. `scale` is the share of the real size; below some per cent the packets get fewer
 * down to ten tracks a slot, and the sweep over the 29 stares slower, so that a small day still covers its orbits.
 * `key` makes the noise of one granule differ from that of another.
 */
export function packetSeries(type: Level0Type, scale: number, key: number): PacketSeries {
  const { octets, packets } = REAL[type];
  const target = octets * scale;
  if (type === 'MOP00SCI') {
    const count = Math.max(10, Math.round(packets * Math.min(1, scale))) * STARES;
    return { count, payload: payloadSize(target, count, SCIENCE_PAYLOAD), fill: scienceFill(key) };
  }
  const count = Math.max(12, Math.round(packets * Math.min(1, scale)));
  return type === 'MOP00ENG'
    ? { count, payload: payloadSize(target, count, ENGINEERING_PAYLOAD), fill: engineeringFill(key) }
    : {
        count,
        payload: payloadSize(target, count, TABLE_PAYLOAD),
        fill: (payload) => putTable(payload, NOMINAL_TABLE),
      };
}

function payloadSize(target: number, count: number, least: number): number {
  return Math.min(65_000, Math.max(least, Math.round(target / count) - HEADERS));
}

function scienceFill(key: number): PacketSeries['fill'] {
  const { gains, offsets } = NOMINAL_TABLE;
  return (payload, index, micros) => {
    const stare = index % STARES;
    const radiances = stareRadiances(Math.floor(micros / 1000), stare);
    const counts = new Uint16Array(STARE_VALUES);
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const saturated = noise(key, index, pixel) < SATURATED_SHARE;
      for (let at = 0; at < CHANNELS * STATES; at++) {
        const value = pixel * CHANNELS * STATES + at;
        const channel = at >> 1;
        const signal = radiances[value]! * (1 + DETECTOR_NOISE * (noise(key, index, value, 1) - 0.5));
        counts[value] = saturated ? SATURATED : Math.round(offsets[channel]! + gains[channel]! * signal);
      }
    }
    putScience(payload, { track: Math.floor(index / STARES), stare, counts });
    fillSamples(payload, SCIENCE_PAYLOAD, key + index);
  };
}

function engineeringFill(key: number): PacketSeries['fill'] {
  return (payload, index, micros) => {
    // Temperatures follow the orbit, currents do not.
    const orbit = Math.sin((micros / 1e6 / 5932.8) * 2 * Math.PI);
    const points = Array.from({ length: ENGINEERING_POINTS }, (_, point) =>
      Math.round(2000 + point * 40 + (point % 2 === 0 ? 60 * orbit : 0) + 20 * noise(key, index, point)),
    );
    putEngineering(payload, points);
    fillSamples(payload, ENGINEERING_PAYLOAD, key + index);
  };
}

/** Sector samples: nobody reads them, but they keep a real-sized granule from compressing to nothing. */
function fillSamples(payload: Uint8Array, from: number, key: number): void {
  let state = key | 1;
  for (let at = from; at < payload.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    payload[at] = state >>> 24;
  }
}
