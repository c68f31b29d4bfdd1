import type { DataDay } from '../../domain/data-day.js';
import { granuleKey, granuleOfKey } from '../../domain/granule.js';
import type { Mission } from '../../domain/mission.js';
import { planInputs, TWO_HOUR_SLOTS } from '../../domain/readiness.js';
import type { FileRow, InterventionRow } from '../../ledger/schema.js';
import { columns, type Style, PLAIN } from './layout.js';

/** How one granule of a level's inputs stands. */
export type SlotState = 'here' | 'partial' | 'missing' | 'wanted' | 'waived' | 'absent';

/** The character of each state. `wanted` delays the level for its grace time; `absent` does not delay it. */
export const SLOT_MARKS = {
  here: '+',
  partial: '/',
  missing: '-',
  wanted: 'o',
  waived: '~',
  absent: '.',
} as const satisfies Record<SlotState, string>;

/** What the marks mean, on one line. */
export const SLOT_LEGEND = '+ here  / not all its files  - missing  o wanted  ~ gone without  . not needed';

/** One granule in the grid: its column (`HHMM`, or the day of a daily one) and how it stands. */
export interface GridSlot {
  readonly key: string;
  readonly column: string;
  readonly state: SlotState;
}

/** One input type of one level. `here` counts complete granules. */
export interface GridRow {
  readonly type: string;
  readonly need: 'required' | 'wanted' | 'welcome';
  readonly daily: boolean;
  readonly slots: readonly GridSlot[];
  readonly here: number;
  /** How many are needed, at least. */
  readonly minimum: number;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** The inputs of one level of a day. */
export interface InputGrid {
  readonly level: string;
  readonly rows: readonly GridRow[];
  readonly here: number;
  readonly of: number;
}

/** What a grid is made of. `files` are those of every day that the level's rules reach. */
export interface GridFacts {
  readonly mission: Mission;
  readonly day: DataDay;
  readonly level: string;
  /** When the day was opened, epoch milliseconds. */
  readonly openedAt: number;
  readonly files: readonly FileRow[];
  readonly interventions: readonly InterventionRow[];
}

/** The first and last day whose files a level's grid needs, and their types. */
export function gridReach(
  mission: Mission,
  day: DataDay,
  level: string,
): { types: string[]; from: DataDay; to: DataDay } {
  const keys = planInputs(mission, level, day, 0).rules.flatMap((rule) => rule.granules);
  const granules = keys.map(granuleOfKey);
  const days = granules.map((granule) => granule.day).sort();
  return {
    types: [...new Set(granules.map((granule) => granule.type))],
    from: days[0] ?? day,
    to: days[days.length - 1] ?? day,
  };
}

/** The inputs of a level, granule by granule, as the ledger's files tell it. */
export function inputGrid(facts: GridFacts): InputGrid {
  const { mission, day, level, openedAt } = facts;
  const parts = partsByGranule(facts.files);
  const waived = new Set(
    facts.interventions
      .filter((intervention) => intervention.verb === 'proceed' && intervention.level === level)
      .flatMap((intervention) => (intervention.detail['without'] as readonly string[] | undefined) ?? []),
  );
  const rows = planInputs(mission, level, day, openedAt).rules.map((rule): GridRow => {
    const needed = mission.inputs[rule.type]?.edos ? 2 : 1;
    const present = (key: string) => (parts.get(key)?.size ?? 0) >= needed;
    const here = rule.granules.filter(present).length;
    const lacking: SlotState = here < rule.minimum ? 'missing' : here < rule.wanted ? 'wanted' : 'absent';
    const stateOf = (key: string): SlotState => {
      if (present(key)) return 'here';
      if (waived.has(key)) return 'waived';
      if (parts.has(key)) return 'partial';
      return lacking;
    };
    const slots = rule.granules.map((key): GridSlot => {
      const granule = granuleOfKey(key);
      return { key, column: granule.slot ?? granule.day, state: stateOf(key) };
    });
    const daily = slots.every((slot) => slot.column.length > 4);
    const { type, need, minimum, deadline } = rule;
    return { type, need, daily, slots, here, minimum, deadline };
  });
  return {
    level,
    rows,
    here: rows.reduce((sum, row) => sum + row.here, 0),
    of: rows.reduce((sum, row) => sum + row.slots.length, 0),
  };
}

/** The parts of each granule that the archive has; metadata files are no part of it. */
function partsByGranule(files: readonly FileRow[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const file of files) {
    if (file.part === 'met' || file.archiveName.endsWith('.met')) continue;
    const { type, day, slot, event } = file;
    const key = granuleKey({
      type,
      day,
      ...(slot !== undefined && { slot }),
      ...(event !== undefined && { event }),
    });
    found.set(key, (found.get(key) ?? new Set()).add(file.part ?? ''));
  }
  return found;
}

const TYPE_WIDTH = 8;

/** A grid in lines of at most 80 columns. */
export function gridLines(grid: InputGrid, style: Style = PLAIN): string[] {
  const lines = [style.strong(`Inputs of ${grid.level}`) + `  ${grid.here} of ${grid.of} are here`];
  const slotted = grid.rows.filter((row) => !row.daily);
  if (slotted.length > 0) {
    const heads = TWO_HOUR_SLOTS.map((slot) => slot.slice(0, 2)).join(' ');
    lines.push(style.dim(`  ${' '.repeat(TYPE_WIDTH)}  ${heads}`));
  }
  for (const row of grid.rows) {
    const cells = row.daily
      ? row.slots.map((slot) => `${slot.column} ${paint(slot.state, style)}`).join('  ')
      : TWO_HOUR_SLOTS.map((slot) => row.slots.find((one) => one.column === slot))
          .map((slot) => ` ${slot ? paint(slot.state, style) : ' '}`)
          .join(' ');
    const width = row.daily ? columns(row.slots.map((slot) => `${slot.column} +`).join('  ')) : 35;
    const space = ' '.repeat(Math.max(0, 35 - width));
    const need = row.minimum > 0 && row.minimum < row.slots.length ? `at least ${row.minimum}` : row.need;
    lines.push(
      `  ${row.type.padEnd(TYPE_WIDTH)}  ${cells}${space}  ${String(row.here).padStart(2)} of ${String(row.slots.length).padEnd(2)}  ${need}`,
    );
  }
  return lines;
}

function paint(state: SlotState, style: Style): string {
  const mark = SLOT_MARKS[state];
  if (state === 'missing') return style.bad(mark);
  if (state === 'partial' || state === 'waived' || state === 'wanted') return style.warn(mark);
  return state === 'here' ? style.good(mark) : style.dim(mark);
}
