import type { OrderProductRow, OrderRow } from '../../../ledger/schema.js';
import { stageTitle } from '../../words/orders.js';
import { bytesText } from '../../words/states.js';
import { html, text, type Html } from '../html.js';
import type { LogTail } from '../log/log-file.js';
import { failureWords, orderHref, productBadge } from './parts.js';

/** The logs of an order that are of none of its lines, by what they are called. */
export const COMMON_LOGS: ReadonlyMap<string, string> = new Map([
  ['dem', 'the elevations'],
  ['bundle', 'the zip of all'],
]);

/** The end of the log of a product, of a line, or of what all lines share. The page renews itself with the ledger while the product is made. */
export function orderLogPage(
  {
    order,
    product,
    name,
  }: { readonly order: OrderRow; readonly product: OrderProductRow | undefined; readonly name: string },
  log: { readonly path: string; readonly tail: LogTail } | undefined,
): (Html | '')[] {
  return [
    html`<nav class="days" aria-label="Order">
        <a href="${orderHref(order.id)}">${text(order.id)}</a>
      </nav>
      <h1 class="subject">
        Log of ${text(COMMON_LOGS.get(name) ?? name)} ${product ? productBadge(product) : ''}
      </h1>
      ${product ? html`<p class="lead">${stageTitle(product.stage)}</p>` : ''}`,
    product ? failureWords(product.code, product.sentence) : '',
    log === undefined
      ? html`<p class="note">It has written no log (yet), or the log has been removed.</p>`
      : html`${
            log.tail.leftOut > 0
              ? html`<p class="note">${bytesText(log.tail.leftOut)} before this are not shown.</p>`
              : ''
          }
          <pre class="log whole" tabindex="0" role="region" aria-label="${text(`Log of ${name}`)}">
${log.tail.text}</pre>
          <p class="note">All of it, on the station: <code>${text(log.path)}</code></p>`,
  ];
}
