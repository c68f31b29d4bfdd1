import type { DayRecord } from '../../../ledger/read-day.js';
import type { AcknowledgementRow, DeliveryRow, InterventionRow } from '../../../ledger/schema.js';
import { counted } from '../../words/states.js';
import { html, htmlTable, instant, section, text, type Html } from '../html.js';
import { badge } from '../parts.js';

/** The PDRs of a day and what the DAAC said of them, file by file. */
export function deliveries({ deliveries: rows, acknowledgements }: DayRecord, now: number): Html | '' {
  return section(
    'Deliveries',
    rows.length === 0
      ? []
      : [
          htmlTable(
            ['PDR', 'State', 'Delivered', 'Answer of the DAAC'],
            rows.map((row) => [
              html`<code>${text(row.pdr)}</code> ${granules(row)}`,
              badge(row.state, row.state === 'accepted' ? 'good' : row.state === 'failed' ? 'bad' : 'warn'),
              row.deliveredAt === undefined ? '' : instant(row.deliveredAt, now),
              answers(
                row,
                acknowledgements.filter((answer) => answer.pdr === row.pdr),
                now,
              ),
            ]),
          ),
        ],
  );
}

function granules({ files }: DeliveryRow): Html {
  return html`<details class="small">
    <summary>${counted(files.length, 'granule')}</summary>
    <ul class="details">
      ${files.map((group) => html`<li>${text(group.type)}: ${group.files.map(text).join(', ')}</li>`)}
    </ul>
  </details>`;
}

function answers(row: DeliveryRow, all: readonly AcknowledgementRow[], now: number): Html | string {
  if (all.length === 0 && row.state === 'waiting')
    return row.panExpectedAt === undefined
      ? 'none yet'
      : html`none yet; expected by ${instant(row.panExpectedAt, now)}`;
  return html`${all.map((answer) => {
    const refused = answer.files.filter((file) => file.disposition !== 'SUCCESSFUL');
    const accepted = answer.files.length - refused.length;
    return html`<div>
        ${messageLink(answer.messageId, `${answer.form} ${answer.kind}`)} ${instant(answer.receivedAt, now)}:
        ${text(answer.disposition)}
      </div>
      ${refused.map((file) => html`<div class="refused">✗ ${text(file.name)}: ${text(file.disposition)}</div>`)}
      ${
        accepted === 0
          ? ''
          : html`<details class="small">
              <summary>${counted(accepted, 'file')} accepted</summary>
              <ul class="details">
                ${answer.files
                  .filter((file) => file.disposition === 'SUCCESSFUL')
                  .map((file) => html`<li>${text(file.name)}</li>`)}
              </ul>
            </details>`
      }`;
  })}`;
}

/** What operators did, who, and why; and what was refused. */
export function interventions({ interventions: rows }: DayRecord, now: number): Html | '' {
  return section(
    'Interventions',
    rows.length === 0
      ? []
      : [
          htmlTable(
            ['When', 'Who', 'What', 'Why'],
            rows.map((row) => [
              instant(row.at, now),
              text(row.by),
              html`${row.verb} ${row.level ?? ''} ${detail(row)}`,
              html`${text(row.why)}
              ${row.refused === undefined ? '' : html`<div class="refused">✗ refused: ${text(row.refused)}</div>`}`,
            ]),
          ),
        ],
  );
}

function detail({ detail: said }: InterventionRow): Html | '' {
  const entries = Object.entries(said).filter(([, value]) => value !== undefined && value !== null);
  if (entries.length === 0) return '';
  return html`<div class="note">
    ${entries.map(([name, value]) => html`<div>${text(name)}: ${text(valueText(value))}</div>`)}
  </div>`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Every message about the day, and the way to its text as it came. */
export function messages({ messages: rows }: DayRecord, now: number): Html | '' {
  return section(
    'Messages',
    rows.length === 0
      ? []
      : [
          htmlTable(
            ['Came', 'Kind', 'State', 'Subject'],
            rows.map((row) => [
              instant(row.receivedAt, now),
              text(row.kind),
              badge(row.state, row.state === 'quarantined' ? 'bad' : 'dim'),
              messageLink(row.id, row.subject ?? row.id),
            ]),
          ),
        ],
  );
}

function messageLink(id: string, words: string): Html {
  return html`<a href="/messages/${encodeURIComponent(id)}">${text(words)}</a>`;
}
