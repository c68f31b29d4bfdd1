import type { DataDay } from '../domain/data-day.js';
import type { FailureCode } from '../domain/failures.js';
import type { Stage } from '../domain/story.js';

/** How a product day stands. */
export type DayState = 'open' | 'done' | 'abandoned';

/** How a level of a product day stands. `heldCode` and its companions are there exactly while it is `held`. */
export type LevelState = 'waiting' | 'running' | 'held' | 'done' | 'abandoned';

/** How a run of a processor stands. */
export type RunState = 'planned' | 'running' | 'succeeded' | 'failed';

/** What QA says of a product, or of all products of a level. */
export type QaVerdict = 'Passed' | 'Suspect' | 'Failed';

/** One product day. Key: mission, day. Times here and in every other row are epoch milliseconds. */
export interface DayRow {
  readonly mission: string;
  readonly day: DataDay;
  readonly state: DayState;
  readonly openedAt: number;
  readonly openedBy: string;
  readonly doneAt?: number;
  readonly workflowId: string;
}

/** One level of a product day. Key: mission, day, level. */
export interface LevelRow {
  readonly mission: string;
  readonly day: DataDay;
  readonly level: string;
  readonly stage: Stage;
  readonly state: LevelState;
  /** When it came into this state. */
  readonly since: number;
  /** When the answer changes if nothing happens, and what happens then, in words. */
  readonly until?: number;
  readonly thenWhat?: string;
  /** What it does or waits for, one sentence. */
  readonly sentence?: string;
  readonly heldCode?: FailureCode;
  readonly heldSentence?: string;
  readonly heldDetails?: readonly string[];
  readonly heldSince?: number;
  /** Granule keys of inputs that are missing; `here` of `of` have come. */
  readonly missing?: readonly string[];
  readonly here?: number;
  readonly of?: number;
  readonly processorVersion?: string;
  readonly processorDigest?: string;
  readonly qaVerdict?: QaVerdict;
  readonly qaExplanation?: string;
  readonly doneAt?: number;
  /** How often the level of this day is or was made, from 1. */
  readonly edition?: number;
  /** What an operator decided against the rules for the products of this edition; absent when nothing. */
  readonly overrides?: readonly Override[];
  /** Why the level could be made again with something better; absent when there is no reason to. */
  readonly offer?: RerunOffer;
}

/** A decision of an operator that stays visible in the product: going without inputs, or another QA verdict. */
export interface Override {
  readonly verb: 'proceed' | 'accept' | 'reject';
  readonly by: string;
  readonly why: string;
  readonly at: number;
  /** What was decided, one sentence. */
  readonly what: string;
  /** The keys of the granules that it was made without. */
  readonly granules?: readonly string[];
}

/** Inputs came, or were made anew, after the level had been made without them. */
export interface RerunOffer {
  readonly since: number;
  /** Granule keys. */
  readonly granules: readonly string[];
  /** One sentence. */
  readonly reason: string;
}

/** One input that a run was given: its key and its files, by path relative to the archive. */
export interface RunInput {
  readonly key: string;
  readonly files: readonly string[];
}

/** One parameter that a run was given in its PCF, by its logical unit number. */
export interface RunParameter {
  readonly lun: number;
  readonly description: string;
  readonly value: string;
}

/** One attempt at one stage. Key: mission, day, level, stage, attempt (from 1). */
export interface StageRow {
  readonly mission: string;
  readonly day: DataDay;
  readonly level: string;
  readonly stage: Stage;
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: 'ok' | 'failed' | 'cancelled';
  readonly detail?: string;
}

/** One run of a processor. Key: mission, day, level, run (from 1). */
export interface RunRow {
  readonly mission: string;
  readonly day: DataDay;
  readonly level: string;
  readonly run: number;
  readonly version: string;
  /** Digest of binary and configuration, taken when the run was planned. */
  readonly digest: string;
  readonly directory: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly exitCode?: number;
  readonly signal?: string;
  /** 1 when the time limit ended it. */
  readonly timedOut: 0 | 1;
  readonly state: RunState;
  /** The edition that it makes. */
  readonly edition?: number;
  readonly inputs?: readonly RunInput[];
  /** Granule keys that an operator decided to go without. */
  readonly without?: readonly string[];
  readonly parameters?: readonly RunParameter[];
}

/** What QA measured of one product. Key: mission, day, level, product (the file's name). */
export interface QaRow {
  readonly mission: string;
  readonly day: DataDay;
  readonly level: string;
  readonly product: string;
  readonly type: string;
  readonly verdict: QaVerdict;
  readonly reasons: readonly string[];
  readonly figures: Readonly<Record<string, unknown>>;
  readonly run: number;
  readonly measuredAt: number;
}
