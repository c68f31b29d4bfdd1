import { randomBytes } from 'node:crypto';
import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from './io-error.js';
import { makeDirectory } from './make-directory.js';

/** How {@link writeFileAtomic} and {@link writeFileOnce} make the file. */
export interface WriteOptions {
  /** Permission bits of the file before the umask; 0o666 when not given. */
  readonly mode?: number;
}

/**
 * Writes a file so that its name only ever shows complete content: a hidden temporary file beside it, flushed, renamed
 * over whatever was there, and the directory flushed. Makes missing parent directories. What an attempt that was
 * killed leaves behind is a hidden `.part` file, which nobody reads. Throws the I/O error, with the path in it.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  await withTemporaryFile(path, data, options, (temporary) => rename(temporary, path));
  await fsyncDirectory(dirname(path));
}

/**
 * Like {@link writeFileAtomic}, but never replaces: of any number of writers exactly one is told true, and the file
 * holds that one's data, whole. The others are told false.
 */
export async function writeFileOnce(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions = {},
): Promise<boolean> {
  let first = false;
  await withTemporaryFile(path, data, options, async (temporary) => {
    first = await putInPlace(temporary, path);
  });
  await fsyncDirectory(dirname(path));
  return first;
}

/**
 * Gives a complete file its final name without ever replacing another: true when it now has it, false when the name
 * was taken. The temporary name may or may not remain; the caller removes it.
 */
export async function putInPlace(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (!isLinkUnsupported(error)) throw error;
  }
  // A file system without hard links (FAT, some network shares): looking first leaves a gap of microseconds, and
  // there is no other way that keeps incomplete content from the final name.
  try {
    await lstat(path);
    return false;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  await rename(temporary, path);
  return true;
}

/**
 * True when a hard link was refused for what the file system or the kernel's `protected_hardlinks` allows (files that
 * an FTP server pushed belong to another user), so that a copy is the way.
 */
export function isLinkUnsupported(error: unknown): boolean {
  return ['EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].some((code) => hasCode(error, code));
}

/** Flushes a directory, so that the names in it survive a power failure. */
export async function fsyncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch (error) {
    // Some network file systems cannot flush a directory, and say so; they write names through.
    if (!hasCode(error, 'EINVAL') && !hasCode(error, 'ENOTSUP')) throw error;
  } finally {
    await directory.close();
  }
}

/** A name beside `path` that no reader looks at: hidden, unique, ending in `.part`. */
export function temporaryName(path: string): string {
  const name = basename(path);
  const unique = randomBytes(6).toString('hex');
  // 255 bytes is all a name may have.
  const readable = Buffer.byteLength(name) <= 200 ? `${name}.` : '';
  return join(dirname(path), `.${readable}${unique}.part`);
}

async function withTemporaryFile(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions,
  finish: (temporary: string) => Promise<void>,
): Promise<void> {
  await makeDirectory(dirname(path));
  const temporary = temporaryName(path);
  try {
    const file = await open(temporary, 'wx', options.mode ?? 0o666);
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await finish(temporary);
  } catch (error) {
    throw withPath(error, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Errors of an open file carry no path; whoever reports them needs one. */
export function withPath(error: unknown, path: string): unknown {
  if (error instanceof Error && 'code' in error && !('path' in error)) Object.assign(error, { path });
  return error;
}
