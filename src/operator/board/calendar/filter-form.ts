import { CELLS, CELL_STATES, isFilter, type CellFilter } from '../../words/cells.js';
import type { Sheet } from '../../words/sheet.js';
import { html, text, type Html } from '../html.js';
import { VERDICTS } from './address.js';

/** The filter as a form whose answer is an address that can be passed on. */
export function filterForm(sheet: Sheet, filter: CellFilter, path: string): Html {
  const { versions, heldCodes } = sheet.choices();
  const one = (
    name: string,
    label: string,
    chosen: string | undefined,
    choices: readonly (readonly [string, string])[],
  ) =>
    html`<label
      >${label}
      <select name="${name}">
        <option value="">any</option>
        ${choices.map(
          ([value, words]) =>
            html`<option value="${text(value)}" ${chosen === value ? html`selected` : ''}>
              ${text(words)}
            </option>`,
        )}
      </select></label
    >`;
  const same = (values: readonly string[]) => values.map((value) => [value, value] as const);
  // What the address asks for can be chosen even when nothing is like that.
  const offered = (values: readonly string[], asked: string | undefined) =>
    same(asked === undefined || values.includes(asked) ? values : [...values, asked]);
  const tick = (name: string, label: string, ticked: boolean) =>
    html`<label class="tick"
      ><input type="checkbox" name="${name}" value="1" ${ticked ? html`checked` : ''} /> ${label}</label
    >`;
  return html`<form class="filter" method="get" action="${path}" aria-label="Filter">
    ${one(
      'state',
      'State',
      filter.state,
      CELL_STATES.map((state) => [state, CELLS[state].word] as const),
    )}
    ${one('version', 'Processor', filter.version, offered(versions, filter.version))}
    ${one('qa', 'QA', filter.verdict, same(VERDICTS))}
    ${one('held', 'Held for', filter.heldCode, offered(heldCodes, filter.heldCode))}
    ${tick('overridden', 'overridden', filter.overridden === true)}
    ${tick('offered', 'rerun offered', filter.offered === true)}
    <button type="submit">Show</button> ${isFilter(filter) ? html`<a href="${path}">Show all</a>` : ''}
  </form>`;
}

/** A filter in words. */
export function filterWords(filter: CellFilter): string {
  return [
    filter.state && CELLS[filter.state].word,
    filter.version && `processor ${text(filter.version)}`,
    filter.verdict && `QA ${filter.verdict}`,
    filter.heldCode && `held for ${filter.heldCode}`,
    filter.overridden && 'overridden',
    filter.offered && 'rerun offered',
  ]
    .filter(Boolean)
    .join(', ');
}
