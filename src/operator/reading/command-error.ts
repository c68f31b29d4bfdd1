/** Why a command was not carried out. `USAGE` is wrong usage (exit status 2); all others exit with 1. */
export type CommandErrorCode =
  'USAGE' | 'REFUSED' | 'NOT_RUNNING' | 'NO_ANSWER' | 'NO_STATION' | 'NO_MISSION' | 'NOT_KNOWN';

/** A command that cannot be carried out: a stable code, one plain sentence, and the next step. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly code: CommandErrorCode,
    sentence: string,
    /** What to do, one sentence; empty when the sentence says it. */
    readonly next = '',
    options?: ErrorOptions,
  ) {
    super(sentence, options);
  }
}
