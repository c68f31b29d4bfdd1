import { durationText } from '../../../domain/duration.js';
import { orderEnded } from '../../../ledger/orders.js';
import { runEnd } from '../../../ledger/order-runs.js';
import type { OrderRow, OrderRunRow } from '../../../ledger/schema.js';
import { stageTitle } from '../../words/orders.js';
import { html, htmlTable, instant, section, text, type Html } from '../html.js';
import { badge } from '../parts.js';
import { runsChart } from './runs-chart.js';

const ENDS = {
  done: ['done', 'good'],
  failed: ['failed', 'bad'],
  cancelled: ['cancelled', 'dim'],
  open: ['running', 'strong'],
  lost: ['no end recorded', 'warn'],
} as const;

/** What ran when: a chart by line and stage, and the same as a table. */
export function runsPart(runs: readonly OrderRunRow[], order: OrderRow, now: number): Html | '' {
  if (runs.length === 0) return '';
  return section(
    'What ran',
    html`<div class="chart orders">
        ${runsChart(runs, orderEnded(order.state) ? order.completedAt : undefined, now)}
      </div>
      <details class="more" name="order-runs">
        <summary>Every run</summary>
        ${htmlTable(
          ['Began', 'Product', 'Stage', 'Run', 'Took', 'End', 'What it found'],
          [...runs].reverse().map((run) => runCells(run, runs, now)),
        )}
      </details>`,
  );
}

function runCells(run: OrderRunRow, runs: readonly OrderRunRow[], now: number): (Html | string)[] {
  const [word, tone] = ENDS[runEnd(run, runs)];
  return [
    instant(run.startedAt, now, true),
    html`<code>${text(run.product)}</code>`,
    text(stageTitle(run.stage)),
    String(run.run),
    run.endedAt === undefined ? '' : durationText(run.endedAt - run.startedAt),
    badge(word, tone),
    html`${run.code === undefined ? '' : html`<b class="code">${text(run.code)}</b> `}${text(run.sentence)}
    ${text(factsText(run.facts))}`,
  ];
}

/** What a stage found, on one line. */
function factsText(facts: OrderRunRow['facts'] = {}): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('; ');
}
