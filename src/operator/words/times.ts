import { durationMs, durationText } from '../../domain/duration.js';
import { stamp } from '../../formats/plain-text.js';

export { stamp };

/** An instant without its year, for tables: `11-21 03:15:07`, UTC. */
export function shortStamp(ms: number): string {
  return stamp(ms).slice(5);
}

/** `since 11-21 03:15:07 (2 h 5 min)`. */
export function sinceText(ms: number, now: number): string {
  return `since ${shortStamp(ms)} (${durationText(now - ms)})`;
}

/** `2026-11-21 12:00:00 UTC, in 3 h`, or `…, 5 min ago`. */
export function untilText(ms: number, now: number): string {
  const distance = now <= ms ? `in ${durationText(ms - now)}` : `${durationText(now - ms)} ago`;
  return `${stamp(ms)} UTC, ${distance}`;
}

/** How long something took, or has taken so far. */
export function tookText(from: number, to: number | undefined): string {
  return to === undefined ? '' : durationText(to - from);
}

const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/;

/**
 * The time that an operator names: ISO 8601 (UTC unless it says otherwise) or `+2h` from now. Answers ISO 8601 UTC;
 * throws a RangeError for anything else, and for a time that is past.
 */
export function namedTime(text: string, now: number): string {
  const at = text.startsWith('+')
    ? now + durationMs(text.slice(1))
    : Date.parse(WITHOUT_ZONE.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  if (Number.isNaN(at) || Math.abs(at) > 8.64e15) {
    throw new RangeError(`'${text}' is not a time; write for example 2026-11-23T12:00:00Z or +2h.`);
  }
  if (at <= now) throw new RangeError(`${text} is past; name a later time.`);
  return new Date(at).toISOString();
}

/**
 * The past time that an operator names: ISO 8601 (UTC unless it says otherwise), or how long ago, as `24h`. Answers epoch
 * milliseconds; throws a RangeError for anything else, and for a time that is to come.
 */
export function pastTime(text: string, now: number): number {
  const at = /^\d+(\.\d+)?\s*(ms|s|m|h|d)/.test(text)
    ? now - durationMs(text)
    : Date.parse(WITHOUT_ZONE.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  if (Number.isNaN(at) || Math.abs(at) > 8.64e15)
    throw new RangeError(`'${text}' is not a time; write for example 2026-11-21T07:00 or 24h.`);
  if (at > now) throw new RangeError(`${text} is to come; name a time that is past.`);
  return at;
}

const TIMES = new Set(
  (
    'at since until openedAt doneAt startedAt endedAt archivedAt receivedAt actedAt deliveredAt panExpectedAt ' +
    'measuredAt updatedAt seenAt heldSince deadline expectedAt supersededAt from to fromAt toAt modifiedAt ' +
    'createdAt confirmedAt completedAt expiresAt'
  ).split(' '),
);

/** A value as JSON text for programs: instants as ISO 8601, everything else as it is. */
export function jsonText(value: unknown): string {
  return JSON.stringify(
    value,
    (key, item: unknown) =>
      typeof item === 'number' && TIMES.has(key) ? new Date(item).toISOString() : item,
    2,
  );
}
