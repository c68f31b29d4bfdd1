import { stat } from 'node:fs/promises';
import { hasCode } from './io-error.js';

/** The size of a file in bytes; undefined when there is none. Throws the system's error for anything else. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
