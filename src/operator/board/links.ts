import type { Subject } from '../../ledger/read-subjects.js';
import { html, text, type Html } from './html.js';

/** The page of a message. */
export function messageHref(id: string): string {
  return `/messages/${encodeURIComponent(id)}`;
}

/** The page of a receipt. */
export function receiptHref(key: string): string {
  return `/receipts/${encodeURIComponent(key)}`;
}

/** The page of a day. */
export function dayHref(day: string): string {
  return `/days/${encodeURIComponent(day)}`;
}

/** The files of the archive whose names begin with a text. */
export function nameHref(name: string): string {
  return `/files?${new URLSearchParams({ q: name }).toString()}`;
}

/** Links to what something is about; the text itself where the ledger has no such thing. */
export function subjectLinks(subject: Subject | undefined, words: string | undefined): Html | string {
  if (subject?.pdr !== undefined && subject.day !== undefined)
    return html`PDR <a href="${dayHref(subject.day)}"><code>${text(subject.pdr)}</code></a>
      <span class="note">${subject.day} ${text(subject.level)}</span>`;
  if (subject?.day !== undefined)
    return html`<a href="${dayHref(subject.day)}"
      >${subject.day}${subject.level ? ` ${subject.level}` : ''}</a
    >`;
  if (subject?.receipt !== undefined)
    return html`DN <a href="${receiptHref(subject.receipt)}">${text(subject.receipt)}</a>`;
  return text(words);
}
