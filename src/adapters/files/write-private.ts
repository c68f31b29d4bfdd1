import { chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomic } from './atomic-write.js';

/**
 * Writes a file whole or not at all, for the eyes of the station alone (0600): written by root, it belongs to the owner of
 * the directory, as whom the station runs. Throws the system's error.
 */
export async function writePrivate(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, text, { mode: 0o600 });
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(path));
  await chown(path, uid, gid);
}
