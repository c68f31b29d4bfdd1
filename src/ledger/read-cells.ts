import type { DataDay } from '../domain/data-day.js';
import type { Ledger } from './ledger.js';
import type { LevelRow } from './schema.js';

/** One level of one day as a calendar shows it. */
export type Cell = Pick<LevelRow, 'day' | 'level' | 'stage' | 'state'> &
  Partial<Pick<LevelRow, 'processorVersion' | 'qaVerdict' | 'heldCode'>>;

/** How every level of a range of days stands, both included, in order of day and level. */
export async function cellsBetween(
  ledger: Ledger,
  mission: string,
  from: DataDay,
  to: DataDay,
): Promise<Cell[]> {
  const rows = await ledger.db
    .selectFrom('levels')
    .select(['day', 'level', 'stage', 'state', 'processorVersion', 'qaVerdict', 'heldCode'])
    .where('mission', '=', mission)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy('day')
    .orderBy('level')
    .execute();
  return rows.map(
    (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Cell,
  );
}
