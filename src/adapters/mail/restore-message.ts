import { rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from '../files/io-error.js';
import { linkOrCopy, moveFile } from '../files/move.js';
import type { KeptMail } from './kept-mail.js';
import { readEntry, toKept } from './mail-index.js';

/** The kept message at a path, in `in/` or in quarantine; undefined when none is there. */
export async function keptAt(path: string): Promise<KeptMail | undefined> {
  const entry = await readEntry(path, basename(path));
  return entry && toKept(entry, false);
}

/**
 * Moves a message back from quarantine, with its record; the reason goes. Doing it again changes nothing. Answers where
 * it lies then. The process that keeps messages finds it there: it looks a message up by its name in both places.
 */
export async function restoreMessage(path: string): Promise<string> {
  const to = join(dirname(dirname(path)), 'in', basename(path));
  if (to === path) return to;
  if (await exists(path)) {
    // The record goes under both names first, so that wherever a kill leaves the message, its record is beside it.
    if (await exists(`${path}.json`)) await linkOrCopy(`${path}.json`, `${to}.json`);
    await moveFile(path, to);
  }
  await rm(`${path}.json`, { force: true });
  await rm(`${path}.reason.json`, { force: true });
  return to;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
}
