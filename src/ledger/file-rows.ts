import type { DataDay } from '../domain/data-day.js';
import type { FailureCode } from '../domain/failures.js';

/** How a receipt (the files of one DN) stands. `heldCode` and its companions are there exactly while it is `held`. */
export type ReceiptState = 'open' | 'held' | 'done' | 'abandoned';

/** How one file that a DN names stands. `archived` is final. */
export type ArrivalState = 'expected' | 'incomplete' | 'complete' | 'archived' | 'refused';

/** One file of the archive. Key: mission, archivePath (relative to the archive). Times are epoch milliseconds. */
export interface FileRow {
  readonly mission: string;
  readonly archivePath: string;
  /** The name under which it came, or under which the processor wrote it. */
  readonly originalName: string;
  readonly archiveName: string;
  readonly type: string;
  readonly day: DataDay;
  readonly slot?: string;
  readonly event?: string;
  readonly part?: string;
  /** Production time as the name tells it, `YYYYMMDDHHMMSS`. */
  readonly made?: string;
  /** Bytes. */
  readonly size: number;
  readonly md5: string;
  readonly kind: 'input' | 'product';
  /** The level that made a product. */
  readonly level?: string;
  readonly archivedAt: number;
  /** The receipt that brought an input; the run that made a product. */
  readonly receiptKey?: string;
  readonly run?: number;
  /** Of a product: how often the level of its day had been made by then, from 1. */
  readonly edition?: number;
  /** Of a product: when a later edition took its place. It stays in the archive. */
  readonly supersededAt?: number;
  /** What EDOS says of a Level 0 data set in its construction record: gaps, missed packets, fill octets and so on. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** The files of one DN. Key: mission, key. */
export interface ReceiptRow {
  readonly mission: string;
  readonly key: string;
  readonly workflowId: string;
  readonly orderId?: string;
  readonly requestId?: string;
  readonly ftpDir: string;
  readonly state: ReceiptState;
  readonly fileCount: number;
  readonly openedAt: number;
  readonly since: number;
  readonly heldCode?: FailureCode;
  readonly heldSentence?: string;
  readonly heldDetails?: readonly string[];
  readonly doneAt?: number;
}

/** One file that a DN names. Key: mission, receiptKey, name. */
export interface ArrivalRow {
  readonly mission: string;
  readonly receiptKey: string;
  readonly name: string;
  readonly type?: string;
  readonly granule?: string;
  /** Bytes, by the DN. */
  readonly expectedSize: number;
  readonly cksumType?: string;
  readonly cksumValue?: string;
  readonly state: ArrivalState;
  /** Why it is in this state, in words. */
  readonly reason?: string;
  /** Bytes found on disk when it was last looked at. */
  readonly seenSize?: number;
  readonly updatedAt: number;
}

/** A file of pickup that no DN explains. Key: mission, name. */
export interface StrayRow {
  readonly mission: string;
  readonly name: string;
  /** `unmatched`: no file of this mission has such a name; `unannounced`: its DN has not come. */
  readonly state: 'unmatched' | 'unannounced';
  readonly size: number;
  readonly seenAt: number;
  readonly movedTo?: string;
}
