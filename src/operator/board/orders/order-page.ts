import { orderOfWorkflow } from '../../../domain/ids.js';
import type { OrderPauses } from '../../../ledger/read-interventions.js';
import type { InterventionRow, OrderProductRow, OrderRow, OrderRunRow } from '../../../ledger/schema.js';
import { orderCard } from '../../words/orders.js';
import { isAtWork, verbsOfOrder } from '../../words/order-verbs.js';
import { bytesText } from '../../words/states.js';
import { html, htmlTable, instant, section, text, type Html } from '../html.js';
import type { Reader } from '../kit.js';
import { badge } from '../parts.js';
import { COMMON_LOGS } from './log-page.js';
import { lineCards, orderLogHref, pictureHref } from './line-cards.js';
import { orderBadge, orderHref, orderVerbs, pauseWords, standWords } from './parts.js';
import { requestPart } from './request.js';
import { runsPart } from './runs.js';

/** What the page of an order is made of. */
export interface OrderFacts {
  readonly order: OrderRow;
  readonly products: readonly OrderProductRow[];
  readonly runs: readonly OrderRunRow[];
  readonly interventions: readonly InterventionRow[];
  readonly pauses: OrderPauses;
  readonly now: number;
  readonly reader: Reader;
}

/** The page of an order: how it stands, its lines, what ran when, what people did, and what was asked for. */
export function orderPage(facts: OrderFacts): (Html | '')[] {
  const { order, runs, pauses, now, reader } = facts;
  const stops = { what: 'order', isAtWork: isAtWork(order, runs) } as const;
  // A hold of its own says the same.
  const pause = order.heldCode === 'OPERATOR_HOLD' ? undefined : pauses.order;
  const back = orderHref(order.id);
  return [
    html`<nav class="days" aria-label="Orders">
        <a href="/orders">All orders</a>
        <a href="/orders?${new URLSearchParams({ project: order.project }).toString()}"
          >Those of ${text(order.project)}</a
        >
      </nav>
      <h1 class="subject">${text(order.id)} ${orderBadge(order)}</h1>
      <p class="lead">
        Flight ${text(order.flight)} of project ${text(order.project)}, ordered by ${text(order.email)}
        ${instant(order.createdAt, now)}${moment('confirmed', order.confirmedAt, now)}${moment(
          'ended',
          order.completedAt,
          now,
        )}${moment('products stay until', order.expiresAt, now)}.
      </p>`,
    html`<article class="card ${orderCard(order)}">
      ${standWords(order, now)} ${pauseWords(pause, stops, now)}
      ${orderVerbs(verbsOfOrder(order, pauses), { order: order.id }, reader, back)}
      ${
        order.folder === undefined
          ? ''
          : html`<p class="links">
              ${[...COMMON_LOGS].map(([name, words]) => html`<a href="${orderLogHref(order.id, name)}">Log of ${words}</a>`)}
            </p>`
      }
    </article>`,
    packedPart(order),
    section('Flight lines', lineCards(facts)),
    picturesPart(facts),
    runsPart(runs, order, now),
    interventionsPart(facts),
    section('What was asked for', requestPart(order)),
  ];
}

function moment(words: string, at: number | undefined, now: number): Html | '' {
  return at === undefined ? '' : html`, ${words} ${instant(at, now)}`;
}

/** The zip of all, and what it has not. */
function packedPart({ masterZip, masterBytes, missing = [], folder }: OrderRow): Html | '' {
  if (masterZip === undefined && missing.length === 0) return '';
  return section(
    'Packed',
    html`${
      masterZip === undefined
        ? ''
        : html`<p>
            <code>${text(masterZip)}</code>
            ${masterBytes === undefined ? '' : bytesText(masterBytes)}${
              folder === undefined ? '' : html` <span class="note">in ${text(folder)}</span>`
            }
          </p>`
    }
    ${
      missing.length === 0
        ? ''
        : html`<p>What it has not:</p>
            <ul class="details">
              ${missing.map((sentence) => html`<li>${text(sentence)}</li>`)}
            </ul>`
    }`,
  );
}

function picturesPart({ order, products }: OrderFacts): Html | '' {
  const shown = products.filter(({ files }) => files?.['quickLook'] !== undefined);
  if (shown.length === 0) return '';
  return section(
    'Quick-looks',
    html`<div class="pictures">
      ${shown.map(
        ({ product }) =>
          html`<figure>
            <a href="${pictureHref(order.id, product)}"
              ><img
                src="${pictureHref(order.id, product)}"
                alt="${text(`Quick-look of ${product}`)}"
                loading="lazy"
            /></a>
            <figcaption>${text(product)}</figcaption>
          </figure>`,
      )}
    </div>`,
  );
}

function interventionsPart({ interventions, now }: OrderFacts): Html | '' {
  if (interventions.length === 0) return '';
  return section(
    'What people did',
    htmlTable(
      ['When', 'Who', 'Verb', 'About', 'Why'],
      interventions.map((row) => {
        const { line } = orderOfWorkflow(row.workflowId);
        return [
          instant(row.at, now, true),
          text(row.by),
          html`<b>${text(row.verb)}</b> ${row.refused === undefined ? '' : badge('refused', 'bad')}`,
          line === undefined ? 'the order' : html`line <code>${text(line)}</code>`,
          html`${text(row.why)}${
            row.refused === undefined
              ? ''
              : html`<div class="refused"><b>Not carried out:</b> ${text(row.refused)}</div>`
          }`,
        ];
      }),
    ),
  );
}
