import { CELL_STATES, CELLS, isFilter, type CellFilter } from '../../words/cells.js';
import { countLetters, type Sheet } from '../../words/sheet.js';
import { html, type Html } from '../html.js';
import { queryOf } from './address.js';
import { filterWords } from './filter-form.js';
import { sample } from './picture.js';

/** What every calendar page is made of. */
export interface CalendarFacts {
  readonly sheet: Sheet;
  readonly filter: CellFilter;
  /** `sheet.letters(filter)`. */
  readonly letters: string;
}

/** A number as people read it: `36,500`. */
export function figure(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** What some cells show, in one or two sentences. */
export function countsSentence(letters: string, filter: CellFilter): string {
  const { all, shown, states } = countLetters(letters);
  const parts = CELL_STATES.filter((state) => states[state] > 0).map(
    (state) => `${CELLS[state].word} ${figure(states[state])}`,
  );
  const which = parts.length === 0 || filter.state !== undefined ? '' : `: ${parts.join(', ')}`;
  return isFilter(filter)
    ? `${figure(shown)} of ${figure(all)} cells match (${filterWords(filter)})${which}.`
    : `${figure(all)} cells${which}.`;
}

/** What colours, shapes and characters mean; each is a link to the cells of that state. */
export function legend(path: string, filter: CellFilter): Html {
  return html`<ul class="cell-legend" aria-label="States">
    ${CELL_STATES.map(
      (state) =>
        html`<li>
          <a href="${path}${queryOf({ ...filter, state })}"
            >${sample(state)}
            <i class="is-${state}" aria-hidden="true">${CELLS[state].mark}</i> ${CELLS[state].word}</a
          >
        </li>`,
    )}
  </ul>`;
}

/** Where one is, and the way back: `Calendar › 2026 › November`. */
export function crumbs(steps: readonly (readonly [string, string])[], query: string): Html {
  return html`<nav class="crumbs" aria-label="Calendar">
    ${steps.map(([href, words], index) =>
      index === steps.length - 1
        ? html`<b aria-current="page">${words}</b>`
        : html`<a href="${href}${query}">${words}</a> <span aria-hidden="true">›</span> `,
    )}
  </nav>`;
}

/** Links to what comes before and after; an empty address is none. */
export function neighbours(before: readonly [string, string], after: readonly [string, string]): Html {
  const link = ([href, words]: readonly [string, string], rel: string, arrow: string) =>
    href === ''
      ? html`<span></span>`
      : html`<a rel="${rel}" href="${href}"
          >${rel === 'prev' ? `${arrow} ${words}` : `${words} ${arrow}`}</a
        >`;
  return html`<nav class="days" aria-label="Neighbours">
    ${link(before, 'prev', '←')}${link(after, 'next', '→')}
  </nav>`;
}
