import { workflowIds } from '../domain/ids.js';
import { decode } from './codec.js';
import type { Ledger } from './ledger.js';
import type { LevelKey } from './levels.js';
import { insertNew, mergeRow } from './merge.js';
import type { AcknowledgementRow, DeliveryRow, Patch } from './schema.js';

/** One attempt at a delivery: its PDR, and the level whose products it delivers. */
export interface DeliveryKey extends LevelKey {
  readonly pdr: string;
}

/** Writes what changed of a delivery. One that is not there begins as the first attempt, in preparation. */
export async function upsertDelivery(
  ledger: Ledger,
  key: DeliveryKey,
  patch: Patch<DeliveryRow, keyof DeliveryKey>,
): Promise<void> {
  const { mission, pdr, day, level } = key;
  const initial = {
    attempt: 1,
    state: 'preparing',
    directory: '',
    files: [],
    workflowId: workflowIds.delivery(mission, day, level),
  } as const;
  // Day and level are no part of the table's key, but they never change: a PDR name is used once.
  await mergeRow(ledger, 'deliveries', { mission, pdr }, { ...initial, day, level }, patch);
}

/** The delivery of a PDR, if the ledger has it. */
export async function deliveryByPdr(
  ledger: Ledger,
  mission: string,
  pdr: string,
): Promise<DeliveryRow | undefined> {
  const row = await ledger.db
    .selectFrom('deliveries')
    .selectAll()
    .where('mission', '=', mission)
    .where('pdr', '=', pdr)
    .executeTakeFirst();
  return row && decode('deliveries', row);
}

/** The latest attempt at the delivery of a level. */
export async function latestDelivery(ledger: Ledger, key: LevelKey): Promise<DeliveryRow | undefined> {
  const row = await ledger.db
    .selectFrom('deliveries')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('day', '=', key.day)
    .where('level', '=', key.level)
    .orderBy('attempt', 'desc')
    .orderBy('pdr', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && decode('deliveries', row);
}

/** Writes an answer of the DAAC; says whether it was new. One that is known stays as it is. */
export async function recordAcknowledgement(ledger: Ledger, answer: AcknowledgementRow): Promise<boolean> {
  return (await insertNew(ledger, 'acknowledgements', [answer])) === 1;
}
