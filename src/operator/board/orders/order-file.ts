import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { hasCode } from '../../../adapters/files/io-error.js';

/**
 * The path of a file that the ledger names below an order's folder; undefined when it isn't below it, be it by its name or
 * by a symbolic link on the way. Plugins and clients' uploads write there. A link at the end is for whoever opens it to
 * refuse.
 */
export async function pathBelow(folder: string, name: string): Promise<string | undefined> {
  const path = join(folder, name);
  if (isAbsolute(name) || name.includes('\0') || !isBelow(folder, path)) return undefined;
  try {
    const real = await realpath(dirname(path));
    const root = await realpath(folder);
    return real === root || isBelow(root, real) ? path : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}
