/** What the values of one field amount to. */
export interface FieldTally {
  /** Takes the next values. */
  add(values: Float64Array): void;
  /** Counts of values: all, missing (fill or NaN), and outside the valid range though not missing. */
  readonly count: number;
  readonly missing: number;
  readonly outOfRange: number;
  /** Over the finite values that are not missing; undefined when there is none. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly mean: number | undefined;
}

/**
 * Counts the values of a field in one pass. `valid` includes its ends. For a field that stores Float32, fills and ends
 * are taken in that precision: 0.1 in a mission file and 0.1 in such a field are otherwise different numbers.
 */
export function tallyField(
  dataType: string,
  fill: readonly number[],
  valid: readonly [number, number],
): FieldTally {
  const stored = dataType === 'Float32' ? Math.fround : (value: number) => value;
  const fills = fill.map(stored);
  const low = stored(valid[0]);
  const high = stored(valid[1]);
  let count = 0;
  let missing = 0;
  let outOfRange = 0;
  let finite = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  return {
    add(values) {
      // One sum per call keeps the rounding error of long fields small.
      let part = 0;
      for (const value of values) {
        if (Number.isNaN(value) || fills.includes(value)) {
          missing++;
          continue;
        }
        if (value < low || value > high) outOfRange++;
        if (value === Infinity || value === -Infinity) continue;
        finite++;
        part += value;
        if (value < min) min = value;
        if (value > max) max = value;
      }
      count += values.length;
      sum += part;
    },
    get count() {
      return count;
    },
    get missing() {
      return missing;
    },
    get outOfRange() {
      return outOfRange;
    },
    get min() {
      return finite > 0 ? min : undefined;
    },
    get max() {
      return finite > 0 ? max : undefined;
    },
    get mean() {
      return finite > 0 && Number.isFinite(sum) ? sum / finite : undefined;
    },
  };
}

const DAY_SECONDS = 86_400;
/** Half-hours: fine enough to see a missing downlink, coarse enough that a calibration is no gap. */
const SLOTS = 48;

/** Which half-hours of the day have observations. */
export interface DayTally {
  /** Takes the next seconds of the day. Values that are no time of a day (fills, NaN) are passed over. */
  add(seconds: Float64Array): void;
  /** Percent of the 48 half-hours with at least one observation. */
  readonly coveragePercent: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** Counts covered half-hours. A leap second (86400 ≤ s < 86401) belongs to the last one. */
export function tallyDay(): DayTally {
  const seen = new Uint8Array(SLOTS);
  let first = Infinity;
  let last = -Infinity;
  return {
    add(seconds) {
      for (const second of seconds) {
        if (!(second >= 0 && second < DAY_SECONDS + 1)) continue;
        seen[Math.min(SLOTS - 1, Math.floor((second * SLOTS) / DAY_SECONDS))] = 1;
        if (second < first) first = second;
        if (second > last) last = second;
      }
    },
    get coveragePercent() {
      return (100 * seen.reduce((sum, slot) => sum + slot, 0)) / SLOTS;
    },
    get first() {
      return last === -Infinity ? undefined : first;
    },
    get last() {
      return last === -Infinity ? undefined : last;
    },
  };
}
