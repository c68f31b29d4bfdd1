import { addDays, type DataDay } from '../../../domain/data-day.js';
import { dayNumber, figureSeries, type FigureSeries } from '../../reading/figure-series.js';
import type { FigureHistory } from '../../reading/figures.js';
import { figureSentences } from '../../words/day.js';
import { html, htmlTable, section, text, type Html } from '../html.js';
import { badge } from '../parts.js';
import { summary } from '../plot/bins.js';
import { sparkline } from '../plot/sparkline.js';
import { valueWords } from '../plot/words.js';
import type { DayFacts } from './facts.js';

/** How many days the small plots show, the day itself included. */
export const HISTORY_DAYS = 30;

/** What QA says of the day: the verdicts, and every figure against its limits and against the days before. */
export function quality({ view, history }: DayFacts): Html | '' {
  const { qa, levels, day } = view.record;
  const verdicts = levels.flatMap((level) =>
    level.qaVerdict
      ? [html`<p>${level.level} ${verdictBadge(level.qaVerdict)} ${text(level.qaExplanation)}</p>`]
      : [],
  );
  const plots = history.flatMap((one) => {
    const rows = figureSeries(one).filter((series) => series.points.length > 0);
    return rows.length === 0 ? [] : [figuresTable(one, rows, day.day)];
  });
  const table =
    qa.length === 0
      ? []
      : [
          html`<details class="more">
            <summary>Every product, in words</summary>
            ${htmlTable(
              ['Product', 'Verdict', 'Reasons', 'Figures'],
              qa.map((row) => [
                html`<code>${text(row.product)}</code>`,
                verdictBadge(row.verdict),
                lines(row.reasons),
                lines(figureSentences(row.figures)),
              ]),
            )}
          </details>`,
        ];
  return section('Quality', [...verdicts, ...plots, ...table]);
}

function figuresTable(history: FigureHistory, rows: readonly FigureSeries[], day: DataDay): Html {
  const to = dayNumber(day);
  const from = to - HISTORY_DAYS + 1;
  return html`<div class="figures-of">
    <h3>
      ${history.row.type}
      <span class="note"
        >${history.level}, against the ${HISTORY_DAYS} days since ${addDays(day, 1 - HISTORY_DAYS)};
        <a href="/trends?level=${history.level}">trends</a></span
      >
    </h3>
    ${htmlTable(
      ['Figure', 'This day', 'Limits', `${HISTORY_DAYS} days`, 'Median', 'From – to'],
      rows.map((series) => {
        const all = summary(series.points.map((point) => point.value));
        const today = series.points.findLast((point) => point.at === to)?.value;
        const words = (value: number) => valueWords(value, series.unit);
        return [
          series.name,
          html`<b>${today === undefined ? 'none' : words(today)}</b> ${limitBadge(today, series)}`,
          limitWords(series),
          sparkline({
            label: `${series.name}: ${all.count} values, median ${words(all.median)}, from ${words(all.min)} to ${words(all.max)}; this day ${today === undefined ? 'none' : words(today)}${series.limits ? `; ${limitWords(series)}` : ''}`,
            points: series.points,
            from,
            to,
            marked: to,
            limits: series.limits
              ? [
                  { value: series.limits.suspect, kind: 'suspect' },
                  { value: series.limits.failed, kind: 'failed' },
                ]
              : [],
          }),
          words(all.median),
          `${words(all.min)} – ${words(all.max)}`,
        ];
      }),
    )}
  </div>`;
}

/** What a value says by the limits; nothing when it is within them. */
function limitBadge(value: number | undefined, { limits }: FigureSeries): Html | '' {
  if (value === undefined || !limits) return '';
  const beyond = (limit: number) => (limits.side === 'above' ? value >= limit : value < limit);
  if (beyond(limits.failed)) return verdictBadge('Failed');
  return beyond(limits.suspect) ? verdictBadge('Suspect') : '';
}

function limitWords({ limits, unit }: FigureSeries): string {
  if (!limits) return '';
  const from = limits.side === 'above' ? 'from' : 'below';
  return `Suspect ${from} ${valueWords(limits.suspect, unit)}, Failed ${from} ${valueWords(limits.failed, unit)}`;
}

function verdictBadge(verdict: string): Html {
  return badge(verdict, verdict === 'Passed' ? 'good' : verdict === 'Failed' ? 'bad' : 'warn');
}

function lines(sentences: readonly string[]): Html {
  return html`${sentences.map((sentence) => html`<div>${text(sentence)}</div>`)}`;
}
