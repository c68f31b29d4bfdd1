import type { DataDay } from '../../../domain/data-day.js';
import { CELLS, notesOf } from '../../words/cells.js';
import { dayAt, PLACES, placeOf, stateOf } from '../../words/sheet.js';
import { html, htmlTable, section, text, type Html } from '../html.js';
import { queryOf } from './address.js';
import { filterForm } from './filter-form.js';
import { lettersOf } from './mission-page.js';
import { countsSentence, crumbs, neighbours, type CalendarFacts } from './parts.js';
import { gapList, MONTH_NAMES } from './year-page.js';

/** One month (1 to 12): a row for every day, with all that a calendar knows of it. */
export function monthPage(facts: CalendarFacts, year: number, month: number): (Html | '')[] {
  const { sheet, filter } = facts;
  const query = queryOf(filter);
  const path = monthPath(year, month);
  const letters = lettersOf(sheet, facts.letters, year);
  const name = MONTH_NAMES[month - 1]!;
  const days = Array.from({ length: 31 }, (_, index) => dayAt(year, (month - 1) * 31 + index)).filter(
    (day): day is DataDay => day !== undefined,
  );
  const inMonth = sheet.rows
    .map((_, row) => letters.slice(row * PLACES + (month - 1) * 31, row * PLACES + month * 31))
    .join('');
  const rows = days.map((day) => {
    const mark = (row: number) => {
      const letter = letters[row * PLACES + placeOf(day)]!;
      const state = stateOf(letter)!;
      return html`<span class="cell${letter < 'a' ? ' left-out' : ''}"
        ><i class="is-${state}" aria-hidden="true">${CELLS[state].mark}</i> ${CELLS[state].word}</span
      >`;
    };
    const notes = [
      ...sheet.levels.flatMap((level) => {
        const facts = sheet.level(day, level);
        const said = notesOf(facts);
        return said.length > 0 ? [`${level}: ${said.join(', ')}`] : [];
      }),
      ...sheet.gapsOf(day).map((gap) => `known gap: ${gap.why}`),
    ];
    const versions = [...new Set(sheet.levels.map((level) => sheet.level(day, level)?.version ?? ''))];
    return [
      html`<a href="/days/${day}">${day}</a>`,
      ...sheet.rows.map((_, row) => mark(row)),
      text(versions.filter((version) => version !== '').join(', ')),
      text(notes.join('; ')),
    ];
  });
  return [
    html`${crumbs(
        [
          ['/calendar', 'Calendar'],
          [`/calendar/${year}`, String(year)],
          [path, name],
        ],
        query,
      )}
      <h1>${name} ${year}</h1>
      <p class="lead">${countsSentence(inMonth, filter)}</p>
      ${filterForm(sheet, filter, path)}
      ${neighbours(beside(facts, year, month - 1), beside(facts, year, month + 1))}
      <div class="month">
        ${htmlTable(
          ['Day', ...sheet.rows.map((row) => `${row.level} ${row.step}`), 'Processor', 'Notes'],
          rows,
        )}
      </div>`,
    section('Known gaps', gapList(sheet, Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1))),
  ];
}

function beside({ sheet, filter }: CalendarFacts, year: number, month: number): readonly [string, string] {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const [y, m] = [first.getUTCFullYear(), first.getUTCMonth() + 1];
  if (!sheet.years.includes(y)) return ['', ''];
  return [`${monthPath(y, m)}${queryOf(filter)}`, `${MONTH_NAMES[m - 1]} ${y}`];
}

function monthPath(year: number, month: number): string {
  return `/calendar/${year}/${String(month).padStart(2, '0')}`;
}
