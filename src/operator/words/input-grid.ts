import { dayEnd, dayStart, type DataDay } from '../../domain/data-day.js';
import { granuleKey, granuleOfKey } from '../../domain/granule.js';
import type { Mission } from '../../domain/mission.js';
import { planInputs, TWO_HOUR_SLOTS } from '../../domain/readiness.js';
import type { FileRow, GapRow, InterventionRow } from '../../ledger/schema.js';
import { columns, type Style, PLAIN } from './layout.js';

/**
 * How one granule of a level's inputs stands. `late`: it came after the level had started, and is not in what was made;
 * `incomplete`: a file of it came that is not what its DN says; `gap`: it was never made, as is known; `wanted`: it delays
 * the level for its grace time; `waived`: the level goes without it; `absent`: nothing waits for it.
 */
export type SlotState =
  'here' | 'late' | 'partial' | 'incomplete' | 'missing' | 'wanted' | 'waived' | 'gap' | 'absent';

/** The character of each state. */
export const SLOT_MARKS = {
  here: '+',
  late: '>',
  partial: '/',
  incomplete: '!',
  missing: '-',
  wanted: 'o',
  waived: '~',
  gap: '=',
  absent: '.',
} as const satisfies Record<SlotState, string>;

/** What each state is called. */
export const SLOT_WORDS = {
  here: 'here',
  late: 'came too late',
  partial: 'not all its files',
  incomplete: 'incomplete',
  missing: 'missing',
  wanted: 'wanted',
  waived: 'gone without',
  gap: 'known gap',
  absent: 'not needed',
} as const satisfies Record<SlotState, string>;

/** What the marks mean, on lines of at most 80 columns. */
export const SLOT_LEGEND = legendLines();

function legendLines(): string[] {
  const entries = (Object.keys(SLOT_MARKS) as SlotState[]).map(
    (state) => `${SLOT_MARKS[state]} ${SLOT_WORDS[state]}`,
  );
  return [entries.slice(0, 5).join('   '), entries.slice(5).join('   ')];
}

/** One granule in the grid: its column (`HHMM`, or the day of a daily one) and how it stands. */
export interface GridSlot {
  readonly key: string;
  readonly column: string;
  readonly state: SlotState;
  /** The archive's names of its files that are here. */
  readonly files: readonly string[];
}

/** One input type of one level. `here` counts complete granules, late ones too. */
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
  /** Present when the level has started, and does not wait for its inputs again. */
  readonly start?: LevelStart | undefined;
  /** Keys of granules of which a file came that is not what its DN says. */
  readonly incomplete?: ReadonlySet<string>;
  /** The known gaps that touch the days of the files. */
  readonly gaps?: readonly GapRow[];
}

/** When a level was started last, epoch milliseconds; and, where it is known, which granules it was given or denied. */
export interface LevelStart {
  readonly at: number;
  readonly used?: ReadonlySet<string> | undefined;
  readonly without?: readonly string[] | undefined;
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
  const { mission, day, level, openedAt, start, incomplete, gaps = [] } = facts;
  const found = filesByGranule(facts.files);
  const waived = new Set([
    ...(start?.without ?? []),
    ...facts.interventions
      .filter((one) => one.verb === 'proceed' && one.level === level && one.refused === undefined)
      .flatMap((one) => (one.detail['without'] as readonly string[] | undefined) ?? []),
  ]);
  const rows = planInputs(mission, level, day, openedAt).rules.map((rule): GridRow => {
    const input = mission.inputs[rule.type];
    const needed = input?.edos ? 2 : 1;
    const completeAt = (key: string) => completionOf(found.get(key) ?? [], needed);
    const here = rule.granules.filter((key) => completeAt(key) !== undefined).length;
    const lacking: SlotState = here < rule.minimum ? 'missing' : here < rule.wanted ? 'wanted' : 'absent';
    const stateOf = (key: string): SlotState => {
      const since = completeAt(key);
      if (since !== undefined) return cameTooLate(key, since, start) ? 'late' : 'here';
      if (incomplete?.has(key)) return 'incomplete';
      if (found.has(key)) return 'partial';
      if (isInGap(key, input?.every ?? '1d', gaps)) return 'gap';
      if (waived.has(key)) return 'waived';
      // A level that has started does not wait any more for what it would have liked to have.
      return lacking === 'wanted' && start ? 'waived' : lacking;
    };
    const slots = rule.granules.map((key): GridSlot => {
      const granule = granuleOfKey(key);
      const files = (found.get(key) ?? []).map((file) => file.archiveName);
      return { key, column: granule.slot ?? granule.day, state: stateOf(key), files };
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

/** When the last of the parts that a granule needs was archived first; undefined while one is lacking. */
function completionOf(files: readonly FileRow[], needed: number): number | undefined {
  const parts = new Map<string, number>();
  for (const { part = '', archivedAt } of files)
    parts.set(part, Math.min(archivedAt, parts.get(part) ?? archivedAt));
  return parts.size < needed ? undefined : Math.max(...parts.values());
}

/** What a run was given tells it best; else the times do. */
function cameTooLate(key: string, since: number, start: LevelStart | undefined): boolean {
  if (!start) return false;
  return start.used ? !start.used.has(key) : since > start.at;
}

const SLOT_MS = { '2h': 2 * 3_600_000, '1d': 24 * 3_600_000 } as const;

/** Whether nothing of a granule's time lies outside a known gap of its type. */
function isInGap(key: string, every: keyof typeof SLOT_MS, gaps: readonly GapRow[]): boolean {
  const { type, day, slot } = granuleOfKey(key);
  const from =
    slot === undefined
      ? dayStart(day)
      : dayStart(day) + (Number(slot.slice(0, 2)) * 60 + Number(slot.slice(2))) * 60_000;
  const to = slot === undefined ? dayEnd(day) : from + SLOT_MS[every];
  return gaps.some(
    (gap) => gap.fromAt <= from && gap.toAt >= to && (gap.types.length === 0 || gap.types.includes(type)),
  );
}

/** The files of each granule in the archive that count; metadata files are no part of it, nor are superseded ones. */
function filesByGranule(files: readonly FileRow[]): Map<string, FileRow[]> {
  const found = new Map<string, FileRow[]>();
  for (const file of files) {
    if (file.part === 'met' || file.archiveName.endsWith('.met') || file.supersededAt !== undefined) continue;
    const { type, day, slot, event } = file;
    const key = granuleKey({
      type,
      day,
      ...(slot !== undefined && { slot }),
      ...(event !== undefined && { event }),
    });
    found.set(key, [...(found.get(key) ?? []), file]);
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
  if (state === 'missing' || state === 'incomplete') return style.bad(mark);
  if (state === 'here') return style.good(mark);
  return state === 'absent' || state === 'gap' ? style.dim(mark) : style.warn(mark);
}
