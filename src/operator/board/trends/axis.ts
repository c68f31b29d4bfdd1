import type { Trend } from '../../reading/trends.js';
import { summary } from '../plot/bins.js';
import { evenScale, logScale, type Scale } from '../plot/scale.js';
import { durationTicks, logDurationTicks, numberTicks } from '../plot/ticks.js';
import { valueWords } from '../plot/words.js';

/** The value axis of a figure. */
export interface ValueAxis {
  readonly min: number;
  readonly max: number;
  readonly scale: Scale;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly kind: 'even' | 'logarithmic';
}

/** When the greatest value is so many times the middle one, an even axis would show one value alone. */
const FAR = 15;

/**
 * The axis on which all values of a figure and the limit that matters have their place. Durations begin at nothing, or are
 * logarithmic where a few are very long; percentages begin at nothing or end at 100.
 */
export function valueAxis({ unit, points, second, limits }: Trend): ValueAxis {
  const values = [...points, ...(second?.points ?? [])].map((point) => point.value);
  if (values.length === 0) return even(0, 1, unit);
  const all = summary(values);
  if (unit === 'ms') {
    const least = Math.min(...values.filter((value) => value > 0));
    const far = all.max > Math.max(FAR * all.median, 60_000) && all.median > 0;
    if (far) return logarithmic(Math.max(1_000, least * 0.8), all.max * 1.25);
    return even(Math.min(0, all.min), Math.max(all.max, 1_000), unit);
  }
  if (unit === '%' && limits?.side === 'below') return even(Math.min(all.min, limits.suspect) - 1, 100, unit);
  if (unit === '%') {
    const limit = limits
      ? all.max >= limits.suspect
        ? reachable(limits.failed, all.max)
        : limits.suspect
      : 0;
    return even(0, Math.max(all.max, limit, 0.01), unit);
  }
  const pad = (all.max - all.min) * 0.05 || Math.abs(all.max) * 0.05 || 1;
  return even(all.min - pad, all.max + pad, unit);
}

/** A limit that is far above every value would press them to the ground. */
function reachable(limit: number, most: number): number {
  return limit <= 2 * most ? limit : most;
}

function even(min: number, max: number, unit: Trend['unit']): ValueAxis {
  const ticks = unit === 'ms' ? durationTicks(min, max, 5) : numberTicks(min, max, 5);
  const label = (at: number) => ({ at, label: valueWords(at, unit) });
  return { min, max, scale: evenScale(min, max), ticks: ticks.map(label), kind: 'even' };
}

function logarithmic(min: number, max: number): ValueAxis {
  const ticks = logDurationTicks(min, max, 6).map((at) => ({ at, label: valueWords(at, 'ms') }));
  return { min, max, scale: logScale(min, max), ticks, kind: 'logarithmic' };
}
