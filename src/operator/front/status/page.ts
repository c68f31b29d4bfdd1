import type { OrderProductRow, OrderRow } from '../../../ledger/order-rows.js';
import { canBeCancelled, filesRemoved } from '../../../ledger/orders.js';
import { bytesText } from '../../../domain/words.js';
import { html, instant, section, text, type Html } from '../../board/html.js';
import { badge, untilWords } from '../../board/parts.js';
import { hasProvenance } from '../download/provenance.js';
import { details } from './details.js';
import { DOWNLOADS, isDownload, stageWords, TONES } from './words.js';

/** What the status page shows. */
export interface StatusPage {
  readonly order: OrderRow;
  readonly products: readonly OrderProductRow[];
  readonly now: number;
  /** A mark of this order and these products: the stream tells whether the page is old. */
  readonly mark: string;
  /** Whether this reader may download and change things: a link that only shows the status may not. */
  readonly may: boolean;
  /** The address of a page of this order, for this reader. */
  readonly href: (page: string) => string;
}

/** The page of one order. */
export function statusPage(view: StatusPage): readonly (Html | '')[] {
  const { order, now, may, href } = view;
  return [
    html`<article
      class="card ${cardKind(order)}"
      data-events="${href('/events')}"
      data-mark="${view.mark}"
      data-spoken="${spoken(view)}"
    >
      <h1>Flight ${text(order.flight)} ${badge(order.state, TONES[order.state])}</h1>
      <p class="note">Order ${text(order.id)}, sent ${instant(order.createdAt, now)}</p>
      ${order.sentence === '' ? '' : html`<p>${text(order.sentence)}</p>`}
      ${untilWords(order.until, order.thenWhat, now)} ${hold(order)} ${missing(order)}
      ${may ? todo(view) : ''} ${may ? provenanceLink(order, href) : ''}
    </article>`,
    section('Products', productTable(view), productNote(view.products)),
    section('What was ordered', details(order.request)),
    may && canBeCancelled(order.state)
      ? html`<p class="links"><a href="${href('/cancel')}">Cancel this order</a></p>`
      : '',
  ];
}

function cardKind({ state }: OrderRow): string {
  const tone = TONES[state];
  return { bad: 'held', warn: 'waiting', strong: 'running', good: 'done' }[tone] ?? '';
}

/** What is read aloud when it changes. */
function spoken({ order, products }: StatusPage): string {
  return [`${order.state}.`, order.sentence, productNote(products)].filter((words) => words !== '').join(' ');
}

function hold({ heldCode, heldSentence, heldDetails, sentence, state }: OrderRow): Html | '' {
  if (heldSentence === undefined) return '';
  const isOurs = state === 'needs attention' || heldCode === 'OPERATOR_HOLD';
  return html`${
    heldSentence === sentence
      ? ''
      : html`<p class="hold">${isOurs ? '' : 'An operator looks at this: '}${text(heldSentence)}</p>`
  }
  ${
    heldDetails === undefined || heldDetails.length === 0
      ? ''
      : html`<ul class="details">
          ${heldDetails.map((detail) => html`<li>${text(detail)}</li>`)}
        </ul>`
  }`;
}

function missing({ missing: sentences }: OrderRow): Html | '' {
  if (sentences === undefined || sentences.length === 0) return '';
  return html`<p class="hold">Not in the zip of all:</p>
    <ul class="details">
      ${sentences.map((sentence) => html`<li>${text(sentence)}</li>`)}
    </ul>`;
}

/** What the client has to do, or can do, now. */
function todo({ order, href }: StatusPage): Html | '' {
  const button = (page: string, words: string) => html`<a class="button" href="${href(page)}">${words}</a>`;
  switch (order.state) {
    case 'awaiting confirmation':
      return html`<p>${button('/confirm', 'Confirm it')} ${equationsLink(order, href)}</p>`;
    case 'awaiting equations':
      return html`<p>${button('/equations', 'Say the formulas')}</p>`;
    case 'needs attention':
      return html`<p>${button('/dem', 'Choose other elevations')}</p>`;
    case 'complete':
    case 'partly complete':
      return order.masterZip === undefined
        ? ''
        : html`<p>
            ${button('/all', `Download all${order.masterBytes === undefined ? '' : ` (${bytesText(order.masterBytes)})`}`)}
          </p>`;
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'removed':
      return html`<p>
        <a class="button second" href="/order?flight=${order.flight}">Order lines of this flight again</a>
      </p>`;
    default:
      return '';
  }
}

