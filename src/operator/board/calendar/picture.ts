import { CELL_STATES, CELLS } from '../../words/cells.js';
import { gapPlaces, PLACES, stateOf, type Sheet } from '../../words/sheet.js';
import { html, type Html } from '../html.js';

/** Heights in the picture, pixels: of a row, between levels, of the line of gaps, and between bands. */
const ROW = 4;
const BETWEEN_LEVELS = 1;
const GAP_LINE = 3;
const BETWEEN_BANDS = 5;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Where the bands and rows of a sheet lie in its picture, pixels from the top. */
export interface Lines {
  /** From one band to the next. */
  readonly band: number;
  /** The middle of every row within a band. */
  readonly rows: readonly number[];
  /** The middle of the line of gaps within a band. */
  readonly gaps: number;
  readonly height: number;
}

/** Lays out the picture of a sheet. */
export function linesOf(sheet: Sheet): Lines {
  const rows = sheet.rows.map(
    (row, index) => ROW / 2 + 1 + index * ROW + sheet.levels.indexOf(row.level) * BETWEEN_LEVELS,
  );
  const bottom = (rows.at(-1) ?? 0) + ROW / 2;
  const band = bottom + GAP_LINE + BETWEEN_BANDS;
  return { band, rows, gaps: bottom + GAP_LINE / 2, height: band * sheet.years.length };
}

/**
 * The cells as one path for every state and one (`X`) for what a filter leaves out: cells side by side that are alike
 * are one line. How a state looks is a matter of style. The script of the page draws changed cells in the same way.
 */
export function cellPaths(letters: string, lines: Lines): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (let line = 0; line * PLACES < letters.length; line += 1) {
    const row = line % lines.rows.length;
    const y = Math.floor(line / lines.rows.length) * lines.band + lines.rows[row]!;
    for (let from = 0; from < PLACES;) {
      const letter = letters[line * PLACES + from]!;
      let to = from + 1;
      while (to < PLACES && letters[line * PLACES + to] === letter) to += 1;
      if (letter !== ' ') {
        const key = letter < 'a' ? 'X' : letter;
        paths.set(key, `${paths.get(key) ?? ''}M${from} ${y}h${to - from}`);
      }
      from = to;
    }
  }
  return paths;
}

/** The picture of a whole mission: a band for every year, a link to it, and the months on top. */
export function picture(sheet: Sheet, letters: string, query: string): Html {
  const lines = linesOf(sheet);
  const paths = cellPaths(letters, lines);
  const top = (index: number) => index * lines.band;
  const gaps = sheet.years
    .map((year, index) =>
      gapPlaces(sheet.gaps, year)
        .map(({ from, to }) => `M${from} ${top(index) + lines.gaps}h${to - from + 1}`)
        .join(''),
    )
    .join('');
  const months = MONTHS.map((_, month) => `M${month * 31} 0V${lines.height}`).join('');
  // The keys of paths come before those that need a person: these lie on top.
  const order = ['X', ...CELL_STATES.map((_, index) => String.fromCharCode(97 + index)).reverse()];
  return html`<div class="mission-map">
    <svg class="map-years" width="44" height="${lines.height}">
      ${sheet.years.map(
        (year, index) =>
          html`<a href="/calendar/${year}${query}"
            ><text x="40" y="${top(index) + lines.gaps - 4}" text-anchor="end">${year}</text></a
          >`,
      )}
    </svg>
    <svg class="map-months" height="16" aria-hidden="true">
      ${MONTHS.map(
        (name, month) =>
          html`<text x="${((month * 100) / 12).toFixed(2)}%" dx="3" y="12">
            ${name.slice(0, 1)}<tspan class="rest">${name.slice(1)}</tspan>
          </text>`,
      )}
    </svg>
    <svg
      id="map"
      class="map"
      viewBox="0 0 ${PLACES} ${lines.height}"
      height="${lines.height}"
      preserveAspectRatio="none"
      data-years="${sheet.years[0]} ${sheet.years.length}"
      data-rows="${sheet.rows.map((row) => `${row.level} ${row.step}`).join(',')}"
      data-lines="${[lines.band, ...lines.rows].join(' ')}"
      data-states="${CELL_STATES.map((state) => CELLS[state].word).join(',')}"
      data-letters="${letters}"
    >
      ${sheet.years.map(
        (year, index) =>
          html`<a href="/calendar/${year}${query}" tabindex="-1" aria-hidden="true"
            ><rect class="band" y="${top(index)}" width="${PLACES}" height="${lines.band}"
          /></a>`,
      )}
      <path class="ground" stroke-width="${lines.gaps - GAP_LINE / 2}" d="${ground(sheet, letters, lines)}" />
      <path class="months" d="${months}" />
      <path class="gaps" d="${gaps}" />
      ${order.map((key) => html`<path class="cells ${cellClass(key)}" data-key="${key}" d="${paths.get(key) ?? ''}" />`)}
      <rect id="map-cursor" class="cursor" width="3" height="8" visibility="hidden" />
    </svg>
  </div>`;
}

/** The days that there are, behind the cells. */
function ground(sheet: Sheet, letters: string, lines: Lines): string {
  const middle = (lines.gaps - GAP_LINE / 2) / 2;
  return sheet.years
    .flatMap((_, index) => {
      const first = index * sheet.rows.length * PLACES;
      const days = letters.slice(first, first + PLACES);
      return [...days.matchAll(/[^ ]+/g)].map(
        ({ index: from, 0: run }) => `M${from} ${index * lines.band + middle}h${run.length}`,
      );
    })
    .join('');
}

function cellClass(key: string): string {
  return key === 'X' ? 'left-out' : `is-${stateOf(key)}`;
}

/** A sample of every state for the legend: the mark, and how the picture shows it. */
export function sample(state: (typeof CELL_STATES)[number]): Html {
  return html`<svg
    class="sample"
    viewBox="0 0 8 8"
    width="24"
    height="16"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <rect class="band" width="8" height="8" />
    <path class="cells is-${state}" d="M1 4h6" />
  </svg>`;
}
