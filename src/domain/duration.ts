/** A century. A date that lies beyond what a clock can show would stop the workflow that computes with it. */
const LONGEST_MS = 36_525 * 86_400_000;
const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration such as `90s`, `36h` or `1h30m`, at most a century; throws a RangeError for anything else. */
export function durationMs(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) {
    throw new RangeError(`'${text}' is not a duration; write for example 90s, 15m, 36h or 7d.`);
  }
  const ms = parts.reduce((sum, part) => sum + Number(part[1]) * UNITS[part[2] as keyof typeof UNITS], 0);
  if (ms > LONGEST_MS) throw new RangeError(`'${text}' is longer than a century.`);
  return ms;
}

/** A duration in the words that an operator reads: `45 s`, `12 min`, `3 h 20 min`, `4 d 2 h`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}
