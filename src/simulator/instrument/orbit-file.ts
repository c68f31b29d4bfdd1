import type { DataDay } from '../../domain/data-day.js';
import { granuleOf, type InputFile, type InputGranule } from './input.js';
import { noise } from './noise.js';
import { orbitAt } from './orbit.js';
import { isoSeconds, ordinalTime, SLOT_MS, slotStart } from './slots.js';
import { taiOfMs } from './tai.js';

/**
 * Ephemeris and attitude files: a header of 512 octets and records of 64, big-endian, as the Terra products have them
 * (our own layout within these sizes). Header: 8 characters of magic, UTC start and production time as 24 characters each, u32
 * number of records. Record: f64 seconds since 1993 in atomic time, six f64, u32 quality, u32 spare. The six are
 * position (m) and velocity (m/s) in J2000, or roll, pitch, yaw (radians) and their rates.
 */
export const ORBIT_HEADER = 512;
/** Octets of a record. */
export const ORBIT_RECORD = 64;
/** The two kinds of file by their magic. */
export const ORBIT_MAGIC = { MOPEPHN0: 'SIMEPHEM', MOPATTNF: 'SIMATTIT' } as const;
/** A type that is an ephemeris or an attitude file. */
export type OrbitType = keyof typeof ORBIT_MAGIC;
/** The ephemeris and attitude types. */
export const ORBIT_TYPES = Object.keys(ORBIT_MAGIC) as OrbitType[];

const REAL_RECORDS = 7032;
const LEAST_RECORDS = 61;

/** An ephemeris or attitude granule; its records run from the start of the slot to its end, both included. */
export function orbitGranule(parts: {
  readonly type: OrbitType;
  readonly day: DataDay;
  readonly slot: string;
  readonly madeMs: number;
  readonly databaseId: number;
  readonly scale: number;
  readonly key: number;
}): InputGranule {
  const start = slotStart(parts.day, parts.slot);
  const records = Math.max(LEAST_RECORDS, Math.round(REAL_RECORDS * Math.min(1, parts.scale)));
  const made = isoSeconds(parts.madeMs);
  const name = `${parts.type}.A${ordinalTime(parts.day).slice(0, 7)}.${parts.slot}.001.${ordinalTime(made)}`;
  const file: InputFile = {
    name,
    size: ORBIT_HEADER + records * ORBIT_RECORD,
    *content() {
      yield header(parts.type, start, parts.madeMs, records);
      for (let from = 0; from < records; from += 1024) {
        yield recordsFrom(parts, start, records, from, Math.min(records, from + 1024));
      }
    },
  };
  return granuleOf({
    type: parts.type,
    day: parts.day,
    slot: parts.slot,
    localGranuleId: name,
    made,
    databaseId: parts.databaseId,
    range: [isoSeconds(start), isoSeconds(start + SLOT_MS - 1000)],
    files: [file],
  });
}

function header(type: OrbitType, start: number, madeMs: number, records: number): Uint8Array {
  const bytes = new Uint8Array(ORBIT_HEADER);
  const text = ORBIT_MAGIC[type] + [start, madeMs].map((ms) => new Date(ms).toISOString()).join('');
  bytes.set(new TextEncoder().encode(text));
  new DataView(bytes.buffer).setUint32(text.length, records);
  return bytes;
}

function recordsFrom(
  { type, key }: { readonly type: OrbitType; readonly key: number },
  start: number,
  records: number,
  from: number,
  to: number,
): Uint8Array {
  const bytes = new Uint8Array((to - from) * ORBIT_RECORD);
  const view = new DataView(bytes.buffer);
  for (let index = from; index < to; index++) {
    const ms = start + (index * SLOT_MS) / (records - 1);
    const { position, velocity } = orbitAt(ms);
    const values = type === 'MOPEPHN0' ? [...position, ...velocity] : attitudeAt(ms, key, index);
    const at = (index - from) * ORBIT_RECORD;
    view.setFloat64(at, taiOfMs(ms));
    values.forEach((value, item) => view.setFloat64(at + 8 + item * 8, value));
  }
  return bytes;
}

/** Roll, pitch, yaw and their rates: some tens of arcseconds around zero, as Terra holds itself. */
function attitudeAt(ms: number, key: number, index: number): number[] {
  const arcsecond = Math.PI / 180 / 3600;
  const phase = (ms / 1000 / 5932.8) * 2 * Math.PI;
  const angles = [0, 1, 2].map(
    (axis) => arcsecond * (25 * Math.sin(phase + axis) + 4 * noise(key, index, axis)),
  );
  const rates = [0, 1, 2].map((axis) => (arcsecond * 25 * 2 * Math.PI * Math.cos(phase + axis)) / 5932.8);
  return [...angles, ...rates];
}
