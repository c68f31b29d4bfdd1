import { watch, type FSWatcher } from 'node:fs';
import { hasCode } from '../files/io-error.js';

/**
 * Waits for a name to appear in a directory: told by the system where it can (not on network file systems, and not
 * when its watches are used up), by looking again after a while everywhere.
 */
export class NameWatch {
  readonly #watcher: FSWatcher | undefined;
  #seen = false;
  #wake: () => void = () => {};

  constructor(directory: string, name: string) {
    try {
      this.#watcher = watch(directory, { persistent: false }, (_event, changed) => {
        if (changed === name || changed === null) this.touch();
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch (error) {
      if (!['ENOSPC', 'EMFILE', 'ENOENT'].some((code) => hasCode(error, code))) throw error;
    }
  }

  /** Lets the present or next wait end, for a reason that the caller knows. */
  touch(): void {
    this.#seen = true;
    this.#wake();
  }

  /** Returns when the name changed since the last call, or after `ms`. Rejects with the reason of the signal. */
  async changed(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#seen) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, ms);
        function done(): void {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        }
        this.#wake = done;
        signal?.addEventListener('abort', done);
      });
    }
    this.#seen = false;
    signal?.throwIfAborted();
  }

  /** Ends the watch. */
  close(): void {
    this.#watcher?.close();
  }
}
