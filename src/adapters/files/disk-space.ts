import { stat, statfs } from 'node:fs/promises';
import type { DiskSpace } from '../../domain/disk.js';
import { hasCode } from './io-error.js';

/**
 * How much room the disks have on which directories lie (by what they are for); those on one disk are one entry. A
 * directory that cannot be asked is an entry that says why.
 */
export async function diskSpaces(directories: Readonly<Record<string, string>>): Promise<DiskSpace[]> {
  const disks = new Map<number, DiskSpace>();
  const troubles = new Map<string, DiskSpace>();
  for (const [name, path] of Object.entries(directories)) {
    try {
      const { dev } = await stat(path);
      const known = disks.get(dev);
      if (known) {
        disks.set(dev, { ...known, names: [...known.names, name] });
        continue;
      }
      const { bsize, blocks, bavail } = await statfs(path);
      disks.set(dev, { names: [name], path, free: bavail * bsize, total: blocks * bsize });
    } catch (error) {
      const problem = troubleWords(error);
      const known = troubles.get(problem);
      troubles.set(problem, { path, problem, names: [...(known?.names ?? []), name] });
    }
  }
  return [...disks.values(), ...troubles.values()];
}

/** How much room a station's disks have. */
export function stationDisks(paths: {
  readonly pickup: string;
  readonly overflow: string;
  readonly archive: string;
  readonly staging: string;
  readonly delivery: string;
  readonly mail: string;
  readonly home: string;
}): Promise<DiskSpace[]> {
  const { archive, staging, pickup, overflow, delivery, mail, home } = paths;
  return diskSpaces({ archive, staging, delivery, pickup, overflow, mail, home });
}

function troubleWords(error: unknown): string {
  if (hasCode(error, 'ENOENT')) return 'it is not there';
  if (hasCode(error, 'EACCES')) return 'permission was refused';
  return (error as Error).message;
}
