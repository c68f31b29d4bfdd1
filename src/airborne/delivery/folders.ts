import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import type { Confined } from './confined.js';

/**
 * The folders below one that match a pattern: `*` and `?` within a name, `{}` for `hyperspectral` or `owl`. By name; each once; none
 * that leads outside.
 */
export async function matchingFolders(root: string, pattern: string, confined: Confined): Promise<string[]> {
  const found = new Set<string>();
  for (const kind of ['hyperspectral', 'owl']) {
    const parts = pattern
      .replaceAll('{}', kind)
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    let level = [root];
    for (const part of parts) level = (await Promise.all(level.map((folder) => below(folder, part)))).flat();
    for (const folder of level) if (await isFolder(folder, confined)) found.add(folder);
  }
  return [...found].sort();
}

/** The names in a folder, by code units; none when it isn't there. Those that begin with a dot are left out. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

async function below(folder: string, part: string): Promise<string[]> {
  if (!/[*?]/.test(part)) return [join(folder, part)];
  const wild = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  const pattern = new RegExp(`^${wild}$`, 's');
  return (await namesIn(folder)).filter((name) => pattern.test(name)).map((name) => join(folder, name));
}

async function isFolder(path: string, confined: Confined): Promise<boolean> {
  const found = await confined.resolve(path);
  return found !== undefined && (await stat(found)).isDirectory();
}
