import { byName, decodeAll } from './codec.js';
import type { Ledger } from './ledger.js';
import { insertNew } from './merge.js';
import type { GapRow } from './schema.js';

/** Writes a known gap; says whether it was new. One that is known stays as it is. */
export async function recordGap(ledger: Ledger, { by: actor, ...rest }: GapRow): Promise<boolean> {
  return (await insertNew(ledger, 'gaps', [{ ...rest, actor }])) === 1;
}

/** The known gaps that touch a time (epoch milliseconds, the end excluded), by their beginning; without one, all. */
export async function gapsDuring(
  ledger: Ledger,
  mission: string,
  time?: { readonly from: number; readonly to: number },
): Promise<GapRow[]> {
  let query = ledger.db.selectFrom('gaps').selectAll().where('mission', '=', mission);
  if (time) query = query.where('fromAt', '<', time.to).where('toAt', '>', time.from);
  return decodeAll('gaps', await query.orderBy('fromAt').orderBy('id').execute()).map(byName);
}
