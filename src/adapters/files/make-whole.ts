import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fsyncDirectory, temporaryName } from './atomic-write.js';

/**
 * Lets something else make a file, under a temporary name with this ending, and gives it its own name when it is complete and
 * on the disk; one that is there is replaced. Returns its size. Throws what `make` throws, and then nothing is left.
 */
export async function makeWhole(
  path: string,
  make: (temporary: string) => Promise<void> | void,
  ending = '',
): Promise<number> {
  const temporary = `${temporaryName(path)}${ending}`;
  try {
    await make(temporary);
    const file = await open(temporary, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await fsyncDirectory(dirname(path));
  } finally {
    await rm(temporary, { force: true });
  }
  return (await stat(path)).size;
}
