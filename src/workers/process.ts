import { OperationsError } from '../domain/failures.js';

/**
 * Resolves when this process is told to stop: by SIGTERM or SIGINT, or because its parent is gone, which closes the
 * channel between them. So a station that is killed leaves no process behind.
 */
export function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    if (process.channel) process.once('disconnect', () => resolve());
  });
}

/** Tells the parent, if there is one, that this process answers; `about` is what it has to say of itself. */
export function ready(about: Record<string, unknown> = {}): void {
  process.send?.({ ready: true, ...about });
}

/** Last words of a process that cannot go on: code and sentence, and a status that says so. */
export function reportAndExit(error: unknown): never {
  const text =
    error instanceof OperationsError
      ? `${error.code}: ${error.message}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
