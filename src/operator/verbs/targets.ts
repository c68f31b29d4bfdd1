import type { DataDay } from '../../domain/data-day.js';
import type { FailureCode } from '../../domain/failures.js';
import { MADE_STAGES } from '../../domain/story.js';
import { decodeAll } from '../../ledger/codec.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { LevelRow } from '../../ledger/schema.js';

/** Which levels a verb is said to, when it is said to several. */
export interface Selection {
  readonly from?: DataDay;
  readonly to?: DataDay;
  readonly level?: string;
  /** Only those that are held for this. */
  readonly heldFor?: FailureCode;
  /** Only those that were made with this version. */
  readonly madeWith?: string;
}

/** The levels of a selection that the ledger has, by day and name. */
export async function selectLevels(
  ledger: Ledger,
  mission: string,
  selection: Selection,
): Promise<LevelRow[]> {
  let query = ledger.db.selectFrom('levels').selectAll().where('mission', '=', mission);
  if (selection.from !== undefined) query = query.where('day', '>=', selection.from);
  if (selection.to !== undefined) query = query.where('day', '<=', selection.to);
  if (selection.level !== undefined) query = query.where('level', '=', selection.level);
  if (selection.madeWith !== undefined)
    // A level has its version from its beginning.
    query = query.where('processorVersion', '=', selection.madeWith).where('stage', 'in', MADE_STAGES);
  if (selection.heldFor !== undefined)
    query = query.where('state', '=', 'held').where('heldCode', '=', selection.heldFor);
  return decodeAll('levels', await query.orderBy('day').orderBy('level').execute());
}
