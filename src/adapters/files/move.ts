import { link, lstat, open, realpath, rm, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Stats } from 'node:fs';
import { fsyncDirectory, isLinkUnsupported, putInPlace, temporaryName, withPath } from './atomic-write.js';
import { CHUNK_BYTES, digestFile, type TransferOptions } from './digest.js';
import { hasCode } from './io-error.js';
import { makeDirectory } from './make-directory.js';
import { NotARegularFileError, openRegular, refusedKind, safeStat } from './safe-open.js';

/** The target of a move or link is there and holds something else; nothing was changed. */
export class TargetExistsError extends Error {
  override readonly name = 'TargetExistsError';

  constructor(
    readonly source: string,
    readonly target: string,
  ) {
    super(`${target} already exists and is not the same as ${source}; neither was touched.`);
  }
}

/** The source was written to while it was copied; the copy was thrown away and the source stays. */
export class SourceChangedError extends Error {
  override readonly name = 'SourceChangedError';

  constructor(readonly source: string) {
    super(`${source} changed while it was copied; nothing was put in place.`);
  }
}

/** How {@link linkOrCopy} makes the second name. */
export interface LinkOptions extends TransferOptions {
  /**
   * What is flushed besides a copy: the source's content and the directory (`both`, the default), or less, when the
   * caller knows that the source was flushed and flushes the directory itself.
   */
  readonly flush?: 'both' | 'source' | 'neither';
}

/**
 * Moves a regular file, across file systems too, so that it exists under at least one of the names whenever the station
 * is killed, the target name only ever shows complete content, and a different target is never replaced. Calling it
 * again finishes what an earlier call began. 'already': the target held the content before this call.
 *
 * Throws {@link TargetExistsError}, NotARegularFileError, ENOENT when neither source nor target is there,
 * {@link SourceChangedError}, or the system's error.
 */
export async function moveFile(
  from: string,
  to: string,
  options: TransferOptions = {},
): Promise<'moved' | 'already'> {
  if (await isOneName(from, to)) return 'already';
  try {
    const placed = await place(from, to, options);
    if (placed.source !== undefined) await unlinkIfSame(from, to, placed.source);
    return placed.outcome === 'already' ? 'already' : 'moved';
  } catch (error) {
    // Another attempt of the same step finished between two of our steps.
    if (hasCode(error, 'ENOENT') && (await isFinished(from, to))) return 'already';
    throw error;
  }
}

/**
 * Puts a file under a second name: a hard link where that is possible, else a copy with the same mode and time. As
 * {@link moveFile} in everything else, but the source stays. A linked file is one file: whoever writes into one name
 * in place changes both.
 */
export async function linkOrCopy(
  from: string,
  to: string,
  options: LinkOptions = {},
): Promise<'linked' | 'copied' | 'already'> {
  return (await place(from, to, options)).outcome;
}

