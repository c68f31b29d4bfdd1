import { html } from 'hono/html';
import { printable } from '../words/layout.js';

/** Escaped HTML: everything that a template puts in is escaped unless it is HTML itself. */
export type Html = ReturnType<typeof html>;

export { html };

/** A text from outside, for a page: nothing in it turns the reading direction or hides characters. */
export function text(value: string | number | undefined): string {
  return value === undefined ? '' : printable(String(value));
}

/** An instant: readable, to the minute or to the second, and exact for programs. */
export function instant(ms: number, now: number, seconds = false): Html {
  const iso = new Date(ms).toISOString();
  const day = iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10) ? '' : `${iso.slice(0, 10)} `;
  return html`<time datetime="${iso}" title="${iso}">${day}${iso.slice(11, seconds ? 19 : 16)}</time>`;
}

/** A section with a heading; nothing when there is nothing in it. */
export function section(title: string, body: Html | readonly Html[], note = ''): Html | '' {
  if (Array.isArray(body) && body.length === 0) return '';
  return html`<section>
    <h2>${title}${note === '' ? '' : html` <span class="note">${note}</span>`}</h2>
    ${body}
  </section>`;
}

/**
 * A table. On a narrow screen each row becomes a block whose cells carry the name of their column; a `tight` one, which
 * is read line by line, scrolls instead.
 */
export function htmlTable(
  heads: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
  kind: '' | 'tight' = '',
): Html {
  const table = html`<table class="${kind}">
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map(
              (cell, index) =>
                html`<td data-label="${heads[index] ?? ''}" class="${cell === '' ? 'blank' : ''}">
                  <div>${cell}</div>
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
  return kind === 'tight' ? html`<div class="scroll" tabindex="0">${table}</div>` : table;
}
