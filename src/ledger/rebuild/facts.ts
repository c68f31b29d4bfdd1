/** What a workflow's history tells, without the engine's own words. Times are epoch milliseconds. */
export interface WorkflowFacts {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  readonly input: unknown;
  readonly startedAt: number;
  /** When it ended, however it did; absent while it runs. */
  readonly endedAt?: number;
  readonly activities: readonly ActivityFact[];
  readonly updates: readonly UpdateFact[];
  readonly signals: readonly SignalFact[];
}

/**
 * One activity. Of an activity that the engine tried several times only the last attempt is told, because a history has
 * no event for the others.
 */
export interface ActivityFact {
  readonly type: string;
  /** The engine's number of the activity within its workflow. */
  readonly activityId: string;
  readonly attempt: number;
  readonly input: unknown;
  readonly scheduledAt: number;
  /** Absent when no worker has taken it yet. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** `open`: it had not ended when the history was read. `lost`: its worker gave no sign of life in time. */
  readonly outcome: 'ok' | 'failed' | 'cancelled' | 'lost' | 'open';
  readonly result?: unknown;
  readonly failure?: { readonly code: string; readonly message: string };
}

/** An update that was accepted. */
export interface UpdateFact {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly command: unknown;
  /** Whether what it asked for turned out to make no sense after it was accepted. */
  readonly refused: boolean;
}

/** A signal that came. `id` is the number of its event. */
export interface SignalFact {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly content: unknown;
}

/** The fields of a value of unknown make; none when it is no object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A text field of a value of unknown make. */
export function textOf(value: unknown, name: string): string | undefined {
  const field = fieldsOf(value)[name];
  return typeof field === 'string' ? field : undefined;
}

/** A number field of a value of unknown make. */
export function numberOf(value: unknown, name: string): number | undefined {
  const field = fieldsOf(value)[name];
  return typeof field === 'number' ? field : undefined;
}

/** The texts of a list field of a value of unknown make. */
export function textsOf(value: unknown, name: string): string[] {
  const field = fieldsOf(value)[name];
  return Array.isArray(field) ? field.filter((entry) => typeof entry === 'string') : [];
}
