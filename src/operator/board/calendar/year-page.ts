import type { DataDay } from '../../../domain/data-day.js';
import { CELLS, notesOf } from '../../words/cells.js';
import { dayAt, PLACES, stateOf, type Sheet } from '../../words/sheet.js';
import { html, section, text, type Html } from '../html.js';
import { queryOf } from './address.js';
import { filterForm } from './filter-form.js';
import { lettersOf } from './mission-page.js';
import { countsSentence, crumbs, legend, neighbours, type CalendarFacts } from './parts.js';

/** The names of months. */
export const MONTH_NAMES =
  'January February March April May June July August September October November December'.split(' ');

/** One year: a row for every month, a cell for every day. */
export function yearPage(facts: CalendarFacts, year: number): (Html | '')[] {
  const { sheet, filter } = facts;
  const query = queryOf(filter);
  const path = `/calendar/${year}`;
  const letters = lettersOf(sheet, facts.letters, year);
  const beside = (other: number): readonly [string, string] =>
    sheet.years.includes(other) ? [`/calendar/${other}${query}`, String(other)] : ['', ''];
  return [
    html`${crumbs(
        [
          ['/calendar', 'Calendar'],
          [path, String(year)],
        ],
        query,
      )}
      <h1>${year}</h1>
      <p class="lead">${countsSentence(letters, filter)}</p>
      ${filterForm(sheet, filter, path)} ${neighbours(beside(year - 1), beside(year + 1))}
      <table class="year-grid">
        <caption class="hidden">
          Every day of ${year}, a row for each month
        </caption>
        <thead>
          <tr>
            <td></td>
            ${Array.from({ length: 31 }, (_, index) => html`<th scope="col">${index + 1}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${MONTH_NAMES.map((name, month) => {
            const href = `${path}/${String(month + 1).padStart(2, '0')}${query}`;
            const days = Array.from({ length: 31 }, (_, index) => month * 31 + index);
            return html`<tr>
              <th scope="row">
                <a href="${href}">${name.slice(0, 3)}<span class="rest">${name.slice(3)}</span></a>
              </th>
              ${days.map((place) => dayCell(sheet, dayAt(year, place), letters, place))}
            </tr>`;
          })}
        </tbody>
      </table>
      <p class="note">
        The characters of a day: a line for each level (${sheet.levels.join(', ')}), first whether it is made,
        then whether it is delivered. A bar below a day is a known gap.
      </p>
      ${legend(path, filter)}`,
    section('Known gaps', gapList(sheet, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))),
  ];
}

function dayCell(sheet: Sheet, day: DataDay | undefined, letters: string, place: number): Html {
  if (day === undefined) return html`<td class="none"></td>`;
  const gap = sheet.gapsOf(day).length > 0;
  const marks = sheet.rows.map((_, row) => {
    const letter = letters[row * PLACES + place]!;
    const state = stateOf(letter)!;
    return html`<i aria-hidden="true" class="is-${state}${letter < 'a' ? ' left-out' : ''}"
      >${CELLS[state].mark}</i
    >`;
  });
  const words = dayWords(sheet, day, letters, place) + (gap ? '; known gap' : '');
  return html`<td class="${gap ? 'gap' : ''}">
    <a href="/days/${day}" data-date="${day.slice(8)}" title="${words}"
      ><span class="hidden">${words}</span>${marks}</a
    >
  </td>`;
}

/** How a day stands, in words: `2026-11-20: L1 made, accepted; L2 held, not yet (MISSING_INPUT)`. */
function dayWords(sheet: Sheet, day: DataDay, letters: string, place: number): string {
  const levels = sheet.levels.map((level) => {
    const states = sheet.rows.flatMap((row, index) =>
      row.level === level ? [CELLS[stateOf(letters[index * PLACES + place]!)!].word] : [],
    );
    const notes = notesOf(sheet.level(day, level));
    const words = [...new Set(states)].join(', ');
    return `${level} ${words}${notes.length > 0 ? ` (${text(notes.join(', '))})` : ''}`;
  });
  return `${day}: ${levels.join('; ')}`;
}

/** The known gaps that touch a time, in words. */
export function gapList(sheet: Sheet, from: number, to: number): Html[] {
  const instantText = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
  const gaps = sheet.gaps.filter((gap) => gap.fromAt < to && gap.toAt > from);
  if (gaps.length === 0) return [];
  return [
    html`<ul class="gap-list">
      ${gaps.map(
        (gap) =>
          html`<li>
            <b>${instantText(gap.fromAt)} – ${instantText(gap.toAt)}</b>
            ${gap.types.length === 0 ? 'all inputs' : text(gap.types.join(', '))}: ${text(gap.why)}
            <span class="note">${text(gap.by)}</span>
          </li>`,
      )}
    </ul>`,
  ];
}
