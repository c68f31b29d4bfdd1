import { html, type Html } from '../html.js';
import { unbroken, type Bin, type Bins } from './bins.js';
import { percent, type Scale } from './scale.js';

/** One line of a plot. The first one of a plot has the band between its least and its greatest values, too. */
export interface Series {
  readonly name: string;
  readonly bins: Bins;
}

/** A line across a plot at one value, and its words. */
export interface Limit {
  readonly value: number;
  readonly words: string;
  readonly kind: 'suspect' | 'failed';
}

/** Something on the time axis, as a share of it, and its words. */
export interface AxisMark {
  readonly share: number;
  readonly words: string;
}

/** What a plot is made of. */
export interface LinePlot {
  /** What the picture shows, in a sentence, for those who don't see it. */
  readonly label: string;
  /** Columns of the whole axis. */
  readonly columns: number;
  readonly series: readonly Series[];
  /** Where a value stands from the bottom to the top. */
  readonly scale: Scale;
  readonly valueTicks: readonly { readonly at: number; readonly label: string }[];
  readonly timeTicks: readonly AxisMark[];
  readonly limits?: readonly Limit[];
  /** Vertical lines, such as a new version of the processor. */
  readonly marks?: readonly AxisMark[];
  /** What a column of the first series is, for its tooltip; only asked where columns are few enough to be pointed at. */
  readonly words?: (bin: Bin) => string;
}

/** More columns than this are not pointed at one by one. */
const MOST_DOTS = 62;

/**
 * A plot as SVG: letters keep their size and lines their width however wide the page is, because places are given in
 * percent and the curves alone are stretched.
 */
export function linePlot(plot: LinePlot): Html {
  const { scale, columns } = plot;
  const up = (value: number) => percent(height(scale(value)));
  const across = (bin: Bin) => (bin.index + 0.5) / columns;
  const [first] = plot.series;
  const dots = columns <= MOST_DOTS ? (first?.bins.bins ?? []) : [];
  return html`<div class="plot-body">
    <svg class="plot-values" aria-hidden="true">
      ${plot.valueTicks.map(
        (tick) => html`<text x="100%" y="${up(tick.at)}" dy="0.35em">${tick.label}</text>`,
      )}
    </svg>
    <svg class="plot-area" role="img" aria-label="${plot.label}">
      ${plot.valueTicks.map(
        (tick) => html`<line class="grid-line" x1="0" x2="100%" y1="${up(tick.at)}" y2="${up(tick.at)}" />`,
      )}
      ${plot.timeTicks.map(
        (tick) =>
          html`<line
            class="grid-line"
            x1="${percent(tick.share)}"
            x2="${percent(tick.share)}"
            y1="0"
            y2="100%"
          />`,
      )}
      <svg aria-hidden="true" viewBox="0 0 1000 100" preserveAspectRatio="none" width="100%" height="100%">
        ${plot.series.map(
          ({ bins }, index) =>
            html`${index === 0 && bins.width > 1 ? html`<path class="band" d="${bandPath(bins, plot)}" />` : ''}
              <path class="curve curve-${index}" d="${linePath(bins, plot)}" />`,
        )}
      </svg>
      ${dots.map(
        (bin) =>
          html`<circle class="dot" cx="${percent(across(bin))}" cy="${up(bin.median)}" r="2.5">
            <title>${plot.words?.(bin) ?? ''}</title>
          </circle>`,
      )}
      ${(plot.marks ?? []).map(
        (mark) =>
          html`<line
              class="version"
              x1="${percent(mark.share)}"
              x2="${percent(mark.share)}"
              y1="0"
              y2="100%"
            />
            <text
              class="version"
              x="${percent(mark.share)}"
              y="11"
              dx="${mark.share > 0.85 ? -4 : 4}"
              text-anchor="${mark.share > 0.85 ? 'end' : 'start'}"
            >
              ${mark.words}
            </text>`,
      )}
      ${(plot.limits ?? []).map(
        ({ value, words, kind }) =>
          html`<line class="limit ${kind}" x1="0" x2="100%" y1="${up(value)}" y2="${up(value)}" />
            <text class="limit ${kind}" x="100%" y="${up(value)}" dx="-4" dy="-4">${words}</text>`,
      )}
    </svg>
    <svg class="plot-times" aria-hidden="true">
      ${plot.timeTicks.map(
        (tick, index) =>
          html`<text class="${index % 2 === 1 ? 'odd' : ''}" x="${percent(tick.share)}" y="13">
            ${tick.words}
          </text>`,
      )}
    </svg>
  </div>`;
}

/** Where a share of the value axis is in the picture: a little room stays below, and more above, for words. */
function height(share: number): number {
  return 0.96 - 0.84 * share;
}

function place(index: number, value: number, { columns, scale }: LinePlot): string {
  const x = Math.round(((index + 0.5) / columns) * 10_000) / 10;
  return `${x} ${Math.round(height(scale(value)) * 10_000) / 100}`;
}

/** The middle values, broken where there is none. */
function linePath({ bins }: Bins, plot: LinePlot): string {
  return unbroken(bins)
    .map((piece) => {
      const places = piece.map((bin) => place(bin.index, bin.median, plot));
      // A line to where it is shows as a point: the ends of lines are round.
      return `M${places.length === 1 ? `${places[0]}L${places[0]}` : places.join('L')}`;
    })
    .join('');
}

/** From the least to the greatest value of each column. */
function bandPath({ bins }: Bins, plot: LinePlot): string {
  return unbroken(bins)
    .map((piece) => {
      const above = piece.map((bin) => place(bin.index, bin.max, plot));
      const below = piece.map((bin) => place(bin.index, bin.min, plot)).reverse();
      return `M${[...above, ...below].join('L')}Z`;
    })
    .join('');
}
