import { join } from 'node:path';
import { SCOPS } from '../../domain/scops/order-input.js';
import type { StationContext } from '../context.js';

/** The ledger's key of an order. */
export function orderKey(id: string) {
  return { mission: SCOPS, id } as const;
}

/** The folder of an order, and the files in it that tell of it. */
export function orderPlaces(context: StationContext, id: string) {
  const folder = join(context.scops.output, id);
  return {
    folder,
    /** What was ordered, as it was sent. */
    order: join(folder, 'order.json'),
    plan: join(folder, 'plan.json'),
    /** The same for SCOPS's programs. */
    cfg: join(folder, 'order.cfg'),
    /** What the ledger has of it. */
    record: join(folder, 'record.json'),
    provenance: join(folder, 'provenance.json'),
    /** Records of the programs that were run. */
    runs: join(folder, 'runs'),
    log: join(folder, context.scops.folders.log),
  };
}
