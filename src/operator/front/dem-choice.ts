import type { DemChoice } from '../../domain/scops/order.js';
import type { OrderState } from '../../ledger/order-rows.js';
import type { Filled } from './body/filled.js';
import type { KeptDems } from './body/kept-dems.js';
import type { FrontServices } from './services.js';

/** The states in which elevations can still be changed: before the lines are made with them. */
const OPEN: readonly OrderState[] = [
  'awaiting confirmation',
  'awaiting equations',
  'awaiting DEM',
  'preparing',
  'needs attention',
];

/** Whether an order in this state still takes other elevations. */
export function isDemOpen(state: OrderState): boolean {
  return OPEN.includes(state);
}

/** Why an order takes no other elevations. */
export function tooLateForDem(state: OrderState): string {
  return `Elevations cannot be changed any more: the order is ${state}.`;
}

/** The elevations that a form chooses, a mosaic of the station or a file that comes with it; or what is wrong with it. */
export async function demChoice(
  filled: Filled,
  dems: KeptDems,
  mosaics: FrontServices['mosaics'],
): Promise<DemChoice | { readonly problem: string }> {
  const dem = filled.text('dem');
  const mosaic = mosaics.find(({ name }) => dem === `mosaic:${name}`);
  if (mosaic) return { source: 'mosaic', name: mosaic.name };
  if (dem !== 'upload') return { problem: 'Choose where the elevations come from.' };
  const kept = await dems.take(filled);
  if (kept === 'none') return { problem: 'Choose the file of your DEM (and its .hdr), or take a mosaic.' };
  if ('problem' in kept) return kept;
  return { source: 'upload', path: kept.path, ...(filled.has('force') && { force: true }) };
}
