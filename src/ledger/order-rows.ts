import type { Order } from '../domain/scops/order.js';
import type { OrderState } from '../domain/scops/order-states.js';
import type { LineStage } from '../domain/scops/stages.js';

export type { OrderState };

/** An order. Key: mission (`scops`), id. Times are epoch milliseconds. */
export interface OrderRow {
  readonly mission: string;
  readonly id: string;
  readonly project: string;
  readonly email: string;
  /** The flight: `2018123a`. */
  readonly flight: string;
  /** As it is processed: with the equations that were added. */
  readonly request: Order;
  readonly state: OrderState;
  /** What it does or waits for, one sentence. */
  readonly sentence: string;
  readonly since: number;
  readonly until?: number;
  readonly thenWhat?: string;
  readonly heldCode?: string;
  readonly heldSentence?: string;
  readonly heldDetails?: readonly string[];
  readonly createdAt: number;
  readonly confirmedAt?: number;
  readonly completedAt?: number;
  /** When its products are removed. */
  readonly expiresAt?: number;
  /** The order's folder, absolute, and its master zip below it. */
  readonly folder?: string;
  readonly masterZip?: string;
  readonly masterBytes?: number;
  /** Products that the master zip has not, a sentence each. */
  readonly missing?: readonly string[];
}

/** A product of an order. Key: mission, orderId, product. */
export interface OrderProductRow {
  readonly mission: string;
  readonly orderId: string;
  readonly product: string;
  readonly line: string;
  readonly kind: 'line' | 'equation' | 'plugin';
  readonly stage: LineStage;
  /** 0…100, never less than it was within one attempt. */
  readonly progress: number;
  readonly state: 'waiting' | 'running' | 'complete' | 'failed' | 'given up';
  readonly code?: string;
  readonly sentence?: string;
  /** Bytes of the map, and of its zip. */
  readonly mappedBytes?: number;
  readonly zipBytes?: number;
  /** Files below the order's folder: `zip`, `quickLook`, `cog`, `netcdf`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** One run of a stage's program. Key: mission, orderId, line, product, stage, run (from 1). */
export interface OrderRunRow {
  readonly mission: string;
  readonly orderId: string;
  readonly line: string;
  /** The product; the line's name for what all its products share. */
  readonly product: string;
  readonly stage: string;
  readonly run: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: 'done' | 'failed' | 'cancelled';
  readonly code?: string;
  readonly sentence?: string;
  /** What the stage found: sizes, counts, versions. */
  readonly facts?: Readonly<Record<string, unknown>>;
}
