import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dataDay, dayEnd, dayStart, type DataDay } from '../../src/domain/data-day.js';
import { STAGES } from '../../src/domain/story.js';
import type { LevelFacts, LevelGroup } from '../../src/ledger/read-calendar.js';
import { cellPaths, linesOf } from '../../src/operator/board/calendar/picture.js';
import { filterOf, queryOf } from '../../src/operator/board/calendar/address.js';
import {
  CELL_STATES,
  cellState,
  CELLS,
  matches,
  STEPS,
  type CellFilter,
} from '../../src/operator/words/cells.js';
import {
  changedLetters,
  countLetters,
  dayAt,
  gapPlaces,
  PLACES,
  placeOf,
  Sheet,
  stateOf,
} from '../../src/operator/words/sheet.js';

const LEVELS = ['L1', 'L2'];
const TODAY = dataDay('2026-11-23');

const anyDay = fc.integer({ min: 0, max: 9_400 }).map((count) => addDays(dataDay('2001-01-01'), count));
const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const anyFacts: fc.Arbitrary<LevelFacts> = fc
  .record({
    level: fc.constantFrom(...LEVELS),
    stage: fc.constantFrom(...STAGES),
    state: fc.constantFrom('waiting', 'running', 'held', 'done', 'abandoned'),
    version: maybe(['1.0.1', '2.0.1']),
    verdict: maybe(['Passed', 'Suspect', 'Failed']),
    heldCode: maybe(['MISSING_INPUT', 'QA_FAILED']),
    overridden: fc.boolean(),
    offered: fc.boolean(),
  })
  .map((facts) => facts as LevelFacts);
/** Levels of days, each day and level once, in groups of one. */
const anyMission = fc
  .uniqueArray(fc.tuple(anyFacts, anyDay), {
    maxLength: 60,
    selector: ([facts, day]) => `${facts.level} ${day}`,
  })
  .map((all): LevelGroup[] => all.map(([facts, day]) => ({ ...facts, days: [day] })));
const anyFilter: fc.Arbitrary<CellFilter> = fc.record(
  {
    state: fc.constantFrom(...CELL_STATES),
    version: fc.constantFrom('1.0.1', '2.0.1'),
    verdict: fc.constantFrom('Passed', 'Suspect', 'Failed'),
    heldCode: fc.constantFrom('MISSING_INPUT', 'QA_FAILED'),
    overridden: fc.constant(true as const),
    offered: fc.constant(true as const),
  },
  { requiredKeys: [] },
);

/** The letter of a cell. */
function letterAt(sheet: Sheet, letters: string, day: DataDay, row: number): string {
  const year = sheet.years.indexOf(Number(day.slice(0, 4)));
  return letters[(year * sheet.rows.length + row) * PLACES + placeOf(day)]!;
}

describe('a cell', () => {
  it('of every stage and state has a word and a character that no other has in its row', () => {
    expect(new Set(Object.values(CELLS).map((cell) => cell.mark)).size).toBe(CELL_STATES.length);
    expect(new Set(Object.values(CELLS).map((cell) => cell.word)).size).toBe(CELL_STATES.length);
  });

  it.each([
    [{ stage: 'await inputs', state: 'waiting' }, 'inputs', 'ahead'],
    [{ stage: 'run', state: 'running' }, 'running', 'ahead'],
    [{ stage: 'QA', state: 'held' }, 'held', 'ahead'],
    [{ stage: 'run', state: 'abandoned' }, 'abandoned', 'abandoned'],
    [{ stage: 'deliver', state: 'running' }, 'made', 'running'],
    [{ stage: 'await PAN', state: 'waiting' }, 'made', 'pan'],
    [{ stage: 'await PAN', state: 'held' }, 'made', 'held'],
    [{ stage: 'await PAN', state: 'abandoned' }, 'made', 'abandoned'],
    [{ stage: 'accepted', state: 'done' }, 'made', 'accepted'],
    [undefined, 'unopened', 'unopened'],
  ] as const)('of a level that stands at %j is %s, and its delivery %s', (level, made, delivered) => {
    expect(STEPS.map((step) => cellState(level, step))).toEqual([made, delivered]);
  });

  it('is delivered only when it is made', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const [made, delivered] = STEPS.map((step) => cellState(facts, step));
        if (['accepted', 'pan'].includes(delivered!)) expect(made).toBe('made');
        if (delivered === 'ahead') expect(made).not.toBe('made');
      }),
    );
  });
});

