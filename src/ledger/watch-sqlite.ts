import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { LedgerWatch, WatchListener } from './watch.js';

/**
 * When to look after something was written to the log, milliseconds. The first look gathers a burst. The system tells of
 * the write a moment before the commit can be seen, and a large transaction writes long before it commits: hence the
 * others.
 */
const LOOKS_MS = [10, 100, 1_000] as const;

/**
 * Watches a SQLite file. The directory is watched and not the log itself, which is made when somebody first writes.
 * Whether anything was committed is asked of a connection of the watch's own, because a connection does not count its own
 * commits.
 */
export async function watchSqlite(file: string, listener: WatchListener): Promise<LedgerWatch> {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  const version = () => database.pragma('data_version', { simple: true }) as number;
  let seen = version();
  let timer: NodeJS.Timeout | undefined;
  let step = 0;

  const look = () => {
    step += 1;
    timer = undefined;
    if (step < LOOKS_MS.length) wait();
    try {
      const now = version();
      if (now === seen) return;
      seen = now;
    } catch (error) {
      listener.trouble(error as Error);
      return;
    }
    listener.changed();
  };
  const wait = () => {
    timer = setTimeout(look, LOOKS_MS[step]);
    timer.unref();
  };
  const written = () => {
    // A look that is near is not put off, or a writer that never rests would never be heard.
    if (timer !== undefined && step === 0) return;
    clearTimeout(timer);
    step = 0;
    wait();
  };

  const log = `${basename(file)}-wal`;
  try {
    const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
      if (name === null || name === log) written();
    });
    watcher.on('error', (error) => listener.trouble(error));
    return {
      stop() {
        clearTimeout(timer);
        watcher.close();
        database.close();
        return Promise.resolve();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
