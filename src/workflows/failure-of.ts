import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import { isFailureCode, type FailureCode } from '../domain/failures.js';

/** What the engine itself calls an attempt that ended because its worker was stopped, or an operator paused or reset it. */
const INTERRUPTIONS: readonly unknown[] = ['WorkerShutdown', 'ActivityPause', 'ActivityReset'];

/** A failure as a workflow handles it. */
export interface Failure {
  readonly code: FailureCode;
  readonly sentence: string;
  readonly details: readonly string[];
  /** The worker died or was too slow to answer: nothing is known to be wrong with the work itself. */
  readonly workerLost: boolean;
}

/** Reads the code and the sentence out of what the engine wraps around an activity's failure. */
export function failureOf(error: unknown): Failure {
  const cause =
    error instanceof ActivityFailure || error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const code = cause.type ?? undefined;
    const details = Array.isArray(cause.details?.[0]) ? (cause.details[0] as unknown[]).map(String) : [];
    return isFailureCode(code)
      ? { code, sentence: cause.message, details, workerLost: false }
      : {
          code: 'UNEXPECTED',
          sentence: `An unexpected error: ${cause.message}`,
          details,
          workerLost: INTERRUPTIONS.includes(code),
        };
  }
  const sentence = cause instanceof Error ? cause.message : String(cause);
  return {
    code: 'UNEXPECTED',
    sentence: `The work did not answer: ${sentence}`,
    details: [],
    workerLost: cause instanceof TimeoutFailure,
  };
}
