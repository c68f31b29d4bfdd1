import type { Ledger } from './ledger.js';
import { insertNew } from './merge.js';
import type { InterventionRow } from './schema.js';

/** Writes an intervention; says whether it was new. One that is known stays as it is: this is the audit. */
export async function recordIntervention(ledger: Ledger, intervention: InterventionRow): Promise<boolean> {
  const { by: actor, ...rest } = intervention;
  return (await insertNew(ledger, 'interventions', [{ ...rest, actor }])) === 1;
}
