import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { MainActivities, Pace } from '../activities/contract.js';
import type { Command } from '../domain/story.js';
import type { VerbDesk } from './verb-book.js';

type Intervention = Parameters<MainActivities['recordIntervention']>[0];

/** What a verb book says of a verb: its name, the command, its id, when, and why it was not carried out. */
export type SaidVerb = Parameters<VerbDesk<string>['record']>;

/** Writes a verb into the audit, also while its workflow is being cancelled. */
export async function recordVerb(
  activities: (pace: Pace, summary: string) => Pick<MainActivities, 'recordIntervention'>,
  pace: Pace,
  about: Pick<Intervention, 'mission' | 'day' | 'level'>,
  [verb, command, id, at, refused]: SaidVerb,
): Promise<void> {
  const { by, why, ...detail } = command as Command & Record<string, unknown>;
  await CancellationScope.nonCancellable(() =>
    activities(pace, `${verb} by ${by}`).recordIntervention({
      id,
      workflowId: workflowInfo().workflowId,
      ...about,
      verb,
      by,
      why,
      at,
      detail,
      ...(refused !== undefined && { refused }),
    }),
  );
}

/** The sentence that refuses a verb which is not among those that make sense; undefined when it is. */
export function refusalOf<V extends string>(
  verb: V,
  verbs: readonly V[],
  /** What it was said to, and how that stands. */
  what: string,
  /** Where nothing makes sense. */
  ended: string,
): string | undefined {
  if (verbs.includes(verb)) return undefined;
  const can = verbs.length > 0 ? `What can be done now: ${verbs.join(', ')}.` : ended;
  return `'${verb}' makes no sense for ${what}. ${can}`;
}
