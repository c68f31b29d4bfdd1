import { readdir, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import type { StationPaths } from '../../adapters/station/config.js';
import type { Retelling } from '../../ledger/rebuild/moment.js';
import { recordStray } from '../../ledger/strays.js';

/**
 * Writes the files of overflow/unmatched that no DN explains; those that a receipt refused are not among them. A file is
 * moved there when it is seen, and its inode keeps when that was. Files that wait in pickup are found by the next sweep.
 */
export async function rebuildStrays(to: Retelling, paths: StationPaths): Promise<void> {
  const directory = join(paths.overflow, 'unmatched');
  const names = await readdir(directory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const { mission } = to.mission;
  for (const name of names.sort()) {
    const found = await lstat(join(directory, name));
    const refused = await to.ledger.db
      .selectFrom('arrivals')
      .select('name')
      .where('mission', '=', mission)
      .where('name', '=', name)
      .where('state', '=', 'refused')
      .executeTakeFirst();
    if (!found.isFile() || refused) continue;
    await recordStray(to.ledger, {
      ...{ mission, name, state: 'unmatched', size: found.size },
      seenAt: Math.round(found.ctimeMs),
      movedTo: join('overflow', 'unmatched', name),
    });
  }
}
