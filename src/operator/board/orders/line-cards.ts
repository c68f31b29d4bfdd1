import type { OrderPauses } from '../../../ledger/read-interventions.js';
import type { OrderProductRow, OrderRow, OrderRunRow } from '../../../ledger/schema.js';
import { bandsText, stageTitle } from '../../words/orders.js';
import { isAtWork, verbsOfLine } from '../../words/order-verbs.js';
import { bytesText, counted } from '../../words/states.js';
import { html, htmlTable, text, type Html } from '../html.js';
import type { Reader } from '../kit.js';
import {
  failureWords,
  nextWords,
  orderHref,
  orderVerbs,
  pauseWords,
  productBadge,
  progressPart,
  standingBadge,
} from './parts.js';
import { PRODUCT_STANDINGS } from '../../words/orders.js';

/** Where the quick-look of a product is served. */
export function pictureHref(order: string, product: string): string {
  return `${orderHref(order)}/quick-looks/${encodeURIComponent(product)}`;
}

/** Where the log of a product is shown. */
export function orderLogHref(order: string, product: string): string {
  return `${orderHref(order)}/logs/${encodeURIComponent(product)}`;
}

/** What the cards of lines are made of. */
export interface LineFacts {
  readonly order: OrderRow;
  readonly products: readonly OrderProductRow[];
  readonly runs: readonly OrderRunRow[];
  readonly pauses: OrderPauses;
  readonly now: number;
  readonly reader: Reader;
}

/** The lines of an order, a card each with the line's products and its verbs. */
export function lineCards(facts: LineFacts): Html[] {
  const { order, products } = facts;
  const known = [
    ...new Set([...order.request.lines.map(({ name }) => name), ...products.map(({ line }) => line)]),
  ];
  return known.map((line) =>
    lineCard(
      line,
      products.filter((product) => product.line === line),
      facts,
    ),
  );
}

function lineCard(
  line: string,
  products: readonly OrderProductRow[],
  { order, runs, pauses, now, reader }: LineFacts,
): Html {
  const pause = pauses.lines.get(line);
  const verbs = verbsOfLine(order, products, pause);
  const isPaused = verbs.some(({ verb }) => verb === 'release');
  const bands = order.request.lines.find(({ name }) => name === line)?.bands;
  const state = lineState(products);
  const codes = [...new Set(products.flatMap(({ code }) => code ?? []))];
  return html`<article class="card line ${CARDS[state]}">
    <h3>
      <code>${text(line)}</code> ${standingBadge(PRODUCT_STANDINGS[state])}
      <span class="note"
        >${counted(products.length, 'product')}${
          bands === undefined ? '' : `, ${bands === 'ALL' ? 'all bands' : `bands ${bandsText(bands)}`}`
        }</span
      >
    </h3>
    ${
      products.length === 0
        ? html`<p class="note">Nothing of it was begun.</p>`
        : htmlTable(
            ['Product', 'State', 'Stage', 'Progress', 'Map', 'Zip', 'More'],
            products.map((product) => productCells(order, product)),
          )
    }
    ${
      products.length === 0 || products.some(({ product }) => product === line)
        ? ''
        : html`<p class="links">
            <a href="${orderLogHref(order.id, line)}">Log of what its products share</a>
          </p>`
    }
    ${codes.map(nextWords)}
    ${isPaused ? pauseWords(pause, { what: 'line', isAtWork: isAtWork(order, runs, line) }, now) : ''}
    ${orderVerbs(verbs, { order: order.id, line }, reader, orderHref(order.id))}
  </article>`;
}

function productCells(order: OrderRow, product: OrderProductRow): (Html | string)[] {
  const { product: name, mappedBytes, zipBytes } = product;
  return [
    html`<code>${text(name)}</code>${failureWords(product.code, product.sentence)}`,
    productBadge(product),
    stageTitle(product.stage),
    progressPart(product.progress, name),
    mappedBytes === undefined ? '' : bytesText(mappedBytes),
    zipBytes === undefined ? '' : bytesText(zipBytes),
    html`<a href="${orderLogHref(order.id, name)}">Log<span class="hidden"> of ${text(name)}</span></a>`,
  ];
}

/** A line stands as the worst of its products that is still open, and is complete when all of them are. */
function lineState(products: readonly OrderProductRow[]): OrderProductRow['state'] {
  const order = ['failed', 'running', 'given up'] as const;
  const found = order.find((state) => products.some((product) => product.state === state));
  if (found) return found;
  const isComplete = products.length > 0 && products.every(({ state }) => state === 'complete');
  return isComplete ? 'complete' : 'waiting';
}

const CARDS = {
  waiting: 'waiting',
  running: 'running',
  complete: 'done',
  failed: 'held',
  'given up': 'held',
} as const satisfies Record<OrderProductRow['state'], string>;
