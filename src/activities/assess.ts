import { granuleOfKey } from '../domain/granule.js';
import { judgeReadiness, type InputPlan } from '../domain/readiness.js';
import { awaitingWords } from '../domain/stage-words.js';
import { granulesInArchive } from './archive-search.js';
import type { MainActivities } from './contract.js';
import type { StationContext } from './context.js';
import { beginStage } from './stage-record.js';

/** Await inputs: what the archive has of what a level needs. */
export function assessActivities(context: StationContext): Pick<MainActivities, 'assessInputs'> {
  return {
    async assessInputs({ task, waived, extendedTo, completeSince }) {
      const present = await presentGranules(context, task.inputs);
      const now = context.now();
      const verdict = judgeReadiness(task.inputs, present, new Set(waived), now, completeSince, extendedTo);
      await beginStage(context, task, 'await inputs', awaitingWords(verdict));
      return { present: [...present] };
    },
  };
}

/** The keys of the planned granules that are in the archive, complete. */
export async function presentGranules(context: StationContext, plan: InputPlan): Promise<Set<string>> {
  const wanted = new Set(plan.rules.flatMap((rule) => rule.granules));
  const lists = new Map<string, ReturnType<typeof granuleOfKey>>();
  for (const key of wanted) {
    const granule = granuleOfKey(key);
    lists.set(`${granule.type}/${granule.day}`, granule);
  }
  const present = new Set<string>();
  for (const { type, day } of lists.values()) {
    for (const key of (await granulesInArchive(context.paths.archive, context.mission, type, day)).keys()) {
      if (wanted.has(key)) present.add(key);
    }
  }
  return present;
}
