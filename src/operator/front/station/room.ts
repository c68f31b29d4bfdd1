import { dirname } from 'node:path';
import { freeBytes, hasCode } from '../../../adapters/files/io-error.js';

/** Bytes that are free on the disk of a folder, also of one that the first order will make. */
export async function roomIn(folder: string): Promise<number> {
  try {
    return await freeBytes(folder);
  } catch (error) {
    const above = dirname(folder);
    if (!hasCode(error, 'ENOENT') || above === folder) throw error;
    return roomIn(above);
  }
}
