/** A place on an axis, and what stands there. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Round numbers (1, 2 or 5 times a power of ten) within a range, ascending, at most `most` (2 or more) of them. */
export function numberTicks(min: number, max: number, most = 5): number[] {
  if (!Number.isFinite(min) || !Number.isFinite(max) || min > max) return [];
  if (min === max) return [min];
  let power = Math.floor(Math.log10(max - min)) - 2;
  for (; ; power += 1) {
    for (const factor of [1, 2, 5]) {
      // A whole number of steps, times or over a whole power of ten: 0.3 comes out as 0.3.
      const times = (count: number) =>
        power >= 0 ? count * factor * 10 ** power : (count * factor) / 10 ** -power;
      const step = times(1);
      const first = Math.ceil(min / step - 1e-9);
      const last = Math.floor(max / step + 1e-9);
      if (last - first + 1 > most) continue;
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => times(first + index)).filter(
        (value) => value >= min && value <= max,
      );
    }
  }
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 20, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14].map((count) => count * DAY),
];
const MONTH_STEPS = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 6_000, 12_000];

/** Instants that a clock or a calendar calls round, in UTC, within a range of epoch milliseconds: at most `most` of them. */
export function timeTicks(from: number, to: number, most = 8): Tick[] {
  if (!(from <= to) || Math.abs(from) > 8.64e15 || Math.abs(to) > 8.64e15) return [];
  for (const step of CLOCK_STEPS) {
    if ((to - from) / step > most + 1) continue;
    const first = Math.ceil(from / step);
    const count = Math.floor(to / step) - first + 1;
    if (count > most) continue;
    return Array.from({ length: Math.max(0, count) }, (_, index) =>
      clockTick((first + index) * step, step, index),
    );
  }
  const start = new Date(from);
  const month = start.getUTCFullYear() * 12 + start.getUTCMonth();
  for (const step of MONTH_STEPS) {
    const ticks: Tick[] = [];
    for (let at = Math.ceil(month / step) * step; monthStart(at) <= to && ticks.length <= most; at += step)
      if (monthStart(at) >= from) ticks.push(monthTick(at, step));
    if (ticks.length <= most) return ticks;
  }
  return [];
}

function clockTick(at: number, step: number, index: number): Tick {
  const iso = new Date(at).toISOString();
  const midnight = at % DAY === 0;
  if (step >= DAY) return { at, label: iso.slice(5, 10) };
  // The first one says the day too, and so does every midnight.
  if (midnight) return { at, label: iso.slice(5, 10) };
  const clock = iso.slice(11, step >= MINUTE ? 16 : 19);
  return { at, label: index === 0 && step >= HOUR ? `${iso.slice(5, 10)} ${clock}` : clock };
}

function monthStart(month: number): number {
  return new Date(0).setUTCFullYear(Math.floor(month / 12), month - Math.floor(month / 12) * 12, 1);
}

function monthTick(month: number, step: number): Tick {
  const at = monthStart(month);
  const iso = new Date(at).toISOString();
  return { at, label: step >= 12 ? String(new Date(at).getUTCFullYear()) : iso.slice(0, 7) };
}

/** Durations that people count in, milliseconds. */
const DURATIONS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  ...[1, 2, 5, 10, 20, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 4, 7, 14, 30, 60, 120, 365].map((count) => count * DAY),
];

/** Durations that people count in, within a range of milliseconds on an even axis: at most `most` of them. */
export function durationTicks(min: number, max: number, most = 5): number[] {
  if (!(min <= max)) return [];
  for (const step of DURATIONS) {
    const first = Math.ceil(min / step);
    const count = Math.floor(max / step) - first + 1;
    if (count <= most)
      return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
  }
  return numberTicks(min / DAY, max / DAY, most).map((days) => days * DAY);
}

/** The same on a logarithmic axis. */
export function logDurationTicks(min: number, max: number, most = 6): number[] {
  const within = DURATIONS.filter((value) => value >= min && value <= max);
  const every = Math.ceil(within.length / most);
  return within.filter((_, index) => index % every === 0);
}
