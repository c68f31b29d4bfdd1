import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperationsError } from '../../domain/failures.js';

/** Whether an error is the system's error of this name (`ENOENT`, `EEXIST`, …). */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

/**
 * The failure that an operator sees for an error of the file system: DISK_FULL names the directory and the free bytes,
 * NOT_WRITABLE the directory. Undefined for everything else; ENOENT means something different at every caller.
 *
 * @param what - what was being done, as the start of a sentence: `Writing the PCF of 2026-11-20 L1`
 */
export function classifyIoError(error: unknown, what: string): OperationsError | undefined {
  if (error instanceof OperationsError) return error;
  if (!(error instanceof Error)) return undefined;
  const { code, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const at = dest ?? path;
  const directory = at === undefined ? undefined : dirname(at);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT': {
      const full = code === 'EDQUOT' ? 'the disk quota is used up' : 'the disk is full';
      const where = directory === undefined ? '' : ` in ${directory} (${freeText(directory)})`;
      return new OperationsError('DISK_FULL', `${what}: ${full}${where}.`, [], { cause: error });
    }
    case 'EACCES':
    case 'EROFS':
    case 'EPERM': {
      const reason =
        code === 'EROFS'
          ? `${directory ?? 'the directory'} is on a file system that is mounted read-only`
          : `permission was refused for ${at ?? 'a file'}; the station must be able to read and write ${directory ?? 'there'}`;
      const sentence = `${what}: ${reason}.`;
      return new OperationsError('NOT_WRITABLE', sentence, at === undefined ? [] : [at], { cause: error });
    }
    default:
      return undefined;
  }
}

/** Throws what {@link classifyIoError} makes of an error, or the error itself. */
export function rethrowIo(error: unknown, what: string): never {
  throw classifyIoError(error, what) ?? error;
}

/** Bytes that an unprivileged user can still write on the file system of `path`, which must exist. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

function freeText(directory: string): string {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return `${(bavail * bsize).toLocaleString('en')} bytes free`;
  } catch (error) {
    // The disk is full whether or not it can say how full: this must not hide it.
    return `free space unknown: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
  }
}
