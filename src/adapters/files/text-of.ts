import { readFile } from 'node:fs/promises';
import { hasCode } from './io-error.js';

/** The text of a file, undefined when there is none. */
export async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
