import { PLACES } from '../../words/sheet.js';

/**
 * The script of the mission's picture: it puts in the cells that change, and lets a reader go from cell to cell with the
 * keyboard and the pointer. It draws as `cellPaths` does, which a test compares. `source` and `refresh` are those of the
 * script of every page.
 */
export const CALENDAR_SCRIPT = `'use strict';
{
const PLACES = ${PLACES};
const MONTHS_APART = 31;
const NARROW_PX = 2;
let map, letters, firstYear, years, rows, states, band, middles, cursor;

function read() {
  const before = letters;
  map = document.getElementById('map');
  const { dataset } = map;
  [firstYear, years] = dataset.years.split(' ').map(Number);
  rows = dataset.rows.split(',');
  states = dataset.states.split(',');
  [band, ...middles] = dataset.lines.split(' ').map(Number);
  letters = dataset.letters;
  // What was told since is newer than a page that was asked for before.
  if (before && before.length === letters.length && before !== letters) {
    letters = before;
    draw();
  }
  if (cursor && document.activeElement?.id === 'map-frame') show();
}

function draw() {
  const paths = {};
  for (let line = 0; line * PLACES < letters.length; line += 1) {
    const y = Math.floor(line / rows.length) * band + middles[line % rows.length];
    for (let from = 0; from < PLACES; ) {
      const letter = letters[line * PLACES + from];
      let to = from + 1;
      while (to < PLACES && letters[line * PLACES + to] === letter) to += 1;
      const key = letter < 'a' ? 'X' : letter;
      if (letter !== ' ') paths[key] = (paths[key] ?? '') + 'M' + from + ' ' + y + 'h' + (to - from);
      from = to;
    }
  }
  for (const path of map.querySelectorAll('.cells')) {
    const d = paths[path.dataset.key] ?? '';
    if (path.getAttribute('d') !== d) path.setAttribute('d', d);
  }
}

function letterAt({ year, row, place }) {
  return letters[(year * rows.length + row) * PLACES + place];
}

function dayOf({ year, place }) {
  const two = (number) => String(number).padStart(2, '0');
  return (firstYear + year) + '-' + two(Math.floor(place / MONTHS_APART) + 1) + '-' + two((place % MONTHS_APART) + 1);
}

function words(cell) {
  const letter = letterAt(cell);
  const state = states[letter.toLowerCase().charCodeAt(0) - 97];
  return dayOf(cell) + ' ' + rows[cell.row] + ': ' + state + (letter < 'a' ? ' (left out by the filter)' : '');
}

function show() {
  document.getElementById('map-cell').textContent = words(cursor);
  const mark = document.getElementById('map-cursor');
  mark.setAttribute('x', cursor.place - 1);
  mark.setAttribute('y', cursor.year * band + middles[cursor.row] - 4);
  mark.setAttribute('visibility', 'visible');
}

/** The nearest cell in a direction that is a day of the calendar; the same cell at the end. */
function step(cell, days) {
  const next = { ...cell };
  for (let left = Math.abs(days); left > 0; ) {
    next.place += Math.sign(days);
    if (next.place < 0 || next.place >= PLACES) {
      next.year += Math.sign(days);
      next.place = next.place < 0 ? PLACES - 1 : 0;
      if (next.year < 0 || next.year >= years) return cell;
    }
    if (letterAt(next) !== ' ') left -= 1;
  }
  return next;
}

function across(cell, count) {
  const line = cell.year * rows.length + cell.row + count;
  if (line < 0 || line >= years * rows.length) return cell;
  const next = { year: Math.floor(line / rows.length), row: line % rows.length, place: cell.place };
  return letterAt(next) === ' ' ? step(next, -1) : next;
}

const MOVES = {
  ArrowLeft: (cell) => step(cell, -1),
  ArrowRight: (cell) => step(cell, 1),
  ArrowUp: (cell) => across(cell, -1),
  ArrowDown: (cell) => across(cell, 1),
  PageUp: (cell) => across(cell, -rows.length),
  PageDown: (cell) => across(cell, rows.length),
  Home: (cell) => ({ ...cell, place: cell.place - (cell.place % MONTHS_APART) }),
  End: (cell) => {
    const end = { ...cell, place: cell.place - (cell.place % MONTHS_APART) + MONTHS_APART - 1 };
    return letterAt(end) === ' ' ? step(end, -1) : end;
  },
};

/** Where the cursor begins: the newest day that was opened. */
function newest() {
  const unopened = String.fromCharCode(97 + states.length - 1);
  for (let at = letters.length - 1; at >= 0; at -= 1) {
    if (letters[at] === ' ' || letters[at].toLowerCase() === unopened) continue;
    const line = Math.floor(at / PLACES);
    return { year: Math.floor(line / rows.length), row: 0, place: at % PLACES };
  }
  return { year: 0, row: 0, place: 0 };
}

function pointed(event) {
  if (!(event.target instanceof Element) || !event.target.closest('#map')) return undefined;
  const box = map.getBoundingClientRect();
  const y = event.clientY - box.top;
  const year = Math.min(years - 1, Math.max(0, Math.floor(y / band)));
  const place = Math.min(PLACES - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * PLACES)));
  const inBand = y - year * band;
  const row = middles.reduce((best, middle, at) => Math.abs(middle - inBand) < Math.abs(middles[best] - inBand) ? at : best, 0);
  const cell = { year, row, place };
  return letterAt(cell) === ' ' ? undefined : { cell, wide: box.width / PLACES >= NARROW_PX };
}

function go(cell, exact) {
  const day = dayOf(cell);
  location.assign(exact ? '/days/' + day : '/calendar/' + day.slice(0, 7).replace('-', '/') + location.search);
}

document.addEventListener('keydown', (event) => {
  if (event.target.id !== 'map-frame' || event.altKey || event.ctrlKey || event.metaKey) return;
  const move = MOVES[event.key];
  if (move) {
    event.preventDefault();
    cursor = move(cursor);
    show();
  } else if (event.key === 'Enter') go(cursor, true);
});
document.addEventListener('focusin', (event) => {
  if (event.target.id !== 'map-frame') return;
  cursor ??= newest();
  show();
});
document.addEventListener('focusout', (event) => {
  if (event.target.id === 'map-frame') document.getElementById('map-cursor').setAttribute('visibility', 'hidden');
});
document.addEventListener('pointermove', (event) => {
  const at = pointed(event);
  if (at) document.getElementById('map-cell').textContent = words(at.cell);
});
document.addEventListener('click', (event) => {
  if (event.button !== 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const at = pointed(event);
  if (!at) return;
  event.preventDefault();
  // A cell that is narrower than a finger or a pointer is not meant exactly: its month is.
  go(at.cell, at.wide);
});

function told(next, counts) {
  letters = next;
  draw();
  document.getElementById('map-counts').textContent = counts;
  if (cursor && document.activeElement?.id === 'map-frame') show();
}
source.addEventListener('cells', (event) => {
  const { changes, counts } = JSON.parse(event.data);
  let next = letters;
  for (const { at, letters: part } of changes) next = next.slice(0, at) + part + next.slice(at + part.length);
  told(next, counts);
});
source.addEventListener('letters', (event) => {
  const now = JSON.parse(event.data);
  if (now.letters.length === letters.length) told(now.letters, now.counts);
  else refresh();
});
source.addEventListener('anew', () => refresh());
document.addEventListener('refreshed', read);
read();
}
`;
