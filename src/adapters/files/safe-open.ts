import { constants, type Stats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { hasCode } from './io-error.js';

/** What a name in a directory that others write to is, without following it. */
export type SafeStat =
  | {
      readonly kind: 'file';
      /** Bytes. */ readonly size: number;
      readonly mtimeMs: number;
      readonly ino: number;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly what: RefusedKind };

/** Kinds of directory entry that are never taken for a granule. */
export type RefusedKind = 'symlink' | 'directory' | 'special';

/** What a path is that should have been a regular file. */
export class NotARegularFileError extends Error {
  override readonly name = 'NotARegularFileError';

  constructor(
    readonly path: string,
    readonly what: RefusedKind,
  ) {
    super(`${path} is ${what === 'special' ? 'a device, pipe or socket' : `a ${what}`}, not a regular file.`);
  }
}

/**
 * What a path is, never following a symbolic link: pickup is written by others, and a link there must not lead the
 * station to read or remove something elsewhere.
 */
export async function safeStat(path: string): Promise<SafeStat> {
  try {
    const stats = await lstat(path);
    const what = refusedKind(stats);
    if (what !== undefined) return { kind: 'refused', what };
    return { kind: 'file', size: stats.size, mtimeMs: stats.mtimeMs, ino: stats.ino };
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return { kind: 'absent' };
    throw error;
  }
}

/** Why an entry is not a regular file; undefined when it is one. */
export function refusedKind(stats: Stats): RefusedKind | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isSymbolicLink()) return 'symlink';
  return stats.isDirectory() ? 'directory' : 'special';
}

/**
 * Opens a regular file for reading, following no symbolic link and never waiting for the other end of a pipe. Throws
 * {@link NotARegularFileError} for anything else, and the system's error when it is not there. The caller closes it.
 */
export async function openRegular(path: string): Promise<{ file: FileHandle; stats: Stats }> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, 'ELOOP')) throw new NotARegularFileError(path, 'symlink');
    if (hasCode(error, 'ENXIO')) throw new NotARegularFileError(path, 'special');
    throw error;
  }
  try {
    const stats = await file.stat();
    const what = refusedKind(stats);
    if (what !== undefined) throw new NotARegularFileError(path, what);
    return { file, stats };
  } catch (error) {
    await file.close();
    throw error;
  }
}
