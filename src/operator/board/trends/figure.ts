import { dayNumber, dayOfNumber, type DayValue } from '../../reading/figure-series.js';
import type { Trend, Trends, VersionChange } from '../../reading/trends.js';
import { counted } from '../../words/states.js';
import { html, htmlTable, text, type Html } from '../html.js';
import { binned, summary } from '../plot/bins.js';
import { linePlot, type AxisMark } from '../plot/line-plot.js';
import { timeTicks } from '../plot/ticks.js';
import { valueWords } from '../plot/words.js';
import { valueAxis } from './axis.js';
import { byPeriod, fittingPeriod } from './periods.js';

const DAY_MS = 86_400_000;
/** Columns of a plot at most: about one to a pixel and a half on a wide screen. */
const COLUMNS = 720;
/** More changes of the version than this cannot be told apart on a plot. */
export const MOST_VERSIONS = 16;

/** One figure: the plot, what it comes to, the farthest days, and the same by month or year as a table. */
export function trendFigure(trend: Trend, trends: Trends): Html {
  const from = dayNumber(trends.from);
  const to = dayNumber(trends.to);
  const words = (value: number) => valueWords(value, trend.unit);
  if (trend.points.length === 0 && (trend.second?.points.length ?? 0) === 0)
    return html`<article class="trend">
      <h3>${text(trend.name)}</h3>
      <p class="note">${trend.words} No day of this range has it.</p>
    </article>`;
  const all = trend.points.length > 0 ? summary(trend.points.map((point) => point.value)) : undefined;
  const main = binned(trend.points, from, to, COLUMNS);
  const columns = Math.ceil((to - from + 1) / main.width);
  const axis = valueAxis(trend);
  const spoken = all
    ? `${all.count} days, median ${words(all.median)}, nine of ten at most ${words(all.ninety)}, from ${words(all.min)} to ${words(all.max)}`
    : 'no days';
  const period = fittingPeriod(from, to);
  return html`<article class="trend">
    <h3>${text(trend.name)} ${all ? html`<b class="figure">${words(all.median)}</b>` : ''}</h3>
    <p class="note">
      ${trend.words}
      ${all ? `Median of ${counted(all.count, 'day')}; nine of ten at most ${words(all.ninety)}.` : ''}
      ${axis.kind === 'logarithmic' ? 'The axis is logarithmic.' : ''}
    </p>
    ${linePlot({
      label: `${trend.name} of ${trends.level}, ${trends.from} to ${trends.to}: ${spoken}.`,
      columns,
      series: [
        { name: trend.name, bins: main },
        ...(trend.second
          ? [{ name: trend.second.name, bins: binned(trend.second.points, from, to, COLUMNS) }]
          : []),
      ],
      scale: axis.scale,
      valueTicks: axis.ticks,
      timeTicks: daysAxis(from, to, columns * main.width),
      limits: trend.limits
        ? (['suspect', 'failed'] as const)
            .map((kind) => ({
              kind,
              value: trend.limits![kind],
              words: `${kind} ${words(trend.limits![kind])}`,
            }))
            .filter(({ value }) => value >= axis.min && value <= axis.max)
        : [],
      marks: versionMarks(trends.versions, from, columns * main.width),
      words: (bin) => `${dayOfNumber(from + bin.index * main.width)}: ${words(bin.median)}`,
    })}
    ${legend(trend, main.width)} ${farthest(trend, words)}
    <details class="more">
      <summary>By ${period}, as a table</summary>
      ${htmlTable(
        [period === 'month' ? 'Month' : 'Year', 'Days', 'Least', 'Median', '9 of 10 at most', 'Greatest'],
        byPeriod(trend.points, period).map((one) => [
          one.period,
          String(one.count),
          words(one.min),
          words(one.median),
          words(one.ninety),
          words(one.max),
        ]),
        'tight',
      )}
    </details>
  </article>`;
}

/** Where the version changed; a mission that has had one version only needs no mark. */
function versionMarks(versions: readonly VersionChange[], from: number, width: number): AxisMark[] {
  if (versions.length < 2 || versions.length > MOST_VERSIONS) return [];
  return versions.map(({ at, version }) => ({ share: (at - from) / width, words: version }));
}

/** Dates on the axis of days, as shares of it. */
function daysAxis(from: number, to: number, width: number): AxisMark[] {
  return timeTicks(from * DAY_MS, (to + 1) * DAY_MS - 1, 8).map(({ at, label }) => ({
    share: (at / DAY_MS - from) / width,
    words: label,
  }));
}

/** What the lines are, where a glance does not tell. */
function legend({ name, second }: Trend, width: number): Html | '' {
  if (!second && width === 1) return '';
  const sample = (kind: number) =>
    html`<svg class="sample" width="26" height="10" aria-hidden="true">
      <path class="curve curve-${kind}" d="M1 5L25 5" />
    </svg>`;
  const words = [
    ...(second ? [name] : []),
    ...(width > 1 ? [`median of ${width} days; band: all of them`] : []),
  ];
  return html`<p class="legend">
    <span>${sample(0)} ${text(words.join(', '))}</span>
    ${second ? html`<span>${sample(1)} ${text(second.name)}</span>` : ''}
  </p>`;
}

/** The days that are worth a look: those with the worst values. */
function farthest({ points, limits }: Trend, words: (value: number) => string): Html | '' {
  if (points.length < 4) return '';
  const side = limits?.side === 'below' ? -1 : 1;
  const worst = [...points].sort((a, b) => side * (b.value - a.value)).slice(0, 3);
  const link = ({ at, value }: DayValue) => {
    const day = dayOfNumber(at);
    return html`<span><a href="/days/${day}">${day}</a> ${words(value)}</span> `;
  };
  return html`<p class="farthest">
    <span class="note">${side < 0 ? 'Least' : 'Most'}:</span> ${worst.map(link)}
  </p>`;
}
