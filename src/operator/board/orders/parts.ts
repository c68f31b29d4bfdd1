import { FAILURES, isFailureCode } from '../../../domain/failures.js';
import type { Pause } from '../../../ledger/read-interventions.js';
import type { OrderProductRow, OrderRow } from '../../../ledger/schema.js';
import { ORDER_STANDINGS, PRODUCT_STANDINGS } from '../../words/orders.js';
import type { OfferedVerb } from '../../words/order-verbs.js';
import type { Standing } from '../../words/states.js';
import { html, instant, text, type Html } from '../html.js';
import type { Reader } from '../kit.js';
import { codeWords, untilWords } from '../parts.js';
import { verbForm } from '../verbs/verb-form.js';

/** The page of an order. */
export function orderHref(id: string): string {
  return `/orders/${encodeURIComponent(id)}`;
}

/** A state with its character and its word. */
export function standingBadge({ mark, word, tone }: Standing): Html {
  return html`<span class="badge ${tone}"><span aria-hidden="true">${mark}</span> ${word}</span>`;
}

/** The badge of an order; one that is held says that too. */
export function orderBadge(order: OrderRow): Html {
  const held =
    order.heldCode !== undefined && order.state !== 'needs attention'
      ? html` <span class="badge bad">held</span>`
      : '';
  return html`${standingBadge(ORDER_STANDINGS[order.state])}${held}`;
}

/** The badge of a product. */
export function productBadge({ state }: Pick<OrderProductRow, 'state'>): Html {
  return standingBadge(PRODUCT_STANDINGS[state]);
}

/** How far something is, as a bar and as a number. */
export function progressPart(percent: number, of: string): Html {
  const whole = Math.floor(percent);
  return html`<span class="far"
    ><progress max="100" value="${whole}" aria-label="progress of ${text(of)}"></progress> ${whole} %</span
  >`;
}

/** A code and the sentence that goes with it. */
export function failureWords(code: string | undefined, sentence: string | undefined): Html | '' {
  if (code === undefined && sentence === undefined) return '';
  return html`<p class="hold">
    ${code === undefined ? '' : html`<b class="code">${text(code)}</b> `}${text(sentence)}
  </p>`;
}

/** What an operator does about a code, where that is known. */
export function nextWords(code: string | undefined): Html | '' {
  return isFailureCode(code) ? html`<p class="next">${codeWords(FAILURES[code].next)}</p>` : '';
}

/** Why an order stands where it stands: its hold, or what it does; until when, and what then. */
export function standWords(order: OrderRow, now: number): Html {
  const details = order.heldDetails ?? [];
  const held = order.heldCode !== undefined || order.heldSentence !== undefined;
  return html`${
    held
      ? failureWords(order.heldCode, order.heldSentence ?? order.sentence)
      : html`<p>${text(order.sentence)}</p>`
  }
  ${
    details.length === 0
      ? ''
      : html`<ul class="details">
          ${details.map((detail) => html`<li>${text(detail)}</li>`)}
        </ul>`
  }
  ${untilWords(order.until, order.thenWhat, now)} ${held ? nextWords(order.heldCode) : ''}`;
}

/** Who has told an order or a line to stop, and whether it has. */
export function pauseWords(
  pause: Pause | undefined,
  { what, isAtWork }: { readonly what: 'order' | 'line'; readonly isAtWork: boolean },
  now: number,
): Html | '' {
  if (pause === undefined) return '';
  return html`<p class="notice">
    <b>${isAtWork ? 'It stops before its next step' : `The ${what} is held`}</b>, as ${text(pause.by)} said
    ${instant(pause.at, now)}: ${text(pause.why)}
  </p>`;
}

/** A form for each verb that makes sense; nothing for who may only read. */
export function orderVerbs(
  offered: readonly OfferedVerb[],
  about: { readonly order: string; readonly line?: string },
  reader: Reader,
  back: string,
): Html | '' {
  if (offered.length === 0 || reader.role !== 'operator') return '';
  const group = about.line === undefined ? about.order : `${about.order}/${about.line}`;
  return html`<div class="verbs" role="group" aria-label="${text(`What an operator can do about ${group}`)}">
    ${offered.map(
      ({ verb, does }) =>
        html`<details class="verb" name="${`verbs-${group}`}">
          <summary>${verb === 'demConfirmed' ? 'DEM is there' : verb}</summary>
          ${verbForm(verb, { does, about: { ...about }, back }, reader)}
        </details>`,
    )}
  </div>`;
}
