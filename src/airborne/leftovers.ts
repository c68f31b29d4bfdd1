import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from '../adapters/files/io-error.js';

/**
 * Removes what earlier attempts at this output left when they were killed: hidden `.part` files (and what GDAL puts beside
 * them) and what APL wrote under `.apl-…`, perhaps gigabytes. A stage has one attempt at a time; one that was given up but
 * still runs fails when it renames, which is as well.
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
  for (const name of names)
    if (isLeftover(name, basename(output))) await rm(join(folder, name), { force: true });
}

function isLeftover(name: string, output: string): boolean {
  const start = `.${output}.`;
  if (name.startsWith(start)) return /^[0-9a-f]{12}\.part(\..*)?$/.test(name.slice(start.length));
  const apl = /^\.apl-[0-9a-f]{12}-(.*)$/.exec(name)?.[1];
  return apl === output || apl === `${output}.hdr`;
}
