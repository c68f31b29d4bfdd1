import type { PageOf } from '../../../ledger/match.js';
import type { OrderProgress } from '../../../ledger/read-orders.js';
import type { OrderRow, OrderState } from '../../../ledger/schema.js';
import { cursorText } from '../../reading/cursor.js';
import { ORDER_STANDINGS } from '../../words/orders.js';
import { choice, field, problem, searchForm } from '../forms.js';
import { html, htmlTable, instant, text, type Html } from '../html.js';
import { pager } from '../paging.js';
import { orderBadge, orderHref, progressPart } from './parts.js';

/** What the list of orders is made of. */
export interface OrdersFacts {
  /** What was asked for, as the address has it. */
  readonly asked: Readonly<Record<string, string>>;
  readonly problem?: string;
  readonly page: PageOf<OrderRow>;
  readonly progress: ReadonlyMap<string, OrderProgress>;
  readonly counts: Readonly<Partial<Record<OrderState, number>>>;
  readonly projects: readonly string[];
  readonly now: number;
}

/** The orders, the newest first, with a search. */
export function ordersPage(facts: OrdersFacts): (Html | '')[] {
  const { asked, page, counts, now } = facts;
  const { state, project, q, cursor } = asked;
  const filter = { state, project, q };
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const states = Object.values(ORDER_STANDINGS)
    .map(({ mark, word }) => [word, `${mark} ${word} (${counts[word as OrderState] ?? 0})`] as const)
    .filter(([word]) => (counts[word as OrderState] ?? 0) > 0 || word === state);
  return [
    html`<h1>Orders</h1>
      <p class="lead">Flight lines that scientists have ordered, the newest first.</p>`,
    total === 0
      ? ''
      : searchForm(
          '/orders',
          [
            choice('State', 'state', states, state, `all (${total})`),
            choice('Project', 'project', facts.projects, project),
            field('Text', 'q', q, { type: 'search', hint: 'id, flight, client' }),
          ],
          filtered,
        ),
    facts.problem === undefined ? '' : problem(facts.problem),
    page.rows.length === 0
      ? facts.problem === undefined
        ? html`<p class="calm">
            ${filtered ? 'There is no such order.' : 'Nobody has ordered anything yet.'}
          </p>`
        : ''
      : htmlTable(
          ['Order', 'State', 'How far', 'What it does or waits for', 'Client', 'Ordered'],
          page.rows.map((row) => orderCells(row, facts.progress.get(row.id), now)),
        ),
    pager(
      '/orders',
      filter,
      { name: 'cursor', here: cursor, next: page.next && cursorText(page.next) },
      { first: '← Newest', next: 'Older →' },
    ),
  ];
}

function orderCells(order: OrderRow, progress: OrderProgress | undefined, now: number): (Html | string)[] {
  const { sentence, heldCode, heldSentence } = order;
  return [
    html`<a href="${orderHref(order.id)}">${text(order.id)}</a>`,
    orderBadge(order),
    progress === undefined
      ? ''
      : html`${progressPart(progress.progress, order.id)}
          <div class="note">
            ${progress.complete} of ${progress.products}
            products${progress.failed > 0 ? html`, <b class="refused">✗ ${progress.failed} failed</b>` : ''}
          </div>`,
    heldCode === undefined
      ? text(sentence)
      : html`<b class="code">${heldCode}</b> ${text(heldSentence ?? sentence)}`,
    text(order.email),
    instant(order.createdAt, now),
  ];
}
