import { dayOf, dayStart, type DataDay } from '../../domain/data-day.js';
import type { QaFigures } from '../../ledger/qa-figures.js';
import type { FigureHistory } from './figures.js';

/** A value of one day; `at` is the number of the day since 1970. */
export interface DayValue {
  readonly at: number;
  readonly value: number;
}

/** One figure of a product: what it is called, its unit, its limits, and its value of every day that has one. */
export interface FigureSeries {
  readonly name: string;
  readonly unit: '%' | '';
  /** `above`: the verdict changes at the limit and above it; `below`: below it. */
  readonly limits?: { readonly suspect: number; readonly failed: number; readonly side: 'above' | 'below' };
  /** By day. */
  readonly points: readonly DayValue[];
}

/** The number of a day since 1970. */
export function dayNumber(day: DataDay): number {
  return dayStart(day) / 86_400_000;
}

/** The day of a number since 1970. */
export function dayOfNumber(number: number): DataDay {
  return dayOf(number * 86_400_000);
}

/**
 * The figures that QA judges a product by, in the order of the mission file: coverage of the day, and of each field what
 * is missing, what is out of range, and the mean. Days without a value have no point; of several products of a type on a
 * day each has one.
 */
export function figureSeries({ row, figures }: Pick<FigureHistory, 'row' | 'figures'>): FigureSeries[] {
  const days = figures.map((one) => dayNumber(one.day));
  const series = (
    name: string,
    unit: FigureSeries['unit'],
    value: (of: QaFigures['figures']) => unknown,
    limits?: FigureSeries['limits'],
  ): FigureSeries => ({
    name,
    unit,
    ...(limits && { limits }),
    points: figures.flatMap((one, index) => {
      const found = value(one.figures);
      return typeof found === 'number' && Number.isFinite(found) ? [{ at: days[index]!, value: found }] : [];
    }),
  });
  const time = row.qa?.time;
  return [
    ...(time
      ? [
          series('observed part of the day', '%', (of) => of['timeCoveragePercent'], {
            ...time.coverage,
            side: 'below',
          }),
        ]
      : []),
    ...(row.qa?.fields ?? []).flatMap(({ path, missing, outOfRange }) => {
      const name = path.slice(path.lastIndexOf('/') + 1) || path;
      return [
        series(`${name} missing`, '%', (of) => fieldOf(of, path)?.['missingPercent'], {
          ...missing,
          side: 'above',
        }),
        series(`${name} out of range`, '%', (of) => fieldOf(of, path)?.['outOfRangePercent'], {
          ...outOfRange,
          side: 'above',
        }),
        series(`${name} mean`, '', (of) => fieldOf(of, path)?.['mean']),
      ];
    }),
  ];
}

function fieldOf(figures: QaFigures['figures'], path: string): Record<string, unknown> | undefined {
  const fields: unknown = figures['fields'];
  if (!Array.isArray(fields)) return undefined;
  return (fields as unknown[]).find(
    (field): field is Record<string, unknown> =>
      typeof field === 'object' && field !== null && (field as Record<string, unknown>)['path'] === path,
  );
}
