import { addDays } from '../../../domain/data-day.js';
import { counted } from '../../words/states.js';
import { html, instant, text, type Html } from '../html.js';
import type { FormVerb } from '../../verbs/forms.js';
import { badge } from '../parts.js';
import { verbForm } from '../verbs/verb-form.js';
import { deliveries, interventions, messages } from './exchange.js';
import type { DayFacts } from './facts.js';
import { dayFiles } from './files.js';
import { inputs } from './inputs.js';
import { levelCard, uiLink } from './levels.js';
import { logs } from './logs.js';
import { quality } from './quality.js';
import { timeline } from './timeline.js';

/** The page of a product day. */
export function dayPage(facts: DayFacts): (Html | '')[] {
  const { now, view, holds } = facts;
  const { record, grids } = view;
  const { day } = record;
  return [
    html`<nav class="days" aria-label="Days">
        <a href="/days/${addDays(day.day, -1)}" rel="prev">← ${addDays(day.day, -1)}</a>
        <a href="/days/${addDays(day.day, 1)}" rel="next">${addDays(day.day, 1)} →</a>
      </nav>
      <h1>
        ${day.day} ${badge(day.state, day.state === 'done' ? 'good' : day.state === 'open' ? 'warn' : 'dim')}
      </h1>
      <p class="lead">
        Opened ${instant(day.openedAt, now)} by
        ${text(day.openedBy)}${
          day.doneAt === undefined ? '' : html`, ${day.state} ${instant(day.doneAt, now)}`
        }.
        <a href="/files?day=${day.day}">${counted(record.files.length, 'file')}</a> in the archive.
        ${uiLink(facts.temporalUi, day.workflowId, 'The day in the Temporal UI')}
      </p>`,
    dayVerbs(facts),
    html`<div class="levels">${record.levels.map((level) => levelCard(level, facts))}</div>`,
    timeline(record, holds, now),
    logs(facts.logs),
    inputs(grids, day.day),
    quality(facts),
    browse(facts),
    deliveries(record, now),
    interventions(record, now),
    messages(record, now),
    dayFiles(record.files, now),
  ];
}

/** What can be done to the day as a whole. */
function dayVerbs({ view, reader }: DayFacts): Html | '' {
  if (reader.role !== 'operator') return '';
  const { day, state } = view.record.day;
  const form = (verb: FormVerb, does: string) =>
    html`<details class="verb" name="verbs-day">
      <summary>${verb}${verb === 'abandon' ? ' the day' : ''}</summary>
      ${verbForm(verb, { does, about: { day, level: '' }, back: `/days/${day}` }, reader)}
    </details>`;
  return html`<div class="verbs" role="group" aria-label="What an operator can do to the day">
    ${form('note', 'The note stands with the day, and in the audit.')}
    ${
      state === 'open'
        ? form('abandon', 'Gives the whole day up; what is archived stays archived.')
        : form('open', 'Opens the day again; levels that are accepted stay accepted.')
    }
  </div>`;
}

function browse({ browse: file, view }: DayFacts): Html | '' {
  if (!file) return '';
  const { day } = view.record.day;
  return html`<section>
    <h2>Browse picture</h2>
    <figure>
      <img src="/days/${day}/browse" alt="Browse picture of ${day}" loading="lazy" />
      <figcaption>${text(file.archiveName)}</figcaption>
    </figure>
  </section>`;
}
