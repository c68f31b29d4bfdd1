import { dayOfNumber, type DayValue } from '../../reading/figure-series.js';
import type { Trend, Trends } from '../../reading/trends.js';
import { byPeriod, type Period } from './periods.js';

/** The figures of every day as CSV (RFC 4180): one line a day that has any, durations in seconds. */
export function csvByDay(trends: Trends): string {
  const columns = trends.figures.flatMap((trend) => [
    { name: heading(trend.name, trend.unit), values: byDay(trend.points), unit: trend.unit },
    ...(trend.second
      ? [
          {
            name: heading(trend.second.name, trend.unit),
            values: byDay(trend.second.points),
            unit: trend.unit,
          },
        ]
      : []),
  ]);
  const days = [...new Set(columns.flatMap((column) => [...column.values.keys()]))].sort((a, b) => a - b);
  const versions = [...trends.versions];
  let version = '';
  return lines([
    ['day', 'level', 'processor version', ...columns.map((column) => column.name)],
    ...days.map((day) => {
      while (versions[0] && versions[0].at <= day) version = versions.shift()!.version;
      return [
        dayOfNumber(day),
        trends.level,
        version,
        ...columns.map(({ values, unit }) => number(values.get(day), unit)),
      ];
    }),
  ]);
}

/** The same summed up by month or year: one line for each figure and period. */
export function csvByPeriod(trends: Trends, period: Period): string {
  return lines([
    [period, 'level', 'figure', 'days', 'least', 'median', 'nine of ten at most', 'greatest'],
    ...trends.figures.flatMap((trend) =>
      byPeriod(trend.points, period).map((one) => [
        one.period,
        trends.level,
        heading(trend.name, trend.unit),
        String(one.count),
        ...[one.min, one.median, one.ninety, one.max].map((value) => number(value, trend.unit)),
      ]),
    ),
  ]);
}

function heading(name: string, unit: Trend['unit']): string {
  return unit === '' ? name : `${name} (${unit === 'ms' ? 's' : unit})`;
}

/** The last value of each day: of several products of a type on a day, one. */
function byDay(points: readonly DayValue[]): Map<number, number> {
  return new Map(points.map((point) => [point.at, point.value]));
}

function number(value: number | undefined, unit: Trend['unit']): string {
  if (value === undefined) return '';
  return String(unit === 'ms' ? Math.round(value / 1000) : value);
}

function lines(rows: readonly (readonly string[])[]): string {
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function cell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
