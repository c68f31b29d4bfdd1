import { open, readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EQUATION_NAME } from '../../formats/band-maths/check.js';
import { hasCode } from '../files/io-error.js';
import { titleOf } from './plugin-title.js';

/** A plugin that may be ordered. */
export interface Plugin {
  /** Its file's name without ending: part of the names of products. */
  readonly name: string;
  /** What it says of itself, for the form; its name when it says nothing. */
  readonly title: string;
  /** Absolute. */
  readonly file: string;
}

/** A file in a directory of plugins that is none, and why: for the operator who wonders where it is. */
export interface RefusedPlugin {
  readonly file: string;
  readonly sentence: string;
}

/** What the directories have. */
export interface PluginList {
  /** By name, each name once. */
  readonly plugins: readonly Plugin[];
  readonly refused: readonly RefusedPlugin[];
}

const ENDINGS = ['.js', '.mjs', '.py'];
const HEAD_BYTES = 8192;

/** Where the plugins lie that come with sipstream. Sources and compiled files lie equally deep below the package. */
export const SHIPPED_PLUGINS = fileURLToPath(new URL('../../../plugins', import.meta.url));
/** The program that runs a plugin in Python, of either kind: `python run_plugin.py PLUGIN OUTPUT_FOLDER HSI_FILENAME`. */
export const PYTHON_RUNNER = join(SHIPPED_PLUGINS, 'run_plugin.py');

/**
 * The plugins of some directories (absolute) and those that come with sipstream. A name that comes twice is that of the
 * earlier directory, so that a site can have its own instead of a shipped one. Only the beginnings of files are read;
 * nothing of them is run.
 */
export async function listPlugins(directories: readonly string[]): Promise<PluginList> {
  const found = new Map<string, Plugin>();
  const refused: RefusedPlugin[] = [];
  for (const directory of [...directories, SHIPPED_PLUGINS])
    for (const file of await filesOf(directory, refused)) {
      const ending = extname(file);
      const name = file.slice(0, -ending.length);
      const path = join(directory, file);
      if (!ENDINGS.includes(ending) || path === PYTHON_RUNNER) continue;
      const earlier = found.get(name);
      if (!EQUATION_NAME.test(name))
        refused.push({
          file: path,
          sentence: `The name of a plugin begins with a letter and has at most 40 letters, digits, '_' and '-'.`,
        });
      else if (earlier)
        refused.push({ file: path, sentence: `${earlier.file} has the same name and comes first.` });
      else {
        const head = await headOf(path);
        if (head !== undefined) found.set(name, { name, title: titleOf(head, ending) ?? name, file: path });
      }
    }
  const plugins = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { plugins, refused };
}

/**
 * The plugin of a name, or undefined. A name that comes from outside only ever picks from the list; it is never made a path
 * or the name of a module.
 */
export function pluginNamed(plugins: readonly Plugin[], name: string): Plugin | undefined {
  return plugins.find((plugin) => plugin.name === name);
}

async function filesOf(directory: string, refused: RefusedPlugin[]): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'ENOTDIR') && !hasCode(error, 'EACCES')) throw error;
    refused.push({ file: directory, sentence: 'This directory of plugins cannot be read.' });
    return [];
  }
}

/** The beginning of a regular file; undefined for what is none, or went away meanwhile. */
async function headOf(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return undefined;
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
