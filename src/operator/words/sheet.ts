import { dayEnd, dayStart, type DataDay } from '../../domain/data-day.js';
import type { LevelFacts, LevelGroup } from '../../ledger/read-calendar.js';
import type { GapRow } from '../../ledger/schema.js';
import {
  CELL_STATES,
  cellState,
  matches,
  STEPS,
  type CellFilter,
  type CellState,
  type Step,
} from './cells.js';

/** A year is twelve months of 31 places: months stand below each other in every year, and some places have no day. */
export const PLACES = 12 * 31;

/** The place of a day in its year. */
export function placeOf(day: DataDay): number {
  return (Number(day.slice(5, 7)) - 1) * 31 + Number(day.slice(8, 10)) - 1;
}

/** The day at a place of a year; undefined where the month is shorter. */
export function dayAt(year: number, place: number): DataDay | undefined {
  const month = Math.floor(place / 31);
  const date = (place % 31) + 1;
  const exact = new Date(Date.UTC(year, month, date));
  return exact.getUTCMonth() === month ? (exact.toISOString().slice(0, 10) as DataDay) : undefined;
}

function placesWithoutDay(year: number): boolean[] {
  const lengths = Array.from({ length: 12 }, (_, month) =>
    new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
  );
  return Array.from({ length: PLACES }, (_, place) => place % 31 >= lengths[Math.floor(place / 31)]!);
}

/** One row of a band: a step of a level. */
export interface SheetRow {
  readonly level: string;
  readonly step: Step;
}

/** How many cells there are in each state. */
export type StateCounts = Readonly<Record<CellState, number>>;

/** A whole mission, day by day: what every calendar is drawn from. */
export class Sheet {
  /** Every year from the first opened day to the last, or to today. */
  readonly years: readonly number[];
  readonly rows: readonly SheetRow[];
  readonly levels: readonly string[];
  private readonly facts: readonly LevelFacts[];
  /** For every level, for every place of every year, one more than the number of its facts; 0 where there are none. */
  private readonly numbers: ReadonlyMap<string, Uint16Array>;

  constructor(
    groups: readonly LevelGroup[],
    readonly gaps: readonly GapRow[],
    levels: readonly string[],
    today: DataDay,
  ) {
    let first = today;
    let last = today;
    for (const { days } of groups)
      for (const day of days) {
        if (day < first) first = day;
        if (day > last) last = day;
      }
    const from = Number(first.slice(0, 4));
    this.years = Array.from({ length: Number(last.slice(0, 4)) - from + 1 }, (_, index) => from + index);
    this.levels = levels;
    this.rows = levels.flatMap((level) => STEPS.map((step) => ({ level, step })));
    this.facts = groups;
    this.numbers = new Map(levels.map((level) => [level, new Uint16Array(this.years.length * PLACES)]));
    groups.forEach(({ level, days }, index) => {
      const numbers = this.numbers.get(level);
      if (numbers)
        for (const day of days) numbers[(Number(day.slice(0, 4)) - from) * PLACES + placeOf(day)] = index + 1;
    });
  }

  /** What is known of a level of a day. */
  level(day: DataDay, level: string): LevelFacts | undefined {
    const year = Number(day.slice(0, 4)) - this.years[0]!;
    const number = this.numbers.get(level)?.[year * PLACES + placeOf(day)] ?? 0;
    return this.facts[number - 1];
  }

  /**
   * The state of every cell as one letter, `a` the first of CELL_STATES: for every year the rows, for every row the
   * places. A capital is a cell that the filter leaves out, a space a place without a day.
   */
  letters(filter: CellFilter = {}): string {
    // What a filter says of one level it says of all that stand like it.
    const letter = new Map(
      this.rows.map((row): [SheetRow, string[]] => [
        row,
        [undefined, ...this.facts].map((facts) => letterOf(facts, row.step, filter)),
      ]),
    );
    const parts: string[] = [];
    this.years.forEach((year, index) => {
      const missing = placesWithoutDay(year);
      for (const row of this.rows) {
        const numbers = this.numbers.get(row.level)!;
        const letters = letter.get(row)!;
        for (let place = 0; place < PLACES; place += 1)
          parts.push(missing[place] ? ' ' : letters[numbers[index * PLACES + place]!]!);
      }
    });
    return parts.join('');
  }

  /** The known gaps that touch a day. */
  gapsOf(day: DataDay): GapRow[] {
    return this.gaps.filter((gap) => gap.fromAt < dayEnd(day) && gap.toAt > dayStart(day));
  }

  /** What can be chosen in a filter: the versions and the reasons of holds that there are. */
  choices(): { readonly versions: readonly string[]; readonly heldCodes: readonly string[] } {
    const all = (value: (facts: LevelFacts) => string | undefined) =>
      [...new Set(this.facts.map(value).filter((one) => one !== undefined))].sort();
    return { versions: all((facts) => facts.version), heldCodes: all((facts) => facts.heldCode) };
  }
}

function letterOf(facts: LevelFacts | undefined, step: Step, filter: CellFilter): string {
  const state = cellState(facts, step);
  const letter = String.fromCharCode(97 + CELL_STATES.indexOf(state));
  return matches(facts, state, filter) ? letter : letter.toUpperCase();
}

/** The state that a letter of a sheet means; undefined for a place without a day. */
export function stateOf(letter: string): CellState | undefined {
  return CELL_STATES[(letter.charCodeAt(0) | 32) - 97];
}

/** How many cells are in each state, and how many of them a filter leaves in. */
export function countLetters(letters: string): {
  readonly all: number;
  readonly shown: number;
  readonly states: StateCounts;
} {
  const counts = new Map<string, number>();
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const states = Object.fromEntries(
    CELL_STATES.map((state, index) => [state, counts.get(String.fromCharCode(97 + index)) ?? 0]),
  ) as Record<CellState, number>;
  const all = letters.length - (counts.get(' ') ?? 0);
  return { all, shown: Object.values(states).reduce((sum, count) => sum + count, 0), states };
}

/** The parts of a sheet's letters that differ: where each begins, and what it is now. Sheets of other sizes have nothing in common. */
export function changedLetters(
  before: string,
  now: string,
): { readonly at: number; readonly letters: string }[] | undefined {
  if (before.length !== now.length) return undefined;
  const changes: { at: number; letters: string }[] = [];
  for (let at = 0; at < now.length; at += 1) {
    if (before[at] === now[at]) continue;
    const begin = at;
    while (at < now.length && before[at] !== now[at]) at += 1;
    changes.push({ at: begin, letters: now.slice(begin, at) });
  }
  return changes;
}

/** The places of a year that a known gap touches, as first and last, in order. */
export function gapPlaces(
  gaps: readonly GapRow[],
  year: number,
): { readonly from: number; readonly to: number }[] {
  const start = Date.UTC(year, 0, 1);
  const end = Date.UTC(year + 1, 0, 1);
  return gaps
    .filter((gap) => gap.fromAt < end && gap.toAt > start)
    .map((gap) => ({
      from: placeOf(isoDay(Math.max(gap.fromAt, start))),
      to: placeOf(isoDay(Math.min(gap.toAt, end) - 1)),
    }));
}

function isoDay(ms: number): DataDay {
  return new Date(ms).toISOString().slice(0, 10) as DataDay;
}
