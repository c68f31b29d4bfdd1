declare const brand: unique symbol;

/** A data day: one UTC calendar day of observations, `YYYY-MM-DD`. The unit of processing of a SIPS. */
export type DataDay = string & { readonly [brand]: 'DataDay' };

const DAY_MS = 86_400_000;

/** Parses `YYYY-MM-DD`; throws a RangeError for anything that is not a calendar day. */
export function dataDay(text: string): DataDay {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const ms = match ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) {
    throw new RangeError(`'${text}' is not a day; write it as YYYY-MM-DD, for example 2026-11-20.`);
  }
  return text as DataDay;
}

/** The data day that contains an instant, in epoch milliseconds. */
export function dayOf(ms: number): DataDay {
  return new Date(ms).toISOString().slice(0, 10) as DataDay;
}

/** First instant of the day, epoch milliseconds. */
export function dayStart(day: DataDay): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** First instant after the day, epoch milliseconds. */
export function dayEnd(day: DataDay): number {
  return dayStart(day) + DAY_MS;
}

/** The day `count` days later (earlier, if negative). */
export function addDays(day: DataDay, count: number): DataDay {
  return dayOf(dayStart(day) + count * DAY_MS);
}

/** Whole days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: DataDay, b: DataDay): number {
  return Math.round((dayStart(b) - dayStart(a)) / DAY_MS);
}

/** `YYYYMMDD`, as product and archive names carry it. */
export function compactDay(day: DataDay): string {
  return day.replaceAll('-', '');
}

/** The day of a `YYYYMMDD` text; throws a RangeError when there is no such day. */
export function dayFromCompact(text: string): DataDay {
  if (!/^\d{8}$/.test(text)) throw new RangeError(`'${text}' is not a day; it is written YYYYMMDD.`);
  return dataDay(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`);
}

/** `YYYYDDD` (year and day of year), as ECS granule names carry it. */
export function ordinalDay(day: DataDay): string {
  const year = day.slice(0, 4);
  const first = Date.parse(`${year}-01-01T00:00:00Z`);
  return year + String(Math.round((dayStart(day) - first) / DAY_MS) + 1).padStart(3, '0');
}

/** The day of a `YYYYDDD` text; throws a RangeError when the year has no such day. */
export function dayFromOrdinal(text: string): DataDay {
  const year = Number(text.slice(0, 4));
  const ordinal = Number(text.slice(4, 7));
  const day = /^\d{7}$/.test(text) ? dayOf(Date.UTC(year, 0, ordinal)) : undefined;
  if (day === undefined || ordinal < 1 || Number(day.slice(0, 4)) !== year) {
    throw new RangeError(`'${text}' is not a year and day of year.`);
  }
  return day;
}
