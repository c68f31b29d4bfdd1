import type { DataDay } from '../../../domain/data-day.js';
import { granuleOfKey, granuleWords } from '../../../domain/granule.js';
import {
  SLOT_MARKS,
  SLOT_WORDS,
  type GridRow,
  type GridSlot,
  type InputGrid,
  type SlotState,
} from '../../words/input-grid.js';
import { html, section, text, type Html } from '../html.js';
import { groupAnchor } from './files.js';

/** The inputs of the levels of a day as grids of type × slot. */
export function inputs(grids: readonly InputGrid[], day: DataDay): Html | '' {
  return grids.length === 0
    ? ''
    : section('Inputs', [...grids.map((grid) => gridTable(grid, day)), gridLegend(grids)]);
}

function gridTable(grid: InputGrid, day: DataDay): Html {
  const slotted = grid.rows.filter((row) => !row.daily);
  const daily = grid.rows.filter((row) => row.daily);
  return html`<h3>Inputs of ${grid.level} <span class="note">${grid.here} of ${grid.of} are here</span></h3>
    ${
      slotted.length === 0
        ? ''
        : html`<div class="scroll">
            <table class="grid">
              <thead>
                <tr>
                  <th scope="col">Type</th>
                  ${slotted[0]!.slots.map((slot) => html`<th scope="col">${slot.column.slice(0, 2)}</th>`)}
                  <th scope="col">Here</th>
                </tr>
              </thead>
              <tbody>
                ${slotted.map(
                  (row) =>
                    html`<tr>
                      <th scope="row">${typeLink(row, day)}</th>
                      ${row.slots.map((slot) => html`<td>${mark(slot, day)}</td>`)}${tally(row)}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${
      daily.length === 0
        ? ''
        : html`<table class="grid daily">
            <tbody>
              ${daily.map(
                (row) =>
                  html`<tr>
                    <th scope="row">${typeLink(row, day)}</th>
                    <td class="days">
                      ${row.slots.map((slot) => html`<span class="day">${slot.column} ${mark(slot, day)}</span>`)}
                    </td>
                    ${tally(row)}
                  </tr>`,
              )}
            </tbody>
          </table>`
    }`;
}

/** The way to the files of a type; where another day has them, each slot links that day. */
function typeLink(row: GridRow, day: DataDay): Html | string {
  const own = row.slots.some((slot) => slot.files.length > 0 && granuleOfKey(slot.key).day === day);
  return own ? html`<a href="#${groupAnchor(row.type)}">${row.type}</a>` : row.type;
}

/** One granule. What it stands for is said in words too, and its files are a click away. */
function mark(slot: GridSlot, day: DataDay): Html {
  const words = `${granuleWords(slot.key)}: ${SLOT_WORDS[slot.state]}`;
  const title = [words, ...slot.files].join('\n');
  const character = html`<span
    class="slot ${slot.state}"
    role="img"
    aria-label="${words}"
    title="${text(title)}"
    >${SLOT_MARKS[slot.state]}</span
  >`;
  if (slot.files.length === 0) return character;
  const granule = granuleOfKey(slot.key);
  const address = `${granule.day === day ? '' : `/days/${granule.day}`}#${groupAnchor(granule.type, granule.slot)}`;
  // The link of the row leads to the same files: a keyboard need not go through sixty.
  return html`<a class="slot-link" href="${address}" tabindex="-1">${character}</a>`;
}

function tally(row: GridRow): Html {
  const need = row.minimum > 0 && row.minimum < row.slots.length ? `at least ${row.minimum}` : row.need;
  return html`<td class="tally">${row.here} of ${row.slots.length} <span class="note">${need}</span></td>`;
}

/** What the characters of these grids mean: those that occur, and the three that everybody should know. */
function gridLegend(grids: readonly InputGrid[]): Html {
  const occur = new Set<SlotState>(['here', 'missing', 'late']);
  for (const grid of grids) for (const row of grid.rows) for (const slot of row.slots) occur.add(slot.state);
  return html`<p class="legend">
    ${(Object.keys(SLOT_MARKS) as SlotState[])
      .filter((state) => occur.has(state))
      .map(
        (state) =>
          html`<span
            ><span class="slot ${state}" aria-hidden="true">${SLOT_MARKS[state]}</span>
            ${SLOT_WORDS[state]}</span
          > `,
      )}
  </p>`;
}
