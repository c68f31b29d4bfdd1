import { byName, decodeAll } from './codec.js';
import type { Ledger } from './ledger.js';
import { insertNew } from './merge.js';
import type { InterventionRow } from './schema.js';

/** Writes an intervention; says whether it was new. One that is known stays as it is: this is the audit. */
export async function recordIntervention(ledger: Ledger, intervention: InterventionRow): Promise<boolean> {
  const { by: actor, ...rest } = intervention;
  return (await insertNew(ledger, 'interventions', [{ ...rest, actor }])) === 1;
}

/** The latest interventions of a mission, the newest first. */
export async function listInterventions(
  ledger: Ledger,
  mission: string,
  limit = 100,
): Promise<InterventionRow[]> {
  const rows = await ledger.db
    .selectFrom('interventions')
    .selectAll()
    .where('mission', '=', mission)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return decodeAll('interventions', rows).map(byName);
}
