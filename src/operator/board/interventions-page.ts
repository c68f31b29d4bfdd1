import { orderOfWorkflow } from '../../domain/ids.js';
import { SCOPS } from '../../domain/scops/order-input.js';
import type { PageOf } from '../../ledger/match.js';
import { subjectOfWorkflow } from '../../ledger/read-subjects.js';
import type { InterventionRow } from '../../ledger/schema.js';
import { cursorText } from '../reading/cursor.js';
import { detailText } from '../words/interventions.js';
import { choice, field, problem, searchForm } from './forms.js';
import { html, htmlTable, instant, text, type Html } from './html.js';
import { dayHref, nameHref, receiptHref } from './links.js';
import { addressOf, pager } from './paging.js';
import { orderHref } from './orders/parts.js';
import { badge } from './parts.js';

/** What the page of interventions is made of. */
export interface InterventionsFacts {
  readonly mission: string;
  /** What was asked for, as the address has it. */
  readonly asked: Readonly<Record<string, string>>;
  readonly problem?: string;
  readonly page: PageOf<InterventionRow>;
  readonly people: readonly string[];
  readonly verbs: readonly string[];
  readonly now: number;
}

/** The audit log: who did what to which, when, and why; the newest first. */
export function interventionsPage(facts: InterventionsFacts): (Html | '')[] {
  const { asked, page, mission, now } = facts;
  const { by, verb, from, to, q, cursor } = asked;
  const filter = { by, verb, from, to, q };
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return [
    html`<h1>Interventions</h1>
      <p class="lead">
        What people did, who and why: nothing here is ever changed or removed.
        <a href="${addressOf('/interventions.csv', filter)}" download
          >Export ${filtered ? 'these' : 'all'} as CSV</a
        >
      </p>`,
    searchForm(
      '/interventions',
      [
        choice('Who', 'by', facts.people.map(short), by),
        choice('Verb', 'verb', facts.verbs, verb),
        field('From', 'from', from, { type: 'date' }),
        field('to', 'to', to, { type: 'date' }),
        field('Text', 'q', q, { type: 'search', hint: 'why, detail, file' }),
      ],
      filtered,
    ),
    facts.problem === undefined ? '' : problem(facts.problem),
    page.rows.length === 0
      ? facts.problem === undefined
        ? html`<p class="calm">${filtered ? 'There is no such intervention.' : 'Nobody has intervened.'}</p>`
        : ''
      : htmlTable(
          ['When', 'Who', 'Verb', 'About', 'Why'],
          page.rows.map((row) => [
            instant(row.at, now, true),
            text(row.by),
            html`<b>${text(row.verb)}</b> ${row.refused === undefined ? '' : badge('refused', 'bad')}`,
            html`${target(mission, row)}${detail(row)}`,
            html`${text(row.why)}${
              row.refused === undefined
                ? ''
                : html`<div class="refused"><b>Not carried out:</b> ${text(row.refused)}</div>`
            }`,
          ]),
        ),
    pager(
      '/interventions',
      filter,
      { name: 'cursor', here: cursor, next: page.next && cursorText(page.next) },
      { first: '← Newest', next: 'Older →' },
    ),
  ];
}

/** What an intervention was about, as a link. */
function target(mission: string, row: InterventionRow): Html | string {
  if (row.mission === SCOPS) {
    const { order, line } = orderOfWorkflow(row.workflowId);
    return html`order <a href="${orderHref(order)}">${text(order)}</a>${
        line === undefined ? '' : html`, line <code>${text(line)}</code>`
      }`;
  }
  const subject = subjectOfWorkflow(mission, row.workflowId);
  const day = row.day ?? subject?.day;
  const delivery = row.workflowId.endsWith('/delivery') ? ' delivery' : '';
  if (day !== undefined)
    return html`<a href="${dayHref(day)}">${day}${row.level ? ` ${row.level}` : ''}</a>${delivery}`;
  if (subject?.receipt !== undefined)
    return html`DN <a href="${receiptHref(subject.receipt)}">${text(subject.receipt)}</a>`;
  const file = row.detail['file'];
  if (typeof file === 'string') return html`<a href="${nameHref(file)}"><code>${text(file)}</code></a>`;
  return html`<code>${text(row.workflowId)}</code>`;
}

/** The rest of the detail; a file that is linked above is not said again. */
function detail({ day, detail: all }: InterventionRow): Html | '' {
  const { file, ...others } = all;
  const words = detailText(day === undefined && typeof file === 'string' ? others : all);
  return words === '' ? '' : html`<div class="note">${text(words)}</div>`;
}

/** A name as a list to choose from shows it: a long one would make the list wider than the page. */
function short(name: string): readonly [string, string] {
  return [name, name.length > 32 ? `${name.slice(0, 31)}…` : name];
}
