import { dayStart } from '../../../domain/data-day.js';
import type { Mission } from '../../../domain/mission.js';
import { dayNumber } from '../../reading/figure-series.js';
import type { Trends } from '../../reading/trends.js';
import { counted } from '../../words/states.js';
import { html, text, type Html } from '../html.js';
import { MOST_VERSIONS, trendFigure } from './figure.js';
import { holdsFigure } from './holds.js';
import { fittingPeriod } from './periods.js';
import { RANGES, type AskedRange, type RangeName } from './range.js';

/** What the page is made of. */
export interface TrendsFacts {
  readonly mission: Mission;
  readonly range: AskedRange;
  readonly trends: Trends;
  /** Until when holds were counted, epoch milliseconds. */
  readonly heldUntil: number;
}

/** The page of trends: how a level did over the days. */
export function trendsPage(facts: TrendsFacts): (Html | '')[] {
  const { mission, range, trends } = facts;
  const { level, from, to } = trends;
  const address = (name: RangeName, other = level) =>
    name === 'days' ? `/trends?level=${other}&from=${from}&to=${to}` : `/trends?level=${other}&range=${name}`;
  const choice = (href: string, words: string, here: boolean) =>
    html`<a href="${href}" ${here ? html`aria-current="page"` : ''}>${words}</a>`;
  const period = fittingPeriod(dayNumber(from), dayNumber(to));
  const csv = (by: string) => `/trends.csv?level=${level}&from=${from}&to=${to}&by=${by}`;
  return [
    html`<h1>Trends of ${level}</h1>
      <div class="trend-choices">
        <nav class="choices" aria-label="Levels">
          ${Object.keys(mission.levels).map((one) => choice(address(range.name, one), one, one === level))}
        </nav>
        <nav class="choices" aria-label="Ranges">
          ${(Object.keys(RANGES) as (keyof typeof RANGES)[]).map((name) =>
            choice(address(name), RANGES[name], name === range.name),
          )}
        </nav>
        <form method="get" action="/trends" class="range">
          <input type="hidden" name="level" value="${level}" />
          <label>from <input type="date" name="from" value="${from}" required /></label>
          <label>to <input type="date" name="to" value="${to}" required /></label>
          <button>Show</button>
        </form>
      </div>
      ${range.problem === undefined ? '' : html`<p class="notice">${text(range.problem)}</p>`}
      <p class="lead">
        ${counted(dayNumber(to) - dayNumber(from) + 1, 'day')}, ${from} to ${to}. ${versions(trends)} As CSV:
        <a href="${csv('day')}">by day</a>, <a href="${csv(period)}">by ${period}</a>.
      </p>`,
    html`<div class="trends">
      ${trends.figures.map((trend) => trendFigure(trend, trends))}
      ${holdsFigure(trends.holds, { from: dayStart(from), to: facts.heldUntil }, period)}
    </div>`,
  ];
}

function versions({ versions: changes }: Trends): string {
  if (changes.length > MOST_VERSIONS)
    return `The version of the processor changed ${changes.length - 1} times, too often to be marked.`;
  if (changes.length <= 1) return changes[0] ? `Processor ${changes[0].version}.` : '';
  return `Dotted upright lines: another version of the processor from that day on.`;
}

/** The page before there is anything to show. */
export function noTrends(): Html {
  return html`<h1>Trends</h1>
    <p class="calm">The ledger has no day yet.</p>`;
}
