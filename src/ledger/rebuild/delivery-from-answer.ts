import { join } from 'node:path';
import { workflowIds } from '../../domain/ids.js';
import { parsePdrBase } from '../../domain/product.js';
import type { DeliveryKey } from '../deliveries.js';
import { filesOfDay } from '../files.js';
import type { DeliveryRow } from '../schema.js';
import type { Retelling } from './moment.js';

/** What the DAAC said of a PDR. */
export interface Said {
  readonly disposition: string;
  readonly isGood: boolean;
  readonly receivedAt: number;
}

/**
 * The delivery of which only its answer is left: the PDR's name tells level, day and number, the answer its state.
 * Undefined when the name is none that this mission gives, or the archive has no product of that level. When it was
 * delivered is not known.
 */
export async function deliveryFromAnswer(
  to: Retelling,
  pdr: string,
  said: Said,
): Promise<{ readonly key: DeliveryKey; readonly patch: Partial<DeliveryRow> } | undefined> {
  const name = parsePdrBase(to.mission, pdr);
  if (!name) return undefined;
  const { day, level, serial } = name;
  const { mission } = to.mission;
  const files = await filesOfDay(to.ledger, { mission, day });
  if (!files.some((file) => file.level === level)) return undefined;
  return {
    key: { mission, pdr, day, level },
    patch: {
      attempt: serial,
      directory: join(to.places.delivery, pdr),
      workflowId: workflowIds.delivery(mission, day, level),
      disposition: said.disposition,
      ...(said.isGood ? { state: 'accepted', endedAt: said.receivedAt } : { state: 'failed' }),
    },
  };
}
