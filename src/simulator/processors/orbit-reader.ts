import { readFileSync } from 'node:fs';
import { ORBIT_HEADER, ORBIT_MAGIC, ORBIT_RECORD, type OrbitType } from '../instrument/orbit-file.js';
import type { OrbitState, Vector } from '../instrument/orbit.js';
import { msOfTai } from '../instrument/tai.js';
import { UnusableInput } from './unusable-input.js';

/** Seconds between two records over which an interpolation can be trusted. */
const LONGEST_STEP = 300;
const VALUES = 6;

/** Ephemeris or attitude records of any number of files, as a function of time. */
export class OrbitRecords {
  readonly #times: number[] = [];
  readonly #values: Float64Array[] = [];
  /** The latest production time of the files, UTC text; undefined without files. */
  readonly made: string | undefined;

  /** Throws UnusableInput for a file that is not of the type or is cut short. */
  constructor(type: OrbitType, paths: readonly string[]) {
    const files = paths.map((path) => readOrbitFile(type, path));
    this.made = files
      .map((file) => file.made)
      .sort()
      .at(-1);
    const records = files.flatMap((file) => file.records).sort((a, b) => a.ms - b.ms);
    for (const { ms, values } of records) {
      if (ms === this.#times.at(-1)) continue; // The end of one file is the start of the next.
      this.#times.push(ms);
      this.#values.push(values);
    }
  }

  /** Position and velocity at an instant in epoch milliseconds; undefined where the files leave a hole. */
  stateAt(ms: number): OrbitState | undefined {
    const found = this.#around(ms);
    if (!found) return undefined;
    const { share: s, step, before, after } = found;
    // Hermite: the velocities carry the curve of the orbit over two minutes to within some metres.
    const position = axes((axis) => {
      const [p, q] = [before[axis]!, after[axis]!];
      const [v, w] = [before[axis + 3]! * step, after[axis + 3]! * step];
      return p + s * (v + s * (3 * (q - p) - 2 * v - w + s * (2 * (p - q) + v + w)));
    });
    const velocity = axes((axis) => before[axis + 3]! + s * (after[axis + 3]! - before[axis + 3]!));
    return { position, velocity };
  }

  /** Roll, pitch and yaw in radians at an instant in epoch milliseconds; undefined where the files leave a hole. */
  anglesAt(ms: number): Vector | undefined {
    const found = this.#around(ms);
    return (
      found && axes((axis) => found.before[axis]! + found.share * (found.after[axis]! - found.before[axis]!))
    );
  }

  #around(ms: number) {
    let [low, high] = [0, this.#times.length - 1];
    if (high < 1 || ms < this.#times[0]! || ms > this.#times[high]!) return undefined;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#times[middle]! <= ms) low = middle;
      else high = middle;
    }
    const step = (this.#times[high]! - this.#times[low]!) / 1000;
    if (step > LONGEST_STEP) return undefined;
    const share = (ms - this.#times[low]!) / 1000 / step;
    return { share, step, before: this.#values[low]!, after: this.#values[high]! };
  }
}

interface OrbitRecord {
  /** Epoch milliseconds, rounded so that records of two files at one instant are found equal. */
  readonly ms: number;
  readonly values: Float64Array;
}

function readOrbitFile(type: OrbitType, path: string): { made: string; records: OrbitRecord[] } {
  const bytes = readFileSync(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < ORBIT_HEADER || bytes.toString('latin1', 0, 8) !== ORBIT_MAGIC[type]) {
    throw new UnusableInput(`${path} is not a ${type} file.`);
  }
  const count = view.getUint32(56);
  if (bytes.length !== ORBIT_HEADER + count * ORBIT_RECORD) {
    throw new UnusableInput(`${path} should have ${count} records but is ${bytes.length} bytes long.`);
  }
  const records = Array.from({ length: count }, (_, index) => {
    const at = ORBIT_HEADER + index * ORBIT_RECORD;
    return {
      ms: Math.round(msOfTai(view.getFloat64(at))),
      values: Float64Array.from({ length: VALUES }, (_value, item) => view.getFloat64(at + 8 + item * 8)),
    };
  });
  return { made: bytes.toString('latin1', 32, 56), records };
}

function axes(value: (axis: number) => number): Vector {
  return [value(0), value(1), value(2)];
}
