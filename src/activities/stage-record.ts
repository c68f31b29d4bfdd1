import { Context } from '@temporalio/activity';
import type { Stage } from '../domain/story.js';
import { endStage, startStage, type LevelPatch, type StageKey } from '../ledger/levels.js';
import { stageAttempt } from '../ledger/stage-attempt.js';
import type { LevelKey } from './contract.js';
import type { StationContext } from './context.js';

/** Tells the ledger that a level is in a stage, and what else that changes of it. */
export async function beginStage(
  context: StationContext,
  key: LevelKey,
  stage: Stage,
  patch: LevelPatch,
): Promise<StageKey> {
  const { mission, day, level } = key;
  const { attempt, activityId } = Context.current().info;
  const at = context.now();
  const stageKey = { mission, day, level, stage, attempt: stageAttempt(activityId, attempt) };
  await startStage(context.ledger, stageKey, { at, level: { stage, since: at, ...patch } });
  return stageKey;
}

/** Carries out a stage and keeps its times and outcome in the ledger; `after` is what its success changes of the level. */
export async function recordedStage<T>(
  context: StationContext,
  key: LevelKey,
  stage: Stage,
  sentence: string,
  work: () => Promise<T>,
  after?: (result: T) => LevelPatch,
): Promise<T> {
  const row = await beginStage(context, key, stage, {
    state: 'running',
    sentence,
    until: null,
    thenWhat: null,
  });
  try {
    const result = await work();
    await endStage(context.ledger, row, {
      at: context.now(),
      outcome: 'ok',
      ...(after && { level: after(result) }),
    });
    return result;
  } catch (error) {
    const cancelled = Context.current().cancellationSignal.aborted;
    await endStage(context.ledger, row, {
      at: context.now(),
      outcome: cancelled ? 'cancelled' : 'failed',
      detail: error instanceof Error ? error.message : String(error),
    });
    throw error;
  }
}