/** Removes a file, or a directory with all that is in it (links are not followed); an absent one is fine. */
export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
  try {
    await fsyncDirectory(dirname(path));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** Both paths name one directory entry: a move onto itself must not end in removing the only name. */
async function isOneName(from: string, to: string): Promise<boolean> {
  if (basename(from) !== basename(to)) return false;
  try {
    return (
      (await realpath(dirname(from))) === (await realpath(dirname(to))) &&
      (await safeStat(to)).kind === 'file'
    );
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function isFinished(from: string, to: string): Promise<boolean> {
  return (await safeStat(from)).kind === 'absent' && (await safeStat(to)).kind === 'file';
}

interface Placed {
  readonly outcome: 'linked' | 'copied' | 'already';
  /** The source as it was when the target came to hold its content; undefined when it was gone already. */
  readonly source: Stats | undefined;
}

async function place(from: string, to: string, options: LinkOptions): Promise<Placed> {
  const source = await lookedAt(from, options.flush !== 'neither');
  if (source === undefined) {
    if ((await safeStat(to)).kind !== 'file') await lstat(from);
    return { outcome: 'already', source: undefined };
  }
  let outcome: Placed['outcome'] = 'linked';
  try {
    await linkInto(from, to);
    await assertLinked(from, to, source);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) outcome = 'already';
    else if (hasCode(error, 'EXDEV') || isLinkUnsupported(error)) outcome = 'copied';
    else throw error;
  }
  // Across file systems the system may say EXDEV before it looks whether the name is taken.
  if (
    outcome === 'copied' &&
    ((await safeStat(to)).kind !== 'absent' || !(await copy(from, to, source, options)))
  ) {
    outcome = 'already';
  }
  if (outcome === 'already' && !(await isSame(from, to, source, options)))
    throw new TargetExistsError(from, to);
  if (options.flush === undefined || options.flush === 'both') await fsyncDirectory(dirname(to));
  return { outcome, source };
}

async function linkInto(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    // Nearly always the directory is there: it is made only when it turns out to be missing.
    await makeDirectory(dirname(to));
    await link(from, to);
  }
}

/** The name may have been given to another file, or to a link, since it was looked at: that must not get in. */
async function assertLinked(from: string, to: string, source: Stats): Promise<void> {
  const { dev, ino } = await lstat(to);
  if (dev === source.dev && ino === source.ino) return;
  await unlink(to);
  throw new SourceChangedError(from);
}

/**
 * A regular file's state; undefined when it is not there. `flush` flushes its content, which somebody else wrote, before
 * a name is made that promises it is complete.
 */
async function lookedAt(path: string, flush: boolean): Promise<Stats | undefined> {
  try {
    if (!flush) {
      const stats = await lstat(path);
      const what = refusedKind(stats);
      if (what !== undefined) throw new NotARegularFileError(path, what);
      return stats;
    }
    const { file, stats } = await openRegular(path);
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    return stats;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function isSame(from: string, to: string, source: Stats, options: TransferOptions): Promise<boolean> {
  const target = await lstat(to);
  if (!target.isFile() || target.size !== source.size) return false;
  if (target.dev === source.dev && target.ino === source.ino) return true;
  const algorithms = ['sha256'] as const;
  const signal = options.signal;
  const [a, b] = [
    await digestFile(from, { algorithms, signal }),
    await digestFile(to, { algorithms, signal }),
  ];
  return a.sha256 === b.sha256;
}

/** Copies by way of a temporary name; false when the target name was taken meanwhile. */
async function copy(from: string, to: string, expected: Stats, options: TransferOptions): Promise<boolean> {
  const temporary = temporaryName(to);
  try {
    await copyContent(from, temporary, expected, options);
    return await putInPlace(temporary, to);
  } catch (error) {
    throw withPath(error, to);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function copyContent(
  from: string,
  to: string,
  expected: Stats,
  options: TransferOptions,
): Promise<void> {
  const { file: source } = await openRegular(from);
  try {
    const target = await open(to, 'wx', expected.mode & 0o777);
    try {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      let at = 0;
      for (;;) {
        options.signal?.throwIfAborted();
        const { bytesRead } = await source.read(chunk, 0, CHUNK_BYTES, at);
        if (bytesRead === 0) break;
        await target.writeFile(chunk.subarray(0, bytesRead));
        at += bytesRead;
        options.onProgress?.(at);
      }
      const after = await source.stat();
      if (at !== expected.size || !isUnchanged(after, expected)) throw new SourceChangedError(from);
      await target.utimes(expected.atime, expected.mtime);
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/**
 * Removes the source name, unless another file has been put there since (a file pushed again is not thrown away), or
 * it is the target itself seen through another mount.
 */
async function unlinkIfSame(path: string, to: string, expected: Stats): Promise<void> {
  try {
    const [now, target] = [await lstat(path), await lstat(to)];
    if (!isUnchanged(now, expected)) return;
    if (now.dev === target.dev && now.ino === target.ino && now.nlink < 2) return;
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    return;
  }
  await fsyncDirectory(dirname(path));
}

function isUnchanged(now: Stats, then: Stats): boolean {
  return (
    now.dev === then.dev && now.ino === then.ino && now.size === then.size && now.mtimeMs === then.mtimeMs
  );
}
