import type { DeliveredGranule } from '../domain/acknowledgement.js';
import type { DataDay } from '../domain/data-day.js';

/** What became of a message: on disk only; a workflow was told; noted without consequence; set aside. */
export type MessageState = 'kept' | 'acted' | 'recorded' | 'quarantined';

/** How one attempt at a delivery stands. */
export type DeliveryState = 'preparing' | 'waiting' | 'accepted' | 'failed' | 'abandoned' | 'superseded';

/** One message of the DAAC. Key: mission, id (its Message-ID, or one made of its content). Times are epoch milliseconds. */
export interface MessageRow {
  readonly mission: string;
  readonly id: string;
  /** The way it came: `smtp`, `imap`, `pickup` … */
  readonly via: string;
  /** What it is: `DN`, `SN`, `PAN`, `PDRD` … */
  readonly kind: string;
  readonly sender?: string;
  readonly subject?: string;
  readonly receivedAt: number;
  /** Where it lies as it came, relative to the station's home. */
  readonly path: string;
  readonly state: MessageState;
  /** The workflow id, receipt key or PDR that it is about. */
  readonly about?: string;
  /** Why it was quarantined: the stable code and the sentence. */
  readonly code?: string;
  readonly sentence?: string;
  readonly actedAt?: number;
}

/** One attempt at a delivery: one PDR. Key: mission, pdr. */
export interface DeliveryRow {
  readonly mission: string;
  readonly pdr: string;
  readonly day: DataDay;
  readonly level: string;
  /** From 1, per day and level. */
  readonly attempt: number;
  readonly state: DeliveryState;
  readonly directory: string;
  /** The FILE_GROUPs of the PDR. */
  readonly files: readonly DeliveredGranule[];
  readonly workflowId: string;
  readonly deliveredAt?: number;
  readonly panExpectedAt?: number;
  /** The DAAC's own word, when it has answered. */
  readonly disposition?: string;
  readonly endedAt?: number;
}

/** What the DAAC says of one file (PAN) or of one data type (PDRD). */
export interface Disposition {
  readonly name: string;
  readonly disposition: string;
}

/** One answer to a PDR. Key: mission, messageId. */
export interface AcknowledgementRow {
  readonly mission: string;
  readonly messageId: string;
  readonly pdr: string;
  readonly kind: 'PAN' | 'PDRD';
  readonly form: 'short' | 'long';
  readonly disposition: string;
  readonly receivedAt: number;
  readonly files: readonly Disposition[];
}

/** One intervention of an operator. Key: mission, id (the update id). `by` is the column `actor`. */
export interface InterventionRow {
  readonly mission: string;
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly why: string;
  readonly verb: string;
  readonly workflowId: string;
  readonly day?: DataDay;
  readonly level?: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Why it was not carried out: a command that came as a signal cannot be refused otherwise. */
  readonly refused?: string;
}

/** One mail of the station to its people. Key: mission, key (the event). */
export interface NoticeRow {
  readonly mission: string;
  readonly key: string;
  /** When it was decided to send it. */
  readonly at: number;
  readonly subject: string;
  /** The way it went (`smtp`, `file` …); absent until it has gone. */
  readonly how?: string;
  readonly messageId: string;
}
