/**
 * Everything that can be said to the workflows of orders. `order` is `scops/<order id>`, `flightLine` is `scops/<order id>/<line>`.
 * All arguments are one plain JSON object, so that each can be sent from the Temporal UI and the `temporal` CLI. The verbs of
 * operators (`retry`, `cancel`, `hold`, `release`) carry `by` and `why`; what clients say carries how they were known, and
 * `why` when an operator says it for them.
 */
import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { OrderState } from '../domain/scops/order-states.js';
import type { EquationsWanted } from '../domain/scops/equations.js';
import type { DemChoice } from '../domain/scops/order.js';
import type { Command } from '../domain/story.js';

/** Who says it: an e-mail address by a link, or a user of the project. */
export interface ByClient {
  readonly by: string;
  /** An operator who says it for the client says why. */
  readonly why?: string;
}

/** The client confirms the order. Said twice, it is confirmed. */
export const confirm = defineUpdate<string, [ByClient]>('confirm');

/** The equations step: formulas and plugins, and for which lines each is wanted. Replaces what was said before. */
export interface EquationsSaid extends ByClient, EquationsWanted {}
export const equations = defineUpdate<string, [EquationsSaid]>('equations');

/** Other elevations: the client uploads a DEM (absolute path of the kept upload) or takes a mosaic of the station. */
export interface DemSaid extends ByClient {
  readonly dem: DemChoice;
}
export const dem = defineUpdate<string, [DemSaid]>('dem');

/** The DEM that the client put on FTP is there (absolute path), an operator says. */
export interface DemConfirmed extends Command {
  readonly path: string;
}
export const demConfirmed = defineUpdate<string, [DemConfirmed]>('demConfirmed');

/** Ends the order, by its client or an operator: work is stopped, files are removed. To a line: it is packed without it. */
export const cancel = defineUpdate<string, [Command]>('cancel');

/** What an order says of itself; times in epoch milliseconds. */
export interface OrderStory {
  readonly order: string;
  readonly state: OrderState;
  readonly since: number;
  /** What it does or waits for, in a sentence. */
  readonly sentence: string;
  readonly until?: number;
  readonly then?: string;
  readonly held?: { readonly code: string; readonly sentence: string; readonly details: readonly string[] };
  /** What can be said to it now. */
  readonly verbs: readonly string[];
}
export const orderStory = defineQuery<OrderStory>('orderStory');
