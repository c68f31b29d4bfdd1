import type { DataDay } from '../../domain/data-day.js';
import { FAILURES, isFailureCode } from '../../domain/failures.js';
import type { StatusCounts } from '../../ledger/read-counts.js';
import type { DayWithLevels, HeldThings } from '../../ledger/read-lists.js';
import type { LevelRow } from '../../ledger/schema.js';
import { shellWord } from './commands.js';
import { PLAIN, printable, wrap, type Style } from './layout.js';
import { counted, bytesText, standing } from './states.js';
import { sinceText, stamp, untilText } from './times.js';

/** Where the station answers; what is not running is absent. */
export interface StationView {
  readonly startedAt?: number;
  readonly addresses: Readonly<Record<string, string>>;
}

/** One thing that waits for a person. Times are epoch milliseconds here and below. */
export interface HeldView {
  readonly kind: 'level' | 'receipt';
  readonly day?: DataDay;
  readonly level?: string;
  readonly receipt?: string;
  readonly stage: string;
  readonly since: number;
  readonly code: string;
  readonly sentence: string;
  readonly next: string;
  /** The command line that tells the whole of it. */
  readonly command: string;
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

/** What is open at this moment; the answer of `status`. */
export interface StatusView {
  readonly mission: string;
  readonly at: number;
  readonly station: StationView | null;
  readonly held: readonly HeldView[];
  readonly open: readonly OpenLevelView[];
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
  readonly open: readonly DayWithLevels[];
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
  ].sort((a, b) => a.since - b.since);
  return {
    mission,
    at,
    station,
    held,
    open: facts.open.flatMap((day) => day.levels.map(openLevel)),
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
    next: isFailureCode(code) ? FAILURES[code].next : '',
    since: row.since,
  };
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

/** The answer of `status` in lines of at most 80 columns. */
export function statusLines(view: StatusView, style: Style = PLAIN): string[] {
  return [
    ...headLines(view, style),
    ...heldLines(view, style),
    ...openLines(view, style),
    '',
    ...countLines(view),
    ...addressLines(view.station),
  ];
}

function headLines(view: StatusView, style: Style): string[] {
  const open = counted(view.days.open, 'day is open', 'days are open');
  const held = view.held.length > 0 ? style.bad(`${view.held.length} held`) : 'nothing is held';
  return [`${style.strong(view.mission)}  ${stamp(view.at)} UTC  ${open}, ${held}`];
}

function heldLines(view: StatusView, style: Style): string[] {
  if (view.held.length === 0) return [];
  const lines = ['', style.strong('Held: these wait for a person')];
  for (const item of view.held) {
    const subject = item.kind === 'level' ? `${item.day} ${item.level}` : `DN ${item.receipt}`;
    lines.push(
      ...wrap(`${subject}, ${item.stage}, ${sinceText(item.since, view.at)}`, 80, '  ').map(style.bad),
    );
    lines.push(...wrap(`${item.code}: ${item.sentence}`, 80, '      '));
    lines.push(`      ${item.command}`);
  }
  return lines;
}

function openLines(view: StatusView, style: Style): string[] {
  const rows = view.open.filter((row) => row.state !== 'held');
  if (rows.length === 0) return [];
  const lines = ['', style.strong('Open')];
  for (const row of rows) {
    const how = standing(row as Pick<LevelRow, 'state' | 'stage'>);
    const head = `  ${row.day}  ${row.level.padEnd(3)}`;
    const word = style[how.tone]((row.state === 'done' ? how.word : row.state).padEnd(9));
    lines.push(`${head}  ${word}  ${row.stage.padEnd(12)}  ${sinceText(row.since, view.at)}`);
    if (row.state === 'done' || row.state === 'abandoned') continue;
    if (row.sentence !== '') lines.push(...wrap(row.sentence, 80, '      '));
    if (row.until !== undefined) {
      lines.push(
        ...wrap(
          `Until ${untilText(row.until, view.at)}${row.then ? `; then ${row.then}` : ''}.`,
          80,
          '      ',
        ),
      );
    }
  }
  return lines;
}

function countLines(view: StatusView): string[] {
  const { receipts, messages, strays, days, files } = view;
  const facts = [
    `days done ${days.done}`,
    `receipts open ${receipts.open + receipts.held}${receipts.held > 0 ? ` (${receipts.held} held)` : ''}`,
    `messages quarantined ${messages.quarantined}`,
    `not yet acted on ${messages.kept}`,
    `strays in pickup ${strays.unannounced + strays.unmatched}`,
    `archive ${files.inputs} inputs, ${files.products} product files, ${bytesText(files.bytes)}`,
  ];
  return wrap(`${facts.join('; ')}.`);
}

function addressLines(station: StationView | null): string[] {
  if (station === null) return ['The station is not running; start it with `sipstream up`.'];
  return Object.entries(station.addresses).map(
    ([name, address]) => `${name.padEnd(12)} ${printable(address)}`,
  );
}
