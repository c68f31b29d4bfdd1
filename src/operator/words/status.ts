import type { DataDay } from '../../domain/data-day.js';
import { FAILURES, isFailureCode } from '../../domain/failures.js';
import type { StatusCounts } from '../../ledger/read-counts.js';
import type { DayWithLevels, HeldThings } from '../../ledger/read-lists.js';
import { needOf, type OrderInNeed } from '../../ledger/read-orders.js';
import type { LevelRow, Override } from '../../ledger/schema.js';
import { shellWord } from './commands.js';

/** Where the station answers; what is not running is absent. */
export interface StationView {
  readonly startedAt?: number;
  readonly addresses: Readonly<Record<string, string>>;
}

/** One thing that waits for a person. Times are epoch milliseconds here and below. */
export interface HeldView {
  readonly kind: 'level' | 'receipt' | 'order';
  readonly day?: DataDay;
  readonly level?: string;
  readonly receipt?: string;
  readonly order?: string;
  /** Of an order: its state. */
  readonly stage: string;
  readonly since: number;
  readonly code: string;
  readonly sentence: string;
  readonly next: string;
  /** The command line that tells the whole of it. */
  readonly command: string;
}

/** What is held, as lines name it. */
export function heldSubject({ day, level, receipt, order }: HeldView): string {
  if (order !== undefined) return `order ${order}`;
  return receipt === undefined ? `${day} ${level}` : `DN ${receipt}`;
}

/** One level of an open day. */
export interface OpenLevelView {
  readonly day: DataDay;
  readonly level: string;
  readonly stage: string;
  readonly state: LevelRow['state'];
  readonly since: number;
  readonly sentence: string;
  readonly until?: number;
  readonly then?: string;
  readonly here?: number;
  readonly of?: number;
}

/** A level that is not as the rules have it: what was decided against them, and why it could be made again. */
export interface MarkedView {
  readonly day: DataDay;
  readonly level: string;
  /** The latest decision, one sentence; many granules are counted in it. */
  readonly overridden?: string;
  /** How many granules it was made without. */
  readonly waived?: number;
  /** Why a rerun is offered, one sentence. */
  readonly offer?: string;
}

/** What is open at this moment; the answer of `status`. */
export interface StatusView {
  readonly mission: string;
  readonly at: number;
  readonly station: StationView | null;
  readonly held: readonly HeldView[];
  readonly open: readonly OpenLevelView[];
  readonly marked: readonly MarkedView[];
  readonly days: { readonly open: number; readonly done: number; readonly abandoned: number };
  readonly receipts: { readonly open: number; readonly held: number; readonly done: number };
  readonly messages: { readonly quarantined: number; readonly kept: number };
  readonly strays: { readonly unmatched: number; readonly unannounced: number };
  readonly files: StatusCounts['files'];
}

/** What the ledger says of a mission at one moment. */
export interface StatusFacts {
  readonly mission: string;
  readonly at: number;
  readonly station: StationView | null;
  readonly counts: StatusCounts;
  readonly held: HeldThings;
  /** Orders of flight lines that need a person. */
  readonly orders?: readonly OrderInNeed[];
  readonly open: readonly DayWithLevels[];
  readonly marked?: readonly LevelRow[];
  readonly program?: string;
}

/** Puts the facts in the order in which a person needs them: what is held first, the longest first. */
export function statusView(facts: StatusFacts): StatusView {
  const { counts, mission, at, station, program = 'sipstream' } = facts;
  const held: HeldView[] = [
    ...facts.held.levels.map((row) => ({
      kind: 'level' as const,
      day: row.day,
      level: row.level,
      stage: row.stage,
      ...holdOf(row),
      command: `${program} why ${row.day} ${row.level}`,
    })),
    ...facts.held.receipts.map((row) => ({
      kind: 'receipt' as const,
      receipt: row.key,
      stage: 'receive',
      ...holdOf(row),
      command: `${program} why --receipt ${shellWord(row.key)}`,
    })),
    ...(facts.orders ?? []).map((order) => {
      const need = needOf(order);
      return {
        kind: 'order' as const,
        order: order.id,
        stage: order.state,
        ...need,
        next: nextOf(need.code),
        command: `${program} order show ${shellWord(order.id)}`,
      };
    }),
  ].sort((a, b) => a.since - b.since);
  return {
    mission,
    at,
    station,
    held,
    open: facts.open.flatMap((day) => day.levels.map(openLevel)),
    marked: (facts.marked ?? []).map(markedLevel),
    days: {
      open: counts.days.open ?? 0,
      done: counts.days.done ?? 0,
      abandoned: counts.days.abandoned ?? 0,
    },
    receipts: {
      open: counts.receipts.open ?? 0,
      held: counts.receipts.held ?? 0,
      done: counts.receipts.done ?? 0,
    },
    messages: { quarantined: counts.messages.quarantined ?? 0, kept: counts.messages.kept ?? 0 },
    strays: { unmatched: counts.strays.unmatched ?? 0, unannounced: counts.strays.unannounced ?? 0 },
    files: counts.files,
  };
}

function holdOf(row: { heldCode?: string; heldSentence?: string; since: number }) {
  const code = row.heldCode ?? 'UNEXPECTED';
  return {
    code,
    sentence: row.heldSentence ?? '',
    next: nextOf(code),
    since: row.since,
  };
}

function nextOf(code: string): string {
  return isFailureCode(code) ? FAILURES[code].next : '';
}

function openLevel(row: LevelRow): OpenLevelView {
  return {
    day: row.day,
    level: row.level,
    stage: row.stage,
    state: row.state,
    since: row.since,
    sentence: (row.state === 'held' ? row.heldSentence : row.sentence) ?? '',
    ...(row.until !== undefined && { until: row.until }),
    ...(row.thenWhat !== undefined && { then: row.thenWhat }),
    ...(row.here !== undefined && { here: row.here }),
    ...(row.of !== undefined && { of: row.of }),
  };
}

function markedLevel({ day, level, overrides, offer }: LevelRow): MarkedView {
  const latest = overrides?.at(-1);
  return {
    day,
    level,
    ...(latest && { overridden: briefly(latest) }),
    ...(latest?.granules && { waived: latest.granules.length }),
    ...(offer && { offer: offer.reason }),
  };
}

/** More granules than these are counted, by type. */
export const MOST_NAMED = 3;

function briefly({ what, granules = [] }: Override): string {
  if (granules.length <= MOST_NAMED) return what;
  const types = new Map<string, number>();
  for (const key of granules) {
    const type = key.split('/')[0]!;
    types.set(type, (types.get(type) ?? 0) + 1);
  }
  const each = [...types].map(([type, count]) => `${count} ${type}`);
  return `Made without ${granules.length} granules (${each.join(', ')}).`;
}
