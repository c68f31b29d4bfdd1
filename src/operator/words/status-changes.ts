import type { DataDay } from '../../domain/data-day.js';
import type { LevelRow } from '../../ledger/schema.js';
import { printable } from './layout.js';
import { standing } from './states.js';
import { heldSubject, type HeldView, type OpenLevelView, type StatusView } from './status.js';
import { stamp } from './times.js';

/** The levels that are open in one view and not in the next. */
export function goneLevels(before: StatusView, after: StatusView): { day: DataDay; level: string }[] {
  const still = new Set(after.open.map(keyOf));
  return before.open.filter((row) => !still.has(keyOf(row))).map(({ day, level }) => ({ day, level }));
}

/** What has changed from one view to the next, a line for each thing. `ended` are the levels that are not open any more. */
export function changeLines(
  before: StatusView,
  after: StatusView,
  ended: readonly LevelRow[] = [],
): string[] {
  const known = new Map(before.open.map((row) => [keyOf(row), row]));
  const held = new Map(after.held.map((item) => [heldSubject(item), item]));
  const heldBefore = new Map(before.held.map((item) => [heldSubject(item), item]));
  const said = [
    ...after.open
      .filter((row) => differs(known.get(keyOf(row)), row))
      .map((row) => levelWords(row, held.get(keyOf(row)))),
    ...after.held
      .filter((item) => item.kind !== 'level' && heldBefore.get(heldSubject(item))?.since !== item.since)
      .map((item) => `${heldSubject(item)} held at '${item.stage}': ${item.code}: ${item.sentence}`),
    ...before.held
      .filter((item) => item.kind !== 'level' && !held.has(heldSubject(item)))
      .map((item) => `${heldSubject(item)} is not held any more`),
    ...ended.map((row) => `${row.day} ${row.level} ${standing(row).word}`),
  ];
  return said.map((words) => `${stamp(after.at)}  ${printable(words)}`);
}

function keyOf({ day, level }: { readonly day?: string; readonly level?: string }): string {
  return `${day} ${level}`;
}

function differs(before: OpenLevelView | undefined, after: OpenLevelView): boolean {
  return (
    before === undefined ||
    before.stage !== after.stage ||
    before.state !== after.state ||
    before.sentence !== after.sentence
  );
}

function levelWords(row: OpenLevelView, hold: HeldView | undefined): string {
  const state = row.state === 'done' ? standing(row as Pick<LevelRow, 'state' | 'stage'>).word : row.state;
  const at = row.state === 'done' || row.state === 'abandoned' ? '' : ` at '${row.stage}'`;
  const code = hold ? `${hold.code}: ` : '';
  return `${row.day} ${row.level} ${state}${at}${row.sentence === '' ? '' : `: ${code}${row.sentence}`}`;
}
