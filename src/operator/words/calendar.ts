import { addDays, dataDay, dayEnd, dayStart, type DataDay } from '../../domain/data-day.js';
import type { FailureCode } from '../../domain/failures.js';
import { MADE_STAGES } from '../../domain/story.js';
import type { DayWithLevels } from '../../ledger/read-lists.js';
import type { GapRow, LevelRow } from '../../ledger/schema.js';
import { PLAIN, wrap, type Style } from './layout.js';
import { legend, standing, STANDINGS } from './states.js';

/** The days of a calendar, both included. */
export interface CalendarRange {
  readonly from: DataDay;
  readonly to: DataDay;
}

/** The first and last day of the calendar that ends with the month of `last`: two months, or twelve. */
export function calendarRange(last: DataDay, year: boolean): CalendarRange {
  const months = year ? 12 : 2;
  const [y = 0, m = 1] = last.split('-').map(Number);
  const first = new Date(Date.UTC(y, m - months, 1)).toISOString().slice(0, 10);
  const after = new Date(Date.UTC(y, m, 1)).toISOString().slice(0, 10);
  return { from: dataDay(first), to: addDays(dataDay(after), -1) };
}

/** The days of a year. */
export function yearRange(year: number): CalendarRange {
  return { from: dataDay(`${year}-01-01`), to: dataDay(`${year}-12-31`) };
}

/** How a level can stand, as `--state` names it. */
export type StandingName = keyof typeof STANDINGS;

/** Which levels of a calendar are shown; what is absent does not matter. */
export interface LevelFilter {
  readonly state?: StandingName;
  readonly version?: string;
  readonly heldFor?: FailureCode;
}

/** Whether a level, or a day without one, is one of those. */
export function isShown(filter: LevelFilter, level: LevelRow | undefined): boolean {
  return (
    (filter.state === undefined || standing(level) === STANDINGS[filter.state]) &&
    (filter.version === undefined || isMadeWith(filter.version, level)) &&
    (filter.heldFor === undefined || level?.heldCode === filter.heldFor)
  );
}

/** A level has its version from its beginning; with it made are those alone whose processor has done its work. */
function isMadeWith(version: string, level: LevelRow | undefined): boolean {
  return level !== undefined && level.processorVersion === version && MADE_STAGES.includes(level.stage);
}

/** One month of the calendar: for every level one character a day, the first of the month first. */
export interface MonthView {
  readonly month: string;
  /** A space is a level that the filter leaves out. */
  readonly levels: Readonly<Record<string, string>>;
  /** `=` for a day that a known gap touches, else a space; absent when none is. */
  readonly gaps?: string;
}

/** Days and levels as months of characters; days without a row are not opened. */
export function calendarMonths(
  days: readonly DayWithLevels[],
  levels: readonly string[],
  range: CalendarRange,
  gaps: readonly GapRow[] = [],
  filter: LevelFilter = {},
): MonthView[] {
  const byDay = new Map(days.map((day) => [day.day, day]));
  const months = new Map<string, { marks: Record<string, string>; gaps: string }>();
  for (let day = range.from; day <= range.to; day = addDays(day, 1)) {
    const month = day.slice(0, 7);
    const view = months.get(month) ?? {
      marks: Object.fromEntries(levels.map((level) => [level, ''])),
      gaps: '',
    };
    for (const level of levels) {
      const row = byDay.get(day)?.levels.find((one) => one.level === level);
      view.marks[level] += isShown(filter, row) ? standing(row).mark : ' ';
    }
    view.gaps += gaps.some((gap) => gap.fromAt < dayEnd(day) && gap.toAt > dayStart(day)) ? '=' : ' ';
    months.set(month, view);
  }
  return [...months].map(([month, view]) => ({
    month,
    levels: view.marks,
    ...(view.gaps.trim() !== '' && { gaps: view.gaps }),
  }));
}

/** The calendar in lines: a month is a line for every level, below one ruler of days. */
export function calendarLines(
  months: readonly MonthView[],
  style: Style = PLAIN,
  filter: LevelFilter = {},
): string[] {
  const days = Array.from({ length: 31 }, (_, index) => index + 1);
  const indent = ' '.repeat(14);
  const lines = [
    style.dim(indent + days.map((day) => (day % 10 === 0 ? String(day / 10) : ' ')).join('')),
    style.dim(indent + days.map((day) => String(day % 10)).join('')),
  ];
  for (const { month, levels, gaps } of months) {
    Object.entries(levels).forEach(([level, marks], index) => {
      lines.push(`${(index === 0 ? month : '').padEnd(9)}${level.padEnd(5)}${toned(marks, style)}`.trimEnd());
    });
    if (gaps !== undefined) lines.push(`${' '.repeat(9)}gap  ${gaps}`.trimEnd());
  }
  const explained = [...legend(), ...(months.some(({ gaps }) => gaps !== undefined) ? ['= known gap'] : [])];
  return [...lines, '', ...filterLines(months, filter), ...explained];
}

function filterLines(months: readonly MonthView[], filter: LevelFilter): string[] {
  const words = [
    filter.state && STANDINGS[filter.state].word,
    filter.version && `processor ${filter.version}`,
    filter.heldFor && `held for ${filter.heldFor}`,
  ].filter(Boolean);
  if (words.length === 0) return [];
  const all = months.flatMap(({ levels }) => Object.values(levels)).join('');
  const shown = all.replaceAll(' ', '').length;
  return [...wrap(`Only ${words.join(', ')}: ${shown} of ${all.length} levels.`), ''];
}

function toned(marks: string, style: Style): string {
  return marks.replace(/H+/g, style.bad).replace(/A+/g, style.good).replace(/\.+/g, style.dim);
}
