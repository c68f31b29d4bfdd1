import { FAILURES, isFailureCode } from '../../domain/failures.js';
import type { MessageRow, MessageState } from '../../ledger/schema.js';
import { html, htmlTable, instant, text, type Html } from './html.js';
import { codeWords } from './now-page.js';
import { badge } from './parts.js';

/** The states that messages can be chosen by. */
export const MESSAGE_STATES: readonly MessageState[] = ['quarantined', 'kept', 'acted', 'recorded'];

/** The page of messages, the newest first. */
export function messagesPage(
  rows: readonly MessageRow[],
  state: MessageState | undefined,
  now: number,
): Html[] {
  const choice = (value: MessageState | undefined, words: string) =>
    html`<a
      href="/messages${value === undefined ? '' : `?state=${value}`}"
      ${value === state ? html`aria-current="page"` : ''}
      >${words}</a
    >`;
  return [
    html`<h1>Messages</h1>
      <nav class="choices" aria-label="States">
        ${choice(undefined, 'all')} ${MESSAGE_STATES.map((value) => choice(value, value))}
      </nav>`,
    rows.length === 0
      ? html`<p class="calm">There is no such message.</p>`
      : htmlTable(
          ['Came', 'Kind', 'State', 'Subject and sender', 'About'],
          rows.map((row) => [
            instant(row.receivedAt, now),
            text(row.kind),
            badge(row.state, row.state === 'quarantined' ? 'bad' : row.state === 'kept' ? 'warn' : 'dim'),
            html`<div>${text(row.subject ?? row.id)}</div>
              <div class="note">${text(row.sender)}</div>
              ${row.code === undefined ? '' : quarantine(row)}`,
            html`<div>${text(row.about)}</div>
              <div class="note">${text(row.path)}</div>`,
          ]),
        ),
  ];
}

function quarantine({ code = '', sentence }: MessageRow): Html {
  return html`<div><b class="code">${text(code)}</b> ${text(sentence)}</div>
    ${isFailureCode(code) ? html`<div class="note">${codeWords(FAILURES[code].next)}</div>` : ''}`;
}
