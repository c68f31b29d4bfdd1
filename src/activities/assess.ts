import { granuleOfKey } from '../domain/granule.js';
import { judgeReadiness, type InputPlan } from '../domain/readiness.js';
import { granulesInArchive } from './archive-search.js';
import type { MainActivities } from './contract.js';
import type { StationContext } from './context.js';
import { beginStage } from './stage-record.js';
import { counted } from '../domain/words.js';

const THEN = {
  waiting: 'it holds, and operators are told which granules are missing',
  grace: 'it starts without them',
  overdue: null,
  ready: null,
  void: null,
} as const;

/** Await inputs: what the archive has of what a level needs. */
export function assessActivities(context: StationContext): Pick<MainActivities, 'assessInputs'> {
  return {
    async assessInputs({ task, waived, extendedTo, completeSince }) {
      const present = await presentGranules(context, task.inputs);
      const now = context.now();
      const verdict = judgeReadiness(task.inputs, present, new Set(waived), now, completeSince, extendedTo);
      await beginStage(context, task, 'await inputs', {
        state: 'waiting',
        sentence: sentenceOf(verdict.here, verdict.of, verdict.missing.length),
        missing: [...verdict.missing, ...verdict.wished],
        here: verdict.here,
        of: verdict.of,
        until: verdict.until ?? null,
        thenWhat: THEN[verdict.state],
      });
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

function sentenceOf(here: number, of: number, missing: number): string {
  return missing > 0
    ? `It waits for ${counted(missing, 'required granule')} (${here} of ${of} are here).`
    : `Its inputs are here (${here} of ${of}).`;
}