/** The link to how an order was made; nothing before it was. */
export function provenanceLink(order: OrderRow, href: StatusPage['href']): Html | '' {
  if (!hasProvenance(order)) return '';
  return html`<p class="links"><a href="${href('/provenance')}">How it was made (provenance, JSON)</a></p>`;
}

function equationsLink({ request }: OrderRow, href: StatusPage['href']): Html | '' {
  return request.bandMaths ? html`<a class="button second" href="${href('/equations')}">Formulas</a>` : '';
}

function productNote(products: readonly OrderProductRow[]): string {
  const done = products.filter(({ state }) => state === 'complete').length;
  return products.length === 0 ? '' : `${done} of ${products.length} complete`;
}

function productTable(view: StatusPage): Html {
  const { products } = view;
  if (products.length === 0)
    return html`<p class="note">Its products are listed here as soon as the work begins.</p>`;
  return html`<table class="products">
    <thead>
      <tr>
        ${['Product', 'Stage', 'Size', 'Zip', 'Download'].map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${products.map((product) => productRow(product, view))}
    </tbody>
  </table>`;
}

function productRow(row: OrderProductRow, view: StatusPage): Html {
  const { href, may, order } = view;
  const { product, mappedBytes, zipBytes } = row;
  const hasLook = row.files?.['quickLook'] !== undefined && !filesRemoved(order.state);
  const cell = (head: string, body: Html | '') =>
    html`<td data-label="${head}" class="${body === '' ? 'blank' : ''}"><div>${body}</div></td>`;
  const size = (bytes: number | undefined) => (bytes === undefined ? '' : html`${bytesText(bytes)}`);
  const look = html`<img
    class="look"
    src="${href(`/looks/${product}`)}"
    alt="Quick-look of ${text(product)}"
    loading="lazy"
  />`;
  return html`<tr>
    ${cell('Product', html`<b>${text(product)}</b>${hasLook ? look : ''}`)} ${cell('Stage', stageCell(row))}
    ${cell('Size', size(mappedBytes))} ${cell('Zip', size(zipBytes))}
    ${cell('Download', may ? downloads(row, order, href) : html`<span class="note">log in</span>`)}
  </tr>`;
}

/** Where a product is: words, and a bar while it is on its way. */
function stageCell(row: OrderProductRow): Html {
  const { product, progress, state, sentence } = row;
  const words = stageWords(row);
  const bad = state === 'failed' || state === 'given up';
  return html`<div class="${bad ? 'bad' : ''}">${bad ? '✗ ' : state === 'complete' ? '✓ ' : ''}${words}</div>
    ${
      state === 'complete' || state === 'given up'
        ? ''
        : html`<progress max="100" value="${progress}" aria-label="Progress of ${text(product)}"></progress>
            <span class="note">${Math.floor(progress)} %</span>`
    }
    ${sentence === undefined ? '' : html`<div class="note">${text(sentence)}</div>`}
    ${state === 'failed' ? html`<div class="note">An operator has been told; the order waits for it for a time.</div>` : ''}`;
}

/** The links to the files of a product, or why there are none. */
export function downloads(row: OrderProductRow, { state }: OrderRow, href: StatusPage['href']): Html {
  if (row.state === 'given up') return html`<span class="note">not made</span>`;
  if (filesRemoved(state)) return html`<span class="note">removed</span>`;
  const kinds = row.state === 'complete' ? Object.keys(row.files ?? {}).filter(isDownload) : [];
  if (kinds.length === 0) return html`<span class="note">when complete</span>`;
  return html`<span class="files"
    >${kinds.map(
      (kind) =>
        html`<a
          href="${href(`/files/${row.product}/${kind}`)}"
          aria-label="${DOWNLOADS[kind]} of ${text(row.product)}"
          >${DOWNLOADS[kind]}</a
        > `,
    )}</span
  >`;
}
