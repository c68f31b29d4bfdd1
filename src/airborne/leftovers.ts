import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from '../adapters/files/io-error.js';

/**
 * Removes what earlier attempts at this output left when they were killed: hidden `.part` files (and what GDAL puts beside
 * them), perhaps gigabytes. A stage
 * has one attempt at a time; one that was given up but still runs fails when it renames, which is as well.
 */
export async function removeLeftovers(output: string): Promise<void> {
  const folder = dirname(output);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const start = `.${basename(output)}.`;
  for (const name of names)
    if (name.startsWith(start) && /^[0-9a-f]{12}\.part(\..*)?$/.test(name.slice(start.length)))
      await rm(join(folder, name), { force: true });
}
