import { addDays, dataDay, type DataDay } from '../../domain/data-day.js';
import type { DayWithLevels } from '../../ledger/read-lists.js';
import { PLAIN, type Style } from './layout.js';
import { legend, standing } from './states.js';

/** The first and last day of the calendar that ends with the month of `last`: two months, or twelve. */
export function calendarRange(last: DataDay, year: boolean): { from: DataDay; to: DataDay } {
  const months = year ? 12 : 2;
  const [y = 0, m = 1] = last.split('-').map(Number);
  const first = new Date(Date.UTC(y, m - months, 1)).toISOString().slice(0, 10);
  const after = new Date(Date.UTC(y, m, 1)).toISOString().slice(0, 10);
  return { from: dataDay(first), to: addDays(dataDay(after), -1) };
}

/** One month of the calendar: for every level one character a day, the first of the month first. */
export interface MonthView {
  readonly month: string;
  readonly levels: Readonly<Record<string, string>>;
}

/** Days and levels as months of characters; days without a row are not opened. */
export function calendarMonths(
  days: readonly DayWithLevels[],
  levels: readonly string[],
  range: { readonly from: DataDay; readonly to: DataDay },
): MonthView[] {
  const byDay = new Map(days.map((day) => [day.day, day]));
  const months = new Map<string, Record<string, string>>();
  for (let day = range.from; day <= range.to; day = addDays(day, 1)) {
    const month = day.slice(0, 7);
    const marks = months.get(month) ?? Object.fromEntries(levels.map((level) => [level, '']));
    for (const level of levels) {
      marks[level] += standing(byDay.get(day)?.levels.find((row) => row.level === level)).mark;
    }
    months.set(month, marks);
  }
  return [...months].map(([month, marks]) => ({ month, levels: marks }));
}

/** The calendar in lines: a month is a line for every level, below one ruler of days. */
export function calendarLines(months: readonly MonthView[], style: Style = PLAIN): string[] {
  const days = Array.from({ length: 31 }, (_, index) => index + 1);
  const indent = ' '.repeat(14);
  const lines = [
    style.dim(indent + days.map((day) => (day % 10 === 0 ? String(day / 10) : ' ')).join('')),
    style.dim(indent + days.map((day) => String(day % 10)).join('')),
  ];
  for (const { month, levels } of months) {
    Object.entries(levels).forEach(([level, marks], index) => {
      lines.push(`${(index === 0 ? month : '').padEnd(9)}${level.padEnd(5)}${toned(marks, style)}`);
    });
  }
  return [...lines, '', ...legend()];
}

function toned(marks: string, style: Style): string {
  return marks.replace(/H+/g, style.bad).replace(/A+/g, style.good).replace(/\.+/g, style.dim);
}
