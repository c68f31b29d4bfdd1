import { sql } from 'kysely';
import type { DataDay } from '../domain/data-day.js';
import type { FailureCode } from '../domain/failures.js';
import type { Ledger } from './ledger.js';
import type { LevelRow, QaVerdict } from './schema.js';

/** What a calendar shows of a level of a day. */
export interface LevelFacts extends Pick<LevelRow, 'level' | 'stage' | 'state'> {
  readonly version?: string;
  readonly verdict?: QaVerdict;
  /** Why it is held; absent while it is not. */
  readonly heldCode?: FailureCode;
  /** An operator decided something against the rules. */
  readonly overridden: boolean;
  /** There is a reason to make it again. */
  readonly offered: boolean;
}

/** Days on which a level stands in one and the same way. */
export interface LevelGroup extends LevelFacts {
  readonly days: readonly DataDay[];
}

/**
 * How every level of every day of a mission stands, in groups of what is alike. A mission has tens of thousands of
 * levels and few ways to stand: to have the database put them together costs a fifth of fetching a row for each.
 */
export async function levelGroups(ledger: Ledger, mission: string): Promise<LevelGroup[]> {
  const rows = await ledger.db
    .selectFrom('levels')
    .select(['level', 'stage', 'state', 'processorVersion', 'qaVerdict', 'heldCode'])
    .select([
      // A truth is a number in one of the databases and a boolean in the other.
      sql<number>`case when overrides is null then 0 else 1 end`.as('overridden'),
      sql<number>`case when offer is null then 0 else 1 end`.as('offered'),
      sql<string>`string_agg(day, ',')`.as('days'),
    ])
    .where('mission', '=', mission)
    .groupBy([
      'level',
      'stage',
      'state',
      'processorVersion',
      'qaVerdict',
      'heldCode',
      'overridden',
      'offered',
    ])
    .execute();
  return rows.map((row) => ({
    level: row.level,
    stage: row.stage,
    state: row.state,
    ...(row.processorVersion !== null && { version: row.processorVersion }),
    ...(row.qaVerdict !== null && { verdict: row.qaVerdict }),
    ...(row.heldCode !== null && { heldCode: row.heldCode }),
    overridden: row.overridden === 1,
    offered: row.offered === 1,
    days: row.days.split(',') as DataDay[],
  }));
}
