import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { classifyIoError } from '../adapters/files/io-error.js';
import { OperationsError } from '../domain/failures.js';

/**
 * Wraps every activity: heartbeats while it works, so that the death of a worker is noticed within the heartbeat time
 * and cancellation is learned; and turns what it throws into the code, the sentence and the policy of the failure.
 */
export class StageInterceptor implements ActivityInboundCallsInterceptor {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const context = Context.current();
    const { heartbeatTimeoutMs, isLocal } = context.info;
    const beat =
      isLocal || !heartbeatTimeoutMs
        ? undefined
        : setInterval(() => context.heartbeat(), heartbeatTimeoutMs / 3);
    try {
      return await next(input);
    } catch (error) {
      // The reason, not the AbortError that libraries make of it: only the reason is understood as pause or cancellation.
      if (context.cancellationSignal.aborted) throw context.cancellationSignal.reason;
      throw asApplicationFailure(error);
    } finally {
      clearInterval(beat);
    }
  }
}

/** The engine's form of a failure: type = code, message = sentence, first detail = the list behind the sentence. */
export function asApplicationFailure(error: unknown): Error {
  if (error instanceof ApplicationFailure) return error;
  const known = error instanceof OperationsError ? error : classifyIoError(error, 'a stage');
  if (!known) return error instanceof Error ? error : new Error(String(error));
  return ApplicationFailure.create({
    type: known.code,
    message: known.message,
    details: [[...known.details]],
    nonRetryable: known.policy !== 'retry',
    ...(known.cause instanceof Error && { cause: known.cause }),
  });
}
