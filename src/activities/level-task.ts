import { durationMs } from '../domain/duration.js';
import { granulesInGaps } from '../domain/gap.js';
import type { LevelPlan } from '../domain/mission.js';
import { planInputs } from '../domain/readiness.js';
import { gapsDuring } from '../ledger/gaps.js';
import { lastEdition } from '../ledger/files.js';
import { processorChoice } from '../ledger/processor-choices.js';
import { runsOf } from '../ledger/runs.js';
import type { LevelKey, LevelTask, Pace } from './contract.js';
import type { StationContext } from './context.js';

/** The mission's pace in milliseconds. */
export function paceOf(context: StationContext): Pace {
  const { pace } = context.mission;
  return {
    firstRetryMs: durationMs(pace.firstRetry),
    attempts: pace.attempts,
    recheckMs: durationMs(pace.recheck),
    heartbeatMs: durationMs(pace.heartbeat),
  };
}

/**
 * What a level of a day will do when it is begun now: its inputs without those of known gaps, the processor's version
 * that was named, chosen by an operator or is the mission's, and the next edition of what the archive has.
 */
export async function levelTask(
  context: StationContext,
  { day, level }: LevelKey,
  openedAt: number,
  version?: string,
): Promise<LevelTask> {
  const { mission, ledger } = context;
  const key = { mission: mission.mission, day, level };
  const plan = mission.levels[level]!;
  const inputs = planInputs(mission, level, day, openedAt);
  const gaps = granulesInGaps(
    inputs.rules.flatMap((rule) => rule.granules),
    await gapsDuring(ledger, mission.mission),
  );
  const chosen = await processorChoice(ledger, mission.mission, level, day);
  const earlier = await runsOf(ledger, key);
  return {
    ...key,
    version: version ?? chosen?.version ?? plan.version,
    inputs: { ...inputs, ...(gaps.length > 0 && { gaps }) },
    pace: paceOf(context),
    runAttempts: plan.run.attempts,
    timeLimitMs: durationMs(plan.run.timeLimit),
    suspect: plan.qa.suspect,
    delivery: {
      expiryMs: durationMs(mission.delivery.expiry),
      panExpectedMs: durationMs(mission.delivery.panExpected),
      panLateMs: durationMs(mission.delivery.panLate),
    },
    runsBefore: Math.max(0, ...earlier.map((row) => row.run)),
    edition: (await lastEdition(ledger, key)) + 1,
    feeds: levelsThatNeed(mission.levels, plan),
  };
}

/** The levels that cannot be made without a product of this one. */
function levelsThatNeed(levels: Readonly<Record<string, LevelPlan>>, plan: LevelPlan): string[] {
  const made = new Set(plan.products.map((row) => row.type));
  return Object.entries(levels)
    .filter(([, other]) => other.inputs.some((rule) => rule.need === 'required' && made.has(rule.type)))
    .map(([name]) => name);
}
