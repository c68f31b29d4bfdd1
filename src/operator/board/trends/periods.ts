import { dayOfNumber, type DayValue } from '../../reading/figure-series.js';
import { summary, type Summary } from '../plot/bins.js';

/** What values are gathered by. */
export type Period = 'month' | 'year';

/** `2026-11`, or `2026`. */
export function periodOf(at: number, period: Period): string {
  return dayOfNumber(at).slice(0, period === 'month' ? 7 : 4);
}

/** Months where they are few, else years. */
export function fittingPeriod(from: number, to: number): Period {
  return to - from > 3 * 366 ? 'year' : 'month';
}

/** Values by period, in order; a period without a value is left out. */
export function byPeriod(
  points: readonly DayValue[],
  period: Period,
): (Summary & { readonly period: string })[] {
  const values = new Map<string, number[]>();
  let month = { from: 0, to: 0, values: [] as number[] };
  for (const { at, value } of points) {
    // Days come in order, so that the calendar is asked once a month and not once a day.
    if (at < month.from || at >= month.to) {
      const day = dayOfNumber(at);
      const name = periodOf(at, period);
      const known = values.get(name) ?? [];
      values.set(name, known);
      const from = at - Number(day.slice(8)) + 1;
      month = { from, to: from + 28, values: known };
    }
    month.values.push(value);
  }
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, all]) => ({ period: name, ...summary(all) }));
}
