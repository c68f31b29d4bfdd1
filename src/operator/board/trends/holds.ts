import { dayOf } from '../../../domain/data-day.js';
import { FAILURES } from '../../../domain/failures.js';
import type { HoldRecord } from '../../../ledger/holds.js';
import { dayNumber } from '../../reading/figure-series.js';
import { html, htmlTable, type Html } from '../html.js';
import { percent } from '../plot/scale.js';
import { periodOf, type Period } from './periods.js';
import { codeWords } from '../parts.js';

/** How often each reason held something, month by month: one row of bars for each, and the numbers as a table. */
export function holdsFigure(
  holds: readonly HoldRecord[],
  range: { readonly from: number; readonly to: number },
  tabled: Period,
): Html {
  if (holds.length === 0)
    return html`<article class="trend">
      <h3>Holds</h3>
      <p class="note">Nothing was held in this time.</p>
    </article>`;
  const months = monthsBetween(range.from, range.to);
  const codes = [...countBy(holds, (hold) => hold.code)].sort((a, b) => b[1] - a[1]);
  const monthOf = (hold: HoldRecord) => periodOf(dayNumber(dayOf(hold.at)), 'month');
  const counts = countBy(holds, (hold) => `${hold.code} ${monthOf(hold)}`);
  const most = Math.max(...counts.values());
  const periods = [...new Set(holds.map((hold) => periodOf(dayNumber(dayOf(hold.at)), tabled)))].sort();
  const tabledCounts = countBy(
    holds,
    (hold) => `${hold.code} ${periodOf(dayNumber(dayOf(hold.at)), tabled)}`,
  );
  return html`<article class="trend">
    <h3>Holds <b class="figure">${holds.length}</b></h3>
    <p class="note">
      By reason and month in which they began, those of receipts too; the tallest bar is ${most}. From
      ${months[0]} to ${months.at(-1)}.
    </p>
    <div class="hold-rows">
      ${codes.map(
        ([code, total]) =>
          html`<div class="hold-row">
            <span class="code" title="${FAILURES[code].next.replaceAll('`', '')}">${code}</span>
            <b>${total}</b>
            <svg role="img" aria-label="${code}: ${total} in ${months.length} months">
              <line class="grid-line" x1="0" x2="100%" y1="100%" y2="100%" />
              ${months.map((month, index) => {
                const count = counts.get(`${code} ${month}`);
                if (count === undefined) return '';
                const height = Math.max(0.08, count / most);
                return html`<rect
                  x="${percent((index + 0.1) / months.length)}"
                  width="${percent(0.8 / months.length)}"
                  y="${percent(1 - height)}"
                  height="${percent(height)}"
                >
                  <title>${month}: ${count}</title>
                </rect>`;
              })}
            </svg>
          </div>`,
      )}
    </div>
    <details class="more">
      <summary>By ${tabled}, as a table</summary>
      ${htmlTable(
        ['Reason', ...periods, 'What helps'],
        codes.map(([code]) => [
          code,
          ...periods.map((period) => String(tabledCounts.get(`${code} ${period}`) ?? 0)),
          html`${codeWords(FAILURES[code].next)}`,
        ]),
        'tight',
      )}
    </details>
  </article>`;
}

function countBy<K extends string>(
  holds: readonly HoldRecord[],
  key: (hold: HoldRecord) => K,
): Map<K, number> {
  const counts = new Map<K, number>();
  for (const hold of holds) counts.set(key(hold), (counts.get(key(hold)) ?? 0) + 1);
  return counts;
}

/** Every month from one instant to another (epoch milliseconds), `YYYY-MM`. */
export function monthsBetween(from: number, to: number): string[] {
  const at = new Date(from);
  at.setUTCDate(1);
  at.setUTCHours(0, 0, 0, 0);
  const months: string[] = [];
  for (; at.getTime() <= to; at.setUTCMonth(at.getUTCMonth() + 1)) months.push(at.toISOString().slice(0, 7));
  return months;
}
