import { setTimeout as pause } from 'node:timers/promises';

const AGAIN_MS = 1_000;

/** Work on things one after the other, in the order in which they came. */
export interface InOrder<T> {
  add(item: T): void;
  /** Takes no more, and resolves when the one in hand is done or given back. */
  stop(): Promise<void>;
}

/**
 * Works through items in order. One that cannot be done now, because the engine is away, is tried again before the next:
 * nothing is skipped. What is not done at a stop stays on the disk and is taken up at the next start.
 */
export function inOrder<T>(
  work: (item: T) => Promise<void>,
  onTrouble: (error: unknown) => void,
): InOrder<T> {
  const items: T[] = [];
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (items.length > 0 && !stopping.signal.aborted) {
      try {
        await work(items[0]!);
        items.shift();
      } catch (error) {
        onTrouble(error);
        await pause(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    running = undefined;
  }

  return {
    add(item) {
      items.push(item);
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
