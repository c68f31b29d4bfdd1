import type { DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import type { Ledger } from '../ledger.js';
import type { WorkflowFacts } from './facts.js';

/** What the retelling stands on: the mission that ran, and the station's places as their rows name them. */
export interface Retelling {
  readonly ledger: Ledger;
  readonly mission: Mission;
  readonly places: { readonly staging: string; readonly delivery: string };
}

/** Something that was written to the ledger at a time, and how it is written again. */
export interface Moment {
  readonly at: number;
  tell(): Promise<unknown>;
}

/** A level of a day. */
export interface LevelKey {
  readonly mission: string;
  readonly day: DataDay;
  readonly level: string;
}

/** Writes moments of several workflows again, in the order of time. */
export async function tellInOrder(moments: readonly Moment[]): Promise<void> {
  for (const moment of [...moments].sort((a, b) => a.at - b.at)) await moment.tell();
}

/** An activity whose input or result has another shape than this release writes: it is told to the operator. */
export class NotUnderstood extends Error {
  constructor(workflow: WorkflowFacts, activityId: string, type: string) {
    super(`${workflow.workflowId} (run ${workflow.runId}): activity ${activityId}, ${type}`);
  }
}
