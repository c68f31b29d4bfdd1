import { FAILURES, isFailureCode } from '../../domain/failures.js';
import type { PageOf } from '../../ledger/match.js';
import type { Subject } from '../../ledger/read-subjects.js';
import type { MessageRow, MessageState } from '../../ledger/schema.js';
import { cursorText } from '../reading/cursor.js';
import { field, hidden, problem, searchForm } from './forms.js';
import { html, htmlTable, instant, text, type Html } from './html.js';
import { messageHref, subjectLinks } from './links.js';
import { addressOf, pager, tabs } from './paging.js';
import { badge, codeWords } from './parts.js';

/** The states that messages can be chosen by, with what each means. */
export const MESSAGE_STATES = {
  quarantined: 'set aside: a person has to read it',
  kept: 'on the disk, not yet acted on',
  acted: 'a workflow was told',
  recorded: 'noted, nothing to do',
} as const satisfies Record<MessageState, string>;

/** What the page of messages is made of. */
export interface MessagesFacts {
  /** What was asked for, as the address has it. */
  readonly asked: Readonly<Record<string, string>>;
  /** What is wrong with it, one sentence. */
  readonly problem?: string;
  readonly page: PageOf<MessageRow>;
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly counts: Readonly<Partial<Record<MessageState, number>>>;
  readonly now: number;
}

/** The page of messages, the newest first. */
export function messagesPage(facts: MessagesFacts): (Html | '')[] {
  const { asked, page, counts } = facts;
  const { q, from, to, state, kind, cursor } = asked;
  const kept = { q, from, to, kind };
  const states = Object.keys(MESSAGE_STATES) as MessageState[];
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const words = (name: string, count: number, alarm: boolean) =>
    html`${name} <b class="${alarm ? 'count' : 'tally'}">${count}</b>`;
  return [
    html`<h1>Messages</h1>`,
    tabs('States', [
      { href: addressOf('/messages', kept), words: words('all', total, false), here: state === undefined },
      ...states.map((value) => ({
        href: addressOf('/messages', { ...kept, state: value }),
        words: words(value, counts[value] ?? 0, value === 'quarantined' && (counts[value] ?? 0) > 0),
        here: state === value,
      })),
    ]),
    searchForm(
      '/messages',
      [
        field('Text', 'q', q, { type: 'search', hint: 'subject, sender, PDR, DN, id' }),
        field('Came from', 'from', from, { type: 'date' }),
        field('to', 'to', to, { type: 'date' }),
        hidden('state', state),
        hidden('kind', kind),
      ],
      [q, from, to, state, kind].some((value) => value !== undefined),
    ),
    facts.problem === undefined ? '' : problem(facts.problem),
    isMessageState(state) ? html`<p class="note">${state}: ${MESSAGE_STATES[state]}.</p>` : '',
    page.rows.length === 0
      ? facts.problem === undefined
        ? html`<p class="calm">There is no such message.</p>`
        : ''
      : htmlTable(
          ['Came', 'Kind', 'State', 'Subject and sender', 'About'],
          page.rows.map((row) => messageCells(row, facts)),
        ),
    pager(
      '/messages',
      { ...kept, state },
      { name: 'cursor', here: cursor, next: page.next && cursorText(page.next) },
      { first: '← Newest', next: 'Older →' },
    ),
  ];
}

function isMessageState(text: string | undefined): text is MessageState {
  return text !== undefined && Object.hasOwn(MESSAGE_STATES, text);
}

function messageCells(row: MessageRow, { subjects, now }: MessagesFacts): (Html | string)[] {
  return [
    instant(row.receivedAt, now),
    text(row.kind),
    messageBadge(row.state),
    html`<a href="${messageHref(row.id)}">${text(row.subject || row.id)}</a>
      <div class="note">${text(row.sender)}</div>
      ${row.code === undefined ? '' : whyAside(row)}`,
    subjectLinks(subjects.get(row.about ?? ''), row.about),
  ];
}

/** The badge of what became of a message. */
export function messageBadge(state: MessageState): Html {
  return badge(state, state === 'quarantined' ? 'bad' : state === 'kept' ? 'warn' : 'dim');
}

/** Why a message was set aside or noted: the code, the sentence, and the next step. */
export function whyAside({ code = '', sentence }: MessageRow): Html {
  return html`<div><b class="code">${text(code)}</b> ${text(sentence)}</div>
    ${isFailureCode(code) ? html`<div class="note">${codeWords(FAILURES[code].next)}</div>` : ''}`;
}
