import { statfs } from 'node:fs/promises';
import { hasCode } from './io-error.js';

/** Room on the disk of a directory, bytes. */
export interface DiskSpace {
  /** What is left for the station's user. */
  readonly available: number;
  readonly size: number;
}

/** Asks the system how full the disk of a directory is; undefined when the directory isn't there. */
export async function diskSpace(directory: string): Promise<DiskSpace | undefined> {
  try {
    const { bsize, bavail, blocks } = await statfs(directory);
    return { available: bavail * bsize, size: blocks * bsize };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
