import type { Client } from '@temporalio/client';
import type { DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import type { MissionVerb, Verb } from '../../domain/story.js';
import type { Ledger } from '../../ledger/ledger.js';

/** What verbs are said through: the engine, and the ledger that knows what there is. */
export interface Desk {
  readonly client: Client;
  readonly ledger: Ledger;
  /** The mission's short name. */
  readonly mission: string;
  /** The mission file, where it is known. */
  readonly plan?: Mission | undefined;
}

/** What a verb is about. */
export interface VerbTarget {
  readonly day?: DataDay;
  readonly level?: string;
  readonly receipt?: string;
}

/** A verb as an operator says it. `more` is what it takes besides who and why, in the form of its update. */
export interface VerbCommand {
  readonly verb: Verb | MissionVerb;
  readonly target: VerbTarget;
  readonly by: string;
  readonly why: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** What became of a command, or would become of it. */
export interface Heard {
  readonly workflowId: string;
  readonly sentence: string;
  /** The id of the update: the key of the intervention in the ledger. */
  readonly updateId?: string;
}
