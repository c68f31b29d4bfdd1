import type { FailureCode } from '../../domain/failures.js';
import type { JobSystem } from '../../domain/scops/config.js';
import type { LineStep } from '../../domain/scops/line-steps.js';
import type { OrderInput } from '../../domain/scops/order-input.js';
import type { DemChoice, Order, OrderLine } from '../../domain/scops/order.js';
import type { OrderState } from '../../ledger/order-rows.js';
import type { EquationsSaid } from '../../workflows/order-messages.js';
import type { Pace } from '../contract.js';

/** What an order goes by, decided when it is opened. */
export interface OrderTerms {
  readonly pace: Pace;
  readonly reminderMs: number;
  readonly expiryMs: number;
  readonly attentionMs: number;
  readonly retentionMs: number;
  readonly retentionNoticeMs: number;
  readonly lineGraceMs: number;
  readonly linesAtOnce: number;
  readonly system: JobSystem;
}

/** The mails that clients get of an order; one of a kind, except that `attention` comes with each new reason. */
export type MailKind =
  | 'confirmation'
  | 'reminder'
  | 'expired'
  | 'processing'
  | 'attention'
  | 'complete'
  | 'failed'
  | 'cancelled'
  | 'retention';

/** What a mail says besides what the order itself does. */
export interface ClientMail {
  readonly order: string;
  readonly to: string;
  readonly kind: MailKind;
  /** Sentences for the client: why, or what is missing. */
  readonly lines: readonly string[];
  /** When something ends, epoch milliseconds. */
  readonly until?: number;
  /** Distinguishes mails of one kind. */
  readonly occasion?: string;
  readonly at: number;
}

/** What the ledger is told of an order: the state and the sentence that its client sees. */
export interface OrderNews {
  readonly order: string;
  readonly state: OrderState;
  readonly sentence: string;
  readonly since: number;
  readonly until?: number;
  readonly thenWhat?: string;
  readonly confirmedAt?: number;
}

/** A hold of an order or of one of its lines. */
export interface OrderHold {
  readonly order: string;
  readonly line?: string;
  readonly workflowId: string;
  readonly code: FailureCode;
  readonly sentence: string;
  readonly details: readonly string[];
  readonly at: number;
  readonly until?: number;
  readonly thenWhat?: string;
  readonly verbs: readonly string[];
}

/** An order that the ledger has as one in work, or to be removed by now, and whose workflow is gone. */
export interface LostOrder {
  readonly order: string;
  /** Its client's address. */
  readonly to: string;
  /** Tells it from the same order that is sent again, epoch milliseconds. */
  readonly createdAt: number;
  /** It was packed: its products waited for their time. */
  readonly isKept: boolean;
}

/** What was removed where uploads wait. */
export interface UploadsSwept {
  /** Files. */
  readonly removed: number;
  readonly bytes: number;
}

/** What a line will do. */
export interface LineTask {
  readonly order: string;
  readonly folder: string;
  readonly line: OrderLine;
  readonly masking: Order['masking'];
  readonly pace: Pace;
  readonly graceMs: number;
  readonly system: JobSystem;
}

/** How a line ended. */
export interface LineEnd {
  readonly line: string;
  /** Products that are packed. */
  readonly complete: readonly string[];
  /** Products that are not, a sentence each. */
  readonly missing: readonly string[];
}

/** What became of an order's packing. */
export interface Packed {
  readonly bytes: number;
  readonly entries: number;
}

/** The light activities of orders, on the main queue. */
export interface OrderActivities {
  openOrder(input: OrderInput & { readonly at: number }): Promise<OrderTerms>;
  tellOrder(news: OrderNews): Promise<void>;
  writeToClient(mail: ClientMail): Promise<void>;
  announceOrderHold(hold: OrderHold): Promise<void>;
  announceOrderRelease(hold: Pick<OrderHold, 'order' | 'line' | 'workflowId' | 'code' | 'at'>): Promise<void>;
  /** The order with the equations and plugins that were said; refuses what cannot be made (ORDER_INVALID, a sentence each). */
  takeEquations(input: {
    readonly order: Order;
    readonly id: string;
    readonly said: EquationsSaid;
  }): Promise<Order>;
  /** The order with other elevations; refuses an upload or mosaic that is not there (ORDER_INVALID). */
  takeDem(input: { readonly order: Order; readonly id: string; readonly dem: DemChoice }): Promise<Order>;
  /** Makes the order's folder and its plan. Throws DELIVERY_MISSING or ORDER_INVALID. */
  prepareOrder(input: { readonly order: Order; readonly id: string }): Promise<{ readonly folder: string }>;
  /** Products of a line that are not made any more. Answers which of them are packed all the same: those stay. */
  giveUpProducts(input: {
    readonly order: string;
    readonly line: string;
    readonly products: readonly { readonly product: string; readonly sentence: string }[];
    readonly at: number;
  }): Promise<readonly string[]>;
  /** Stops what may still run, and removes the order's files, but for what tells of it. */
  removeOrder(input: { readonly order: string }): Promise<void>;
  /** The orders that nobody leads any more: their workflows were terminated, or the engine has forgotten them. */
  findLostOrders(): Promise<readonly LostOrder[]>;
  /**
   * Ends what is still in work of a lost order's lines, removes its files and tells the ledger. Answers whether it did: not
   * when the same order was sent again meanwhile.
   */
  removeLostOrder(input: LostOrder & Pick<OrderNews, 'state' | 'sentence' | 'since'>): Promise<boolean>;
  /** Removes uploads that no order uses, and what is left of those that broke off. */
  sweepUploads(): Promise<UploadsSwept>;
}

/** What waits for job systems, on a queue of its own: waiting takes nothing of this host. */
export interface JobActivities {
  /**
   * The whole line as one job of the job system: the job that was sent after the run of a number (0: none), or a new one.
   * Answers how it ended, and the number of its run.
   */
  runLineJob(input: {
    readonly order: string;
    readonly folder: string;
    readonly line: string;
    readonly after: number;
  }): Promise<LineEnd & { readonly run: number }>;
}

/** The heavy activities of orders, on the processing queue. */
export interface AirborneActivities {
  /** The elevations of the order, made or checked. Throws DEM_UNCOVERED, DEM_INVALID, DEM_SOURCE, GEOID_MISSING. */
  makeDem(input: { readonly order: string; readonly folder: string }): Promise<void>;
  runLineStep(input: {
    readonly order: string;
    readonly folder: string;
    readonly line: string;
    readonly step: LineStep;
    /** The products that the step is for. */
    readonly products: readonly string[];
  }): Promise<void>;
  /** Removes what only the way to the products needed. */
  tidyLine(input: { readonly order: string; readonly folder: string; readonly line: string }): Promise<void>;
  packOrder(input: {
    readonly order: string;
    readonly folder: string;
    /** Products that are packed by what its lines say; the ledger, made anew meanwhile, may know less. */
    readonly complete?: readonly string[];
    readonly missing: readonly string[];
    readonly expiresAt: number;
    readonly at: number;
  }): Promise<Packed>;
}
