import type { DataDay } from '../domain/data-day.js';

/** A time during which inputs were never made, as an operator said. Key: mission, id (the update id). `by` is the column `actor`. */
export interface GapRow {
  readonly mission: string;
  readonly id: string;
  /** From and until when, epoch milliseconds; the end is excluded. */
  readonly fromAt: number;
  readonly toAt: number;
  /** The input types that are not made; empty means all of them. */
  readonly types: readonly string[];
  readonly by: string;
  readonly why: string;
  readonly at: number;
}

/**
 * The version of a level's processor that an operator chose for days that are opened from then on. Of several that cover
 * a day, the one that was said last counts. Key: mission, id.
 */
export interface ProcessorChoiceRow {
  readonly mission: string;
  readonly id: string;
  readonly level: string;
  readonly fromDay: DataDay;
  /** The last day; absent: from then on. */
  readonly toDay?: DataDay;
  readonly version: string;
  readonly by: string;
  readonly why: string;
  readonly at: number;
}
