import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { listDirectory } from '../files/list-directory.js';

/** A plugin: a module of JavaScript or a script of Python. */
export interface InstalledPlugin {
  /** Its module's name: the file's without the ending. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** The plugins that come with sipstream. */
const OWN = fileURLToPath(new URL('../../../plugins', import.meta.url));
const FILE = /^([A-Za-z][A-Za-z0-9_-]{0,39})\.(?:js|mjs|py)$/;
const MOST = 1_000;

/**
 * The plugins in some folders and those that come with sipstream, by name. Of two with one name the first folder's counts, so that a
 * site can put its own in the place of one of ours. Links and folders are no plugins.
 */
export async function installedPlugins(folders: readonly string[]): Promise<InstalledPlugin[]> {
  const found = new Map<string, string>();
  for (const folder of [...folders, OWN]) {
    const { entries } = await listDirectory(folder, { limit: MOST });
    for (const { name: file, stat } of entries) {
      const name = FILE.exec(file)?.[1];
      if (name !== undefined && stat.kind === 'file' && !found.has(name)) found.set(name, join(folder, file));
    }
  }
  return [...found].map(([name, path]) => ({ name, path })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
