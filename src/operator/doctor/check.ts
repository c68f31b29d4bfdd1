import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** One thing that the station needs, and whether it is there. */
export interface DoctorCheck {
  /** What is looked at, as an operator would call it. */
  readonly name: string;
  readonly ok: boolean;
  /** Whether the station cannot run without it. What is not required is a loss that `problem` names. */
  readonly required: boolean;
  /** What there is: a version, a path, an amount. */
  readonly found?: string;
  /** One sentence; present when, and only when, the check is not ok. */
  readonly problem?: string;
  /** What to do about the problem. */
  readonly next?: string;
}

/** Bytes. */
export const GIBIBYTE = 2 ** 30;

/** A home, which is made if it is not there. */
export async function checkHome(home: string, minimumFreeBytes: number): Promise<DoctorCheck> {
  try {
    await mkdir(home, { recursive: true });
  } catch (error) {
    return unusable(home, error);
  }
  return checkDirectory(home, minimumFreeBytes);
}

/** A directory that is written: it must be there, and have room. */
export async function checkDirectory(directory: string, minimumFreeBytes: number): Promise<DoctorCheck> {
  let free: number;
  try {
    // Permission bits do not tell of read-only disks and access lists. Making something does.
    const trial = await mkdtemp(join(directory, '.doctor-'));
    await rm(trial, { recursive: true });
    const { bavail, bsize } = await statfs(directory);
    free = bavail * bsize;
  } catch (error) {
    return unusable(directory, error);
  }
  const found = `${(free / GIBIBYTE).toFixed(1)} GiB free`;
  const check = { name: `Directory ${directory}`, required: false, found };
  if (free >= minimumFreeBytes) return { ...check, required: true, ok: true };
  return {
    ...check,
    ok: false,
    problem: `Only ${found} in ${directory}; a product day may not fit.`,
    next: 'Free some space, or name a directory on a larger disk in the configuration.',
  };
}

/** The check of a directory that cannot be used, by what the operating system said. */
export function unusable(directory: string, error: unknown): DoctorCheck {
  const { code } = error as NodeJS.ErrnoException;
  const why: Record<string, string> = {
    ENOENT: 'is not there',
    EACCES: 'may not be written by this user',
    EPERM: 'may not be written by this user',
    EROFS: 'is on a disk that is mounted read-only',
    ENOSPC: 'is on a disk that is full',
    ENOTDIR: 'is not a directory',
    EEXIST: 'is not a directory',
  };
  const reason = why[code ?? ''] ?? `cannot be written (${firstLine(error)})`;
  return {
    name: `Directory ${directory}`,
    ok: false,
    required: true,
    problem: `The directory ${directory} ${reason}.`,
    next: 'Make it, mount its disk or change its owner, or name another directory.',
  };
}

/** What an error says, without what it adds below. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? '';
}
