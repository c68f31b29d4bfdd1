import { bytesText } from './words.js';

/** The disk that some of the station's directories lie on. */
export interface DiskSpace {
  /** What lies there: `archive`, `staging` … */
  readonly names: readonly string[];
  /** One of the directories. */
  readonly path: string;
  /** Bytes that the station can still write, and bytes that the disk has. Absent when the disk cannot be asked. */
  readonly free?: number;
  readonly total?: number;
  /** Why it cannot be asked, in words. */
  readonly problem?: string;
}

/** Below this share of free bytes a disk is worth a look. */
const TIGHT = 0.1;

/** Whether somebody should look at a disk: it is nearly full, or it cannot be asked. */
export function isTight({ free, total }: DiskSpace): boolean {
  return free === undefined || total === undefined || free < total * TIGHT;
}

/** A disk in words: `812.0 GB of 2.0 TB free (40%)`. */
export function diskWords({ free, total, problem }: DiskSpace): string {
  if (free === undefined || total === undefined) return problem ?? 'it cannot be asked';
  const share = total === 0 ? 0 : Math.floor((100 * free) / total);
  return `${bytesText(free)} of ${bytesText(total)} free (${share}%)`;
}
