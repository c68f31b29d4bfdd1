import type { GapRow, ProcessorChoiceRow } from '../../ledger/schema.js';
import { html, htmlTable, instant, section, text, type Html } from './html.js';
import type { Reader } from './kit.js';
import { verbForm } from './verbs/verb-form.js';

/** What the page of decisions is made of. */
export interface DecisionsFacts {
  readonly gaps: readonly GapRow[];
  readonly choices: readonly ProcessorChoiceRow[];
  /** The version of each level by the mission file. */
  readonly usual: readonly (readonly [level: string, version: string])[];
  readonly reader: Reader;
  /** Epoch milliseconds. */
  readonly now: number;
}

const BACK = '/decisions';

/** What operators decided for the mission as a whole: known gaps and versions of processors, each with its form. */
export function decisionsPage({ gaps, choices, usual, reader, now }: DecisionsFacts): (Html | '')[] {
  const form = (words: string, which: 'gap' | 'processor' | 'note', does: string) =>
    reader.role !== 'operator'
      ? ''
      : html`<div class="verbs">
          <details class="verb">
            <summary>${words}</summary>
            ${verbForm(which, { does, about: {}, back: BACK }, reader)}
          </details>
        </div>`;
  return [
    html`<h1>Decisions</h1>
      <p class="lead">
        What counts for the mission as a whole. Nothing here is ever removed; what was said last counts.
      </p>`,
    html`<section>
      <h2>Known gaps</h2>
      ${
        gaps.length === 0
          ? html`<p class="quiet">No gap is known.</p>`
          : htmlTable(
              ['From', 'To', 'Types', 'Who', 'Why'],
              [...gaps]
                .reverse()
                .map((gap) => [
                  instant(gap.fromAt, 0),
                  instant(gap.toAt, 0),
                  gap.types.length === 0 ? 'all' : gap.types.join(', '),
                  html`${text(gap.by)} <span class="note">${instant(gap.at, now)}</span>`,
                  text(gap.why),
                ]),
            )
      }
      ${form('A gap is known', 'gap', 'Inputs of that time are not missing, in days that are open and in those to come.')}
    </section>`,
    html`<section>
      <h2>Versions of processors</h2>
      <p>
        By the mission file:
        ${usual.map(([level, version]) => html`<span class="badge">${level} ${version}</span> `)}
      </p>
      ${
        choices.length === 0
          ? ''
          : htmlTable(
              ['Level', 'Version', 'From', 'To', 'Who', 'Why'],
              choices.map((choice) => [
                choice.level,
                text(choice.version),
                choice.fromDay,
                choice.toDay ?? 'from then on',
                html`${text(choice.by)} <span class="note">${instant(choice.at, now)}</span>`,
                text(choice.why),
              ]),
            )
      }
      ${form('Choose a version', 'processor', 'Days that are opened from now on are made with it; those that are open keep theirs.')}
    </section>`,
    section(
      'Notes',
      form('Write a note', 'note', 'The note stands in the audit, and with the day that it names.') || [],
    ),
  ];
}
