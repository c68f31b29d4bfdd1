import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { hasCode } from '../../../adapters/files/io-error.js';
import { NotARegularFileError, openRegular } from '../../../adapters/files/safe-open.js';

/**
 * Opens a regular file below an order's folder, which lies below the folder of all orders: whatever the ledger says,
 * nothing outside is opened, and no symbolic link below the folder is followed. Undefined when there is no such file.
 */
export async function openWithin(
  output: string,
  folder: string,
  name: string,
): Promise<{ readonly file: FileHandle; readonly stats: Stats } | undefined> {
  if (isAbsolute(name) || name.includes('\0') || name.split(/[/\\]/).includes('..')) return undefined;
  try {
    const [root, home] = [await realpath(output), await realpath(folder)];
    const path = join(home, name);
    if (!isBelow(root, home) || !isBelow(home, path)) return undefined;
    // A link anywhere on the way would lead to another name.
    if ((await realpath(path)) !== path) return undefined;
    return await openRegular(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].some((code) => hasCode(error, code))) return undefined;
    if (error instanceof NotARegularFileError) return undefined;
    throw error;
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
