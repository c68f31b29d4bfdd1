const AGAIN_MS = 5_000;

/** Work that is put off, and work that is tried until it is done. */
export interface Patience {
  /** Does something after a while, unless stopped before. */
  later(ms: number, act: () => void): void;
  /** Does what cannot be done now, because the engine is away or the disk is full, later: a file is seen only once. */
  surely(work: () => Promise<void>): void;
  /** Forgets what was put off. */
  stop(): void;
}

/** Makes one. `onError` hears of every attempt that failed. */
export function patience(onError: (error: unknown) => void): Patience {
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;
  const later = (ms: number, act: () => void) => {
    if (isStopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };
  const surely = (work: () => Promise<void>) => {
    work().catch((error: unknown) => {
      onError(error);
      later(AGAIN_MS, () => surely(work));
    });
  };
  return {
    later,
    surely,
    stop() {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
