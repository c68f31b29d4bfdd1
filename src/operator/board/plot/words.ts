import { durationText } from '../../../domain/duration.js';

/** Units that figures are counted in; `ms` is shown as a duration. */
export type Unit = '%' | 'ms' | '';

/** A value as people read it: `3.2%`, `2 h 5 min`, `1.83e18`. Percentages are cut, so that none is shown as its limit. */
export function valueWords(value: number, unit: Unit): string {
  if (unit === 'ms') return durationText(value);
  if (unit === '%') return `${Math.floor(value * 100 + 1e-9) / 100}%`;
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(3).replace(/\.?0*e\+?/, 'e');
  return String(Number(value.toPrecision(4)));
}
