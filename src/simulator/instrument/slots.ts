import { dayStart, ordinalDay, type DataDay } from '../../domain/data-day.js';

/** Length of a Level 0 granule. */
export const SLOT_MS = 2 * 3_600_000;

/** Starts of the twelve two-hour granules of a day, `HHMM`. */
export const SLOTS: readonly string[] = Array.from(
  { length: 12 },
  (_, index) => `${String(index * 2).padStart(2, '0')}00`,
);

/** First instant of a slot, epoch milliseconds. */
export function slotStart(day: DataDay, slot: string): number {
  return dayStart(day) + (Number(slot.slice(0, 2)) * 60 + Number(slot.slice(2))) * 60_000;
}

/** `YYYYDDDHHMMSS` of a UTC text, as ECS granule names carry production times. */
export function ordinalTime(iso: string): string {
  return ordinalDay(iso.slice(0, 10) as DataDay) + iso.slice(11, 19).replaceAll(':', '');
}

/** UTC text to the second of epoch milliseconds. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** UTC text with milliseconds of epoch milliseconds. */
export function isoMillis(ms: number): string {
  return new Date(ms).toISOString();
}
