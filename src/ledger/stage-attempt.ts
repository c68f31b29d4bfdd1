/** Attempts of one activity that are told apart from those of the next. */
const ATTEMPTS_OF_ONE_ACTIVITY = 100;

/**
 * The number of an attempt at a stage. The engine numbers the activities of a workflow and the attempts at each: a stage
 * that is done again is a row of its own.
 */
export function stageAttempt(activityId: string, attempt: number): number {
  return (
    (Number(activityId) || 0) * ATTEMPTS_OF_ONE_ACTIVITY + Math.min(attempt, ATTEMPTS_OF_ONE_ACTIVITY - 1)
  );
}
