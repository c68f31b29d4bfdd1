import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './io-error.js';
import { safeStat, type SafeStat } from './safe-open.js';

/** One name of a directory, and what it is, without following it. */
export interface DirectoryEntry {
  readonly name: string;
  readonly stat: SafeStat;
}

/** A part of a directory. */
export interface DirectoryListing {
  /** By name. One that vanished while it was looked at is `absent`. */
  readonly entries: readonly DirectoryEntry[];
  /** How many names the directory has in all. */
  readonly total: number;
  /** How many of them come before the first entry. */
  readonly before: number;
}

/**
 * Lists a directory from after a name on, at most `limit` names; only those are looked at more closely. Names that begin
 * with a dot are left out: they are files that are being written. A directory that is not there is empty.
 */
export async function listDirectory(
  path: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<DirectoryListing> {
  let names: string[];
  try {
    names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort(byCodeUnits);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { entries: [], total: 0, before: 0 };
    throw error;
  }
  const first = after === undefined ? 0 : names.findIndex((name) => name > after);
  const before = first < 0 ? names.length : first;
  const entries = await Promise.all(
    names
      .slice(before, before + limit)
      .map(async (name) => ({ name, stat: await safeStat(join(path, name)) })),
  );
  return { entries, total: names.length, before };
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