describe('a sheet', () => {
  it('has every level of every day at its place, and nothing else', () => {
    fc.assert(
      fc.property(anyMission, anyFilter, (groups, filter) => {
        const sheet = new Sheet(groups, [], LEVELS, TODAY);
        const letters = sheet.letters(filter);
        expect(letters).toHaveLength(sheet.years.length * sheet.rows.length * PLACES);
        const known = new Map(groups.map((group) => [`${group.level} ${group.days[0]}`, group]));
        sheet.years.forEach((year) => {
          for (let place = 0; place < PLACES; place += 7) {
            const day = dayAt(year, place);
            if (day !== undefined) expect(placeOf(day)).toBe(place);
          }
        });
        for (const [name, group] of known) {
          const day = dataDay(name.slice(3));
          expect(sheet.level(day, group.level)).toBe(group);
          sheet.rows.forEach((row, index) => {
            if (row.level !== group.level) return;
            const state = cellState(group, row.step);
            const letter = letterAt(sheet, letters, day, index);
            expect(stateOf(letter)).toBe(state);
            expect(letter >= 'a').toBe(matches(group, state, filter));
          });
        }
        const { all } = countLetters(letters);
        const days = sheet.years.reduce(
          (sum, year) => sum + (Date.UTC(year + 1, 0) - Date.UTC(year, 0)) / 86_400_000,
          0,
        );
        expect(all).toBe(days * sheet.rows.length);
        const unfiltered = countLetters(sheet.letters());
        expect(unfiltered.shown).toBe(all);
        expect(all - unfiltered.states.unopened).toBe(known.size * STEPS.length);
      }),
    );
  });

  it('says what has changed, and no more: put into the old letters it gives the new ones', () => {
    fc.assert(
      fc.property(anyMission, anyMission, anyFilter, (before, after, filter) => {
        const [old, now] = [before, after].map((groups) => {
          // The same first and last year, so that the sheets are of one size.
          const edges = ['2001-01-01', '2026-12-31'].map((day) => ({
            ...FACTS,
            level: 'L9',
            days: [dataDay(day)],
          }));
          return new Sheet([...groups, ...edges], [], LEVELS, TODAY).letters(filter);
        });
        const changes = changedLetters(old!, now!)!;
        let patched = old!;
        for (const { at, letters } of changes) {
          expect(patched[at]).not.toBe(letters[0]);
          patched = patched.slice(0, at) + letters + patched.slice(at + letters.length);
        }
        expect(patched).toBe(now);
      }),
    );
  });

  it('is drawn cell by cell: every letter is under the line of its state, once', () => {
    fc.assert(
      fc.property(anyMission, anyFilter, (groups, filter) => {
        const sheet = new Sheet(groups, [], LEVELS, TODAY);
        const letters = sheet.letters(filter);
        const lines = linesOf(sheet);
        const drawn = new Map<string, number>();
        for (const [key, path] of cellPaths(letters, lines))
          for (const [, length] of path.matchAll(/h(\d+)/g))
            drawn.set(key, (drawn.get(key) ?? 0) + Number(length));
        const { all, shown, states } = countLetters(letters);
        CELL_STATES.forEach((state, index) => {
          expect(drawn.get(String.fromCharCode(97 + index)) ?? 0).toBe(states[state]);
        });
        expect(drawn.get('X') ?? 0).toBe(all - shown);
      }),
      { numRuns: 30 },
    );
  });

  it('marks the days that a gap touches', () => {
    const gap = (from: number, to: number) => ({
      mission: 'm',
      id: 'g',
      fromAt: from,
      toAt: to,
      types: [],
      by: 'a',
      why: 'b',
      at: 1,
    });
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 40 }), (first, count) => {
        const last = addDays(first, count - 1);
        const gaps = [gap(dayStart(first) + 1, dayEnd(last))];
        const sheet = new Sheet([], gaps, LEVELS, TODAY);
        for (const day of [first, last]) {
          const year = Number(day.slice(0, 4));
          expect(
            gapPlaces(gaps, year).some(({ from, to }) => from <= placeOf(day) && placeOf(day) <= to),
          ).toBe(true);
          expect(sheet.gapsOf(day)).toHaveLength(1);
        }
        expect(sheet.gapsOf(addDays(first, -1))).toEqual([]);
        expect(sheet.gapsOf(addDays(last, 1))).toEqual([]);
      }),
    );
  });
});

describe('a filter', () => {
  it('is the same after it was an address', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const query = new URLSearchParams(queryOf(filter));
        expect(filterOf((name) => query.get(name) ?? undefined)).toEqual(filter);
      }),
    );
  });

  it('asks for nothing when its words are none that there are', () => {
    fc.assert(
      fc.property(fc.string(), (word) => {
        fc.pre(!(CELL_STATES as readonly string[]).includes(word));
        expect(
          filterOf((name) => (name === 'version' ? undefined : word === '1' ? 'x' : word)).state,
        ).toBeUndefined();
      }),
    );
  });
});

const FACTS: LevelFacts = { level: 'L1', stage: 'run', state: 'running', overridden: false, offered: false };
