import type { DataDay } from './data-day.js';

/** Where a file of a day lies below the archive: `L0/2026/11/<name>`. The branches are the seed's: DAS, L0, L1, L2. */
export function archivePath(branch: string, day: DataDay, name: string): string {
  return `${archiveDirectory(branch, day)}/${name}`;
}

/** The directory of a branch and day below the archive: `L0/2026/11`. */
export function archiveDirectory(branch: string, day: DataDay): string {
  return `${branch}/${day.slice(0, 4)}/${day.slice(5, 7)}`;
}
