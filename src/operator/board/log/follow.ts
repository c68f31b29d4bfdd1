import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { hasCode } from '../../../adapters/files/io-error.js';
import { LogReader, type LogPart } from './log-file.js';

/** What a log is followed by. */
export interface Following {
  readonly path: string;
  /** Where to begin, in bytes. */
  readonly from: number;
  /** Whether the run still goes on; asked when `listen` says that something changed. */
  readonly goesOn: () => Promise<boolean>;
  /** Calls back when the answer of `goesOn` may have changed, until the function that it answers is called. */
  readonly listen: (changed: () => void) => () => void;
  readonly signal: AbortSignal;
}

/**
 * Everything that is added to a log until its run has ended, as the operating system tells of it. Returns when the run
 * has ended and all of its log was told, or when the signal says so.
 */
export async function* follow({ path, from, goesOn, listen, signal }: Following): AsyncGenerator<LogPart> {
  const reader = new LogReader(path, from);
  const bell = new Bell();
  let ask = true;
  // The directory, because the file itself may not be there yet.
  const watcher = watchDirectory(dirname(path), basename(path), () => bell.ring());
  const deaf = listen(() => {
    ask = true;
    bell.ring();
  });
  const stop = () => bell.ring();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      // Asked before reading: what was written before the end is read after it.
      const over = watcher === undefined || (ask && !(await goesOn()));
      ask = false;
      for (let part = await reader.next(); part && !signal.aborted; part = await reader.next()) yield part;
      if (over) {
        yield reader.end();
        return;
      }
      await bell.rung();
    }
  } finally {
    signal.removeEventListener('abort', stop);
    deaf();
    watcher?.close();
  }
}

function watchDirectory(directory: string, name: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(directory, (_, which) => {
      if (which === null || which === name) changed();
    });
    // The directory was removed: there is nothing more to come, and the ledger tells of the end.
    watcher.on('error', changed);
    return watcher;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Wakes one who waits; rung while nobody waits, it wakes the next one at once. */
class Bell {
  private wake: (() => void) | undefined;
  private pending = false;

  ring(): void {
    this.pending = true;
    this.wake?.();
  }

  async rung(): Promise<void> {
    if (!this.pending) await new Promise<void>((resolve) => (this.wake = resolve));
    this.pending = false;
    this.wake = undefined;
  }
}
