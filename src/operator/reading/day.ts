import type { DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import { filesBetween } from '../../ledger/files.js';
import type { Ledger } from '../../ledger/ledger.js';
import { dayRecord, type DayRecord } from '../../ledger/read-day.js';
import { gridReach, inputGrid, type InputGrid } from '../words/input-grid.js';

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
  const grids: InputGrid[] = [];
  for (const level of mission ? Object.keys(mission.levels) : []) {
    const files = await filesBetween(ledger, missionName, gridReach(mission!, day, level));
    grids.push(
      inputGrid({
        mission: mission!,
        day,
        level,
        openedAt: record.day.openedAt,
        files,
        interventions: record.interventions,
      }),
    );
  }
  return { record, grids };
}
