import { dayEnd, dayStart, type DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import { filesBetween } from '../../ledger/files.js';
import { gapsDuring } from '../../ledger/gaps.js';
import { incompleteGranules } from '../../ledger/incomplete-arrivals.js';
import type { Ledger } from '../../ledger/ledger.js';
import { dayRecord, type DayRecord } from '../../ledger/read-day.js';
import { gridReach, inputGrid, type InputGrid, type LevelStart } from '../words/input-grid.js';

/** The record of a day with the inputs of its levels; no grids when the mission is not known. */
export interface DayView {
  readonly record: DayRecord;
  readonly grids: readonly InputGrid[];
}

/** Reads a day from the ledger; undefined when it has no such day. */
export async function readDay(
  ledger: Ledger,
  missionName: string,
  mission: Mission | undefined,
  day: DataDay,
): Promise<DayView | undefined> {
  const record = await dayRecord(ledger, missionName, day);
  if (!record) return undefined;
  if (!mission) return { record, grids: [] };
  const incomplete = await incompleteGranules(ledger, missionName);
  const grids: InputGrid[] = [];
  for (const level of Object.keys(mission.levels)) {
    const reach = gridReach(mission, day, level);
    const time = { from: dayStart(reach.from), to: dayEnd(reach.to) };
    grids.push(
      inputGrid({
        mission,
        day,
        level,
        openedAt: record.day.openedAt,
        files: await filesBetween(ledger, missionName, reach),
        interventions: record.interventions,
        start: startOf(record, level),
        incomplete,
        gaps: await gapsDuring(ledger, missionName, time),
      }),
    );
  }
  return { record, grids };
}

/** When a level went on from waiting for its inputs, and what it was given; undefined while it waits for them. */
export function startOf({ stages, runs }: DayRecord, level: string): LevelStart | undefined {
  const latest = stages.findLast(
    (row) => row.level === level && (row.stage === 'await inputs' || row.stage === 'stage'),
  );
  if (latest?.stage !== 'stage') return undefined;
  const run = runs.findLast((row) => row.level === level);
  // A run that is older than the staging says nothing of what was staged now.
  const told = run?.startedAt === undefined || run.startedAt >= latest.startedAt ? run : undefined;
  return {
    at: latest.startedAt,
    used: told?.inputs && new Set(told.inputs.map((input) => input.key)),
    without: told?.without,
  };
}
