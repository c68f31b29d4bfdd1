import { CELL_STATES, CELLS, type CellFilter, type CellState } from '../../words/cells.js';
import { countLetters, gapPlaces, PLACES, type Sheet } from '../../words/sheet.js';
import { html, section, type Html } from '../html.js';
import { digestOf, queryOf } from './address.js';
import { filterForm } from './filter-form.js';
import { countsSentence, figure, legend, type CalendarFacts } from './parts.js';
import { picture } from './picture.js';

/** The letters of one year. */
export function lettersOf(sheet: Sheet, letters: string, year: number): string {
  const size = sheet.rows.length * PLACES;
  const index = sheet.years.indexOf(year);
  return letters.slice(index * size, (index + 1) * size);
}

/** The whole mission at once. */
export function missionPage({ sheet, filter, letters }: CalendarFacts): (Html | '')[] {
  const query = queryOf(filter);
  return [
    html`<h1>Calendar</h1>
      <p id="map-counts" class="lead">${countsSentence(letters, filter)}</p>
      ${filterForm(sheet, filter, '/calendar')}`,
    html`<div
        class="map-frame"
        id="map-frame"
        tabindex="0"
        data-own
        data-events="${eventsOf(filter, letters)}"
        role="application"
        aria-roledescription="picture of the mission"
        aria-label="How every day of the mission stands"
        aria-describedby="map-help"
      >
        ${picture(sheet, letters, query)}
      </div>
      <p id="map-cell" class="map-cell" role="status"></p>
      <p id="map-help" class="note">
        A band is a year; its rows are, from above,
        ${sheet.rows.map((row) => `${row.level} ${row.step}`).join(', ')}; a line below them is a known gap. A
        year is a link, and so is every cell: click, or move with the arrows (Page Up and Page Down: a year;
        Home and End: first and last day of a month) and press Enter.
      </p>
      ${legend('/calendar', filter)}`,
    section('Years', yearsTable({ sheet, filter, letters }, query)),
  ];
}

/** The stream of what changes after these letters. */
function eventsOf(filter: CellFilter, letters: string): string {
  const query = queryOf(filter);
  return `/events/calendar${query}${query === '' ? '?' : '&'}seen=${digestOf(letters)}`;
}

function yearsTable({ sheet, filter, letters }: CalendarFacts, query: string): Html {
  const shown: readonly CellState[] = CELL_STATES.filter(
    (state) => state !== 'ahead' && state !== 'unopened',
  );
  return html`<div class="scroll">
    <table class="tight years">
      <thead>
        <tr>
          <th scope="col">Year</th>
          ${shown.map((state) => html`<th scope="col" class="number">${CELLS[state].word}</th>`)}
          <th scope="col" class="number">known gaps</th>
        </tr>
      </thead>
      <tbody>
        ${[...sheet.years].reverse().map((year) => {
          const { states } = countLetters(lettersOf(sheet, letters, year));
          const gaps = gapPlaces(sheet.gaps, year).length;
          return html`<tr>
            <th scope="row"><a href="/calendar/${year}${query}">${year}</a></th>
            ${shown.map((state) => {
              const count = states[state];
              const wanted = queryOf({ ...filter, state });
              if (count === 0) return html`<td class="number none">–</td>`;
              return html`<td class="number ${state === 'held' ? 'bad' : ''}">
                ${
                  state === 'held' || state === 'running'
                    ? html`<a href="/calendar/${year}${wanted}">${figure(count)}</a>`
                    : figure(count)
                }
              </td>`;
            })}
            <td class="number ${gaps === 0 ? 'none' : ''}">${gaps === 0 ? '–' : gaps}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
