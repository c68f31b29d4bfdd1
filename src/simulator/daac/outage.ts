import { setTimeout as sleep } from 'node:timers/promises';

/** The other side cannot be reached, or says "not now": worth another attempt. */
export class OutageError extends Error {
  override readonly name = 'OutageError';
}

/** The other side has refused for good; another attempt would be refused too. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2_000;

/**
 * Repeats an action until it is done: a station that restarts must find its archive centre as patient as the real one.
 * Only OutageError is repeated; the log hears of each different reason once. Rejects with the signal's reason when it
 * is aborted.
 */
export async function persist<T>(
  what: string,
  action: () => Promise<T>,
  { signal, log }: { readonly signal: AbortSignal; readonly log: (line: string) => void },
): Promise<T> {
  let told = '';
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
    signal.throwIfAborted();
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof OutageError)) throw error;
      if (error.message !== told) log(`${what} has to wait: ${error.message}`);
      told = error.message;
    }
    await sleep(wait, undefined, { signal });
  }
}
