const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Whether a text is an existing UTC time `YYYY-MM-DDTHH:MM:SSZ`; a leap second (`:60`) is none. */
export function isUtcSecond(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(text);
  return match !== null && toIso(match.slice(1).map(Number)) !== undefined;
}

/** A calendar day, midnight, of an ECS database or an ISO text: `Jun  3 2003 12:00AM`, `2003-06-03`. */
export function parseDay(text: string): string | undefined {
  const iso = /^(\d{4})-(\d\d)-(\d\d)/.exec(text);
  if (iso !== null) return toIso(iso.slice(1).map(Number))?.slice(0, 10);
  return parseDatabaseTime(text)?.slice(0, 10);
}

/**
 * A time as the ECS database prints it, `Jun  3 2003  7:32PM` or `Jun  3 2003  7:32:27:326PM`, taken as UTC, as
 * `YYYY-MM-DDTHH:MM:SS.sssZ`; undefined for any other text and for days and hours that do not exist.
 */
export function parseDatabaseTime(text: string): string | undefined {
  const match =
    /^([A-Za-z]{3}) {1,4}(\d\d?) {1,4}(\d{4}) {1,4}(\d\d?):(\d\d)(?::(\d\d)(?:[:.](\d{3}))?)?([AP])M$/i.exec(
      text,
    );
  if (match === null) return undefined;
  const [, month, day, year, hour, minute, second, millisecond, half] = match;
  const monthIndex = MONTHS.findIndex((name) => name.toUpperCase() === month?.toUpperCase());
  const hours = Number(hour);
  if (monthIndex < 0 || hours < 1 || hours > 12) return undefined;
  const hour24 = (hours % 12) + (half?.toUpperCase() === 'P' ? 12 : 0);
  return toIso([
    Number(year),
    monthIndex + 1,
    Number(day),
    hour24,
    Number(minute),
    Number(second ?? 0),
    Number(millisecond ?? 0),
  ]);
}

/** A day and a time of day `19:32:27.3266300` as `YYYY-MM-DDTHH:MM:SS.sssZ`, cut to milliseconds. */
export function joinDayAndTime(day: string, time: string): string | undefined {
  const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  const clock = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?Z?$/.exec(time);
  if (date === null || clock === null) return undefined;
  const millisecond = Number((clock[4] ?? '').padEnd(3, '0').slice(0, 3));
  return toIso([...date.slice(1).map(Number), ...clock.slice(1, 4).map(Number), millisecond]);
}

/**
 * A UTC time `YYYY-MM-DDTHH:MM:SS.sssZ` as the ECS database prints it: to the minute, or with `precise` to the
 * millisecond.
 */
export function formatDatabaseTime(iso: string, precise = false): string {
  const month = MONTHS[Number(iso.slice(5, 7)) - 1] ?? 'Jan';
  const day = String(Number(iso.slice(8, 10))).padStart(2);
  const hour = Number(iso.slice(11, 13));
  const hour12 = String(hour % 12 === 0 ? 12 : hour % 12).padStart(2);
  const seconds = precise ? `:${iso.slice(17, 19)}:${iso.slice(20, 23)}` : '';
  return `${month} ${day} ${iso.slice(0, 4)} ${hour12}:${iso.slice(14, 16)}${seconds}${hour < 12 ? 'AM' : 'PM'}`;
}

function toIso(fields: readonly number[]): string | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0] = fields;
  if (year < 1900) return undefined;
  const instant = new Date(Date.UTC(year, month - 1, day, hour, minute, second, millisecond));
  const rolledOver =
    instant.getUTCMonth() !== month - 1 ||
    instant.getUTCHours() !== hour ||
    instant.getUTCMinutes() !== minute ||
    instant.getUTCSeconds() !== second;
  return rolledOver ? undefined : instant.toISOString();
}
