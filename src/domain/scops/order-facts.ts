import type { Delivery } from './delivery.js';
import type { Order, OrderProblem } from './order.js';

/** What an order is checked against. */
export interface OrderFacts {
  /** The flight; null: it could not be read, as `deliveryProblem` says, and nothing about its lines is known. */
  readonly delivery: Delivery | null;
  readonly deliveryProblem?: string;
  /** Names of the station's mosaics of elevations. */
  readonly mosaics: readonly string[];
  /** Names of the plugins that are installed. */
  readonly plugins: readonly string[];
  /** Folders in which a client's own DEM may lie; empty: anywhere. */
  readonly demFolders: readonly string[];
  /** Most equations of one order. */
  readonly equations: number;
  /** What is wrong with a formula over so many bands, in a sentence that points at the place; undefined: nothing. */
  readonly expressionProblem: (expression: string, bands: number) => string | undefined;
}

/** One group of checks: answers every problem that it finds. */
export type Check = (order: Order, facts: OrderFacts) => OrderProblem[];
