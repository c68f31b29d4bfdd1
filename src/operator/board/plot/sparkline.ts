import { html, type Html } from '../html.js';
import { binned, unbroken, type Point } from './bins.js';
import { evenScale, percent } from './scale.js';

/** A small plot of one figure over some days. */
export interface Sparkline {
  /** What it shows, in a sentence. */
  readonly label: string;
  /** By the number of the day. */
  readonly points: readonly Point[];
  readonly from: number;
  readonly to: number;
  /** The day that the page is about. */
  readonly marked: number;
  /** At which values the verdict changes. */
  readonly limits: readonly { readonly value: number; readonly kind: 'suspect' | 'failed' }[];
}

/** The values that a small plot spans: all that it shows, and the limit that is nearest to them. */
export function sparkRange(
  values: readonly number[],
  limits: readonly number[],
): { readonly min: number; readonly max: number } {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const distance = (limit: number) => Math.max(least - limit, limit - most, 0);
  const nearest = [...limits].sort((a, b) => distance(a) - distance(b))[0];
  const all = nearest === undefined ? [least, most] : [least, most, nearest];
  return { min: Math.min(...all), max: Math.max(...all) };
}

/** The small plot as SVG; empty when no day has a value. */
export function sparkline({ label, points, from, to, marked, limits }: Sparkline): Html {
  const { bins } = binned(points, from, to, to - from + 1);
  if (bins.length === 0) return html`<span class="note">no figures</span>`;
  const range = sparkRange(
    bins.flatMap((bin) => [bin.min, bin.max]),
    limits.map((limit) => limit.value),
  );
  const scale = evenScale(range.min, range.max);
  const up = (value: number) => 0.9 - 0.8 * scale(value);
  const across = (index: number) => (index + 0.5) / (to - from + 1);
  const path = unbroken(bins)
    .map((piece) => {
      const place = (index: number, value: number) =>
        `${Math.round(across(index) * 1_000) / 10} ${Math.round(up(value) * 1_000) / 10}`;
      const [only] = piece;
      // A single day is a short dash, or it would hardly be seen.
      if (piece.length === 1)
        return `M${place(only!.index - 0.3, only!.median)}L${place(only!.index + 0.3, only!.median)}`;
      return `M${piece.map((bin) => place(bin.index, bin.median)).join('L')}`;
    })
    .join('');
  const today = bins.find((bin) => bin.index === marked - from);
  const shown = limits.filter(({ value }) => value >= range.min && value <= range.max);
  return html`<svg class="spark" role="img" aria-label="${label}">
    <title>${label}</title>
    ${shown.map(
      ({ value, kind }) =>
        html`<line
          class="limit ${kind}"
          x1="0"
          x2="100%"
          y1="${percent(up(value))}"
          y2="${percent(up(value))}"
        />`,
    )}
    <svg aria-hidden="true" viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%">
      <path class="curve curve-0" d="${path}" />
    </svg>
    ${
      today
        ? html`<circle
            class="today"
            cx="${percent(across(today.index))}"
            cy="${percent(up(today.median))}"
            r="3.5"
          />`
        : ''
    }
  </svg>`;
}
