import { defaultPayloadConverter } from '@temporalio/common';
import type { History, Payload } from '@temporalio/common/lib/proto-utils.js';
import type { ActivityFact, SignalFact, UpdateFact, WorkflowFacts } from '../../ledger/rebuild/facts.js';

type Event = NonNullable<History['events']>[number];

/** What a history that is being read says of an activity so far. */
type Growing = { -readonly [K in keyof ActivityFact]: ActivityFact[K] };

/**
 * Reads a workflow's history; undefined for one without a beginning. A payload that is no JSON is told as undefined: the
 * station writes none, but the Temporal CLI lets anybody send anything.
 */
export function factsOf(
  execution: { workflowId: string; runId: string },
  history: History,
): WorkflowFacts | undefined {
  const events = history.events ?? [];
  const start = events[0]?.workflowExecutionStartedEventAttributes;
  if (!start) return undefined;
  const ended = events.find(endsWorkflow);
  return {
    workflowId: execution.workflowId,
    runId: execution.runId,
    type: start.workflowType?.name ?? '',
    input: firstOf(start.input?.payloads),
    startedAt: timeOf(events[0]!),
    ...(ended && { endedAt: timeOf(ended) }),
    activities: activitiesOf(events),
    updates: updatesOf(events),
    signals: events.flatMap(signalOf),
  };
}

function activitiesOf(events: readonly Event[]): ActivityFact[] {
  const known = new Map<string, Growing>();
  for (const event of events) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) {
      known.set(String(event.eventId), {
        type: scheduled.activityType?.name ?? '',
        activityId: scheduled.activityId ?? '',
        attempt: 1,
        input: firstOf(scheduled.input?.payloads),
        scheduledAt: timeOf(event),
        outcome: 'open',
      });
      continue;
    }
    const about = known.get(String(scheduledId(event)));
    if (about) learn(about, event);
  }
  return [...known.values()];
}

function learn(about: Growing, event: Event): void {
  const started = event.activityTaskStartedEventAttributes;
  if (started) {
    about.startedAt = timeOf(event);
    about.attempt = started.attempt ?? 1;
    return;
  }
  about.endedAt = timeOf(event);
  const { activityTaskCompletedEventAttributes: completed, activityTaskFailedEventAttributes: failed } =
    event;
  if (completed) {
    about.outcome = 'ok';
    about.result = firstOf(completed.result?.payloads);
  } else if (failed) {
    about.outcome = 'failed';
    about.failure = {
      code: failed.failure?.applicationFailureInfo?.type ?? '',
      message: failed.failure?.message ?? '',
    };
  } else about.outcome = event.activityTaskCanceledEventAttributes ? 'cancelled' : 'lost';
}

/** The number of the event with which the activity of this event was scheduled. */
function scheduledId(event: Event) {
  return (
    event.activityTaskStartedEventAttributes ??
    event.activityTaskCompletedEventAttributes ??
    event.activityTaskFailedEventAttributes ??
    event.activityTaskTimedOutEventAttributes ??
    event.activityTaskCanceledEventAttributes
  )?.scheduledEventId;
}

function updatesOf(events: readonly Event[]): UpdateFact[] {
  const refused = new Set(
    events.flatMap(({ workflowExecutionUpdateCompletedEventAttributes: completed }) =>
      completed?.outcome?.failure ? [completed.meta?.updateId] : [],
    ),
  );
  return events.flatMap(updateOf).map((update) => ({ ...update, refused: refused.has(update.id) }));
}

function updateOf(event: Event): Omit<UpdateFact, 'refused'>[] {
  const request = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
  const id = request?.meta?.updateId;
  if (!id) return [];
  const command = firstOf(request.input?.args?.payloads);
  return [{ id, name: request.input?.name ?? '', at: timeOf(event), command }];
}

function signalOf(event: Event): SignalFact[] {
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (!signal) return [];
  const content = firstOf(signal.input?.payloads);
  return [{ id: String(event.eventId), name: signal.signalName ?? '', at: timeOf(event), content }];
}

function endsWorkflow(event: Event): boolean {
  return Boolean(
    event.workflowExecutionCompletedEventAttributes ??
    event.workflowExecutionFailedEventAttributes ??
    event.workflowExecutionCanceledEventAttributes ??
    event.workflowExecutionTerminatedEventAttributes ??
    event.workflowExecutionTimedOutEventAttributes ??
    event.workflowExecutionContinuedAsNewEventAttributes,
  );
}

function firstOf(payloads: readonly Payload[] | null | undefined): unknown {
  const payload = payloads?.[0];
  if (!payload) return undefined;
  const encoding = new TextDecoder().decode(payload.metadata?.['encoding'] ?? new Uint8Array());
  if (encoding !== 'json/plain') return undefined;
  try {
    return defaultPayloadConverter.fromPayload(payload);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Epoch milliseconds. Seconds come as the driver's long integers, or as text in a history that was kept as JSON. */
function timeOf({ eventTime }: Event): number {
  return Number(String(eventTime?.seconds ?? 0)) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1e6);
}
