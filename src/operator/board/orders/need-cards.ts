import { durationText } from '../../../domain/duration.js';
import type { OrderPauses, Pause } from '../../../ledger/read-interventions.js';
import type { OrderInNeed, StoppedLine } from '../../../ledger/read-orders.js';
import type { OrderProductRow } from '../../../ledger/schema.js';
import { PRODUCT_STANDINGS } from '../../words/orders.js';
import { failedLines, verbsOfLine, verbsOfOrder } from '../../words/order-verbs.js';
import { html, text, type Html } from '../html.js';
import type { Reader } from '../kit.js';
import {
  failureWords,
  nextWords,
  orderBadge,
  orderHref,
  orderVerbs,
  pauseWords,
  standingBadge,
  standWords,
} from './parts.js';

/** Who looks, when, and where the reader goes on after a verb. */
export interface CardFrame {
  readonly now: number;
  readonly reader: Reader;
  readonly back: string;
  /** Whom operators have told to stop, by order. */
  readonly pauses: ReadonlyMap<string, OrderPauses>;
}

/** The orders that need a person, a card each: why, since and until when, what then, and the verbs. */
export function needCards(orders: readonly OrderInNeed[], frame: CardFrame): Html[] {
  return orders.map((order) => needCard(order, frame));
}

function needCard(order: OrderInNeed, frame: CardFrame): Html {
  const { now, reader, back } = frame;
  const pauses = frame.pauses.get(order.id) ?? { lines: new Map() };
  const isHeld = order.heldCode !== undefined || order.state === 'needs attention';
  return html`<article class="card held">
    <h3>
      <a href="${orderHref(order.id)}">${text(order.id)}</a> ${orderBadge(order)}
      <span class="note">for ${durationText(now - order.since)}, ordered by ${text(order.email)}</span>
    </h3>
    ${standWords(order, now)}
    ${isHeld ? orderVerbs(verbsOfOrder(order, pauses), { order: order.id }, reader, back) : ''}
    ${[...failedLines(order)].map(([line, products]) => lineInNeed(order, line, products, pauses.lines.get(line), frame))}
    ${order.stopped.map((stopped) => stoppedLine(order, stopped, frame))}
  </article>`;
}

function lineInNeed(
  order: OrderInNeed,
  line: string,
  products: readonly OrderProductRow[],
  pause: Pause | undefined,
  { now, reader, back }: CardFrame,
): Html {
  const [first] = products;
  const ended = Math.max(...products.map(({ endedAt = 0 }) => endedAt));
  return html`<div class="part">
    <h4>
      Line ${text(line)} ${standingBadge(PRODUCT_STANDINGS.failed)}
      ${ended === 0 ? '' : html`<span class="note">${durationText(Math.max(0, now - ended))} ago</span>`}
    </h4>
    ${products.map(
      (product) =>
        html`${products.length > 1 ? html`<p class="note">${text(product.product)}</p>` : ''}
        ${failureWords(product.code, product.sentence)}`,
    )}
    ${nextWords(first?.code)}
    ${orderVerbs(verbsOfLine(order, products, pause), { order: order.id, line }, reader, back)}
  </div>`;
}

/** A line that failed too has its own part already. */
function stoppedLine(
  order: OrderInNeed,
  { line, pause, open }: StoppedLine,
  { now, reader, back }: CardFrame,
): Html | '' {
  if (order.failed.some((product) => product.line === line)) return '';
  return html`<div class="part">
    <h4>
      Line ${text(line)} <span class="badge bad">held</span>
      <span class="note">${durationText(Math.max(0, now - pause.at))} ago</span>
    </h4>
    ${pauseWords(pause, { what: 'line', isAtWork: false }, now)}
    ${orderVerbs(verbsOfLine(order, open, pause), { order: order.id, line }, reader, back)}
  </div>`;
}
