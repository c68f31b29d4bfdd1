import type { DataDay } from '../../domain/data-day.js';
import type { FilenamesEntry } from '../../formats/filenames-table.js';
import type { FilenamesLine } from '../../formats/filenames-lines.js';
import type { ArchiveFinding } from './finding.js';
import { dayInName } from './day-in-name.js';

/** The days that are looked at, both ends included; without one, all. */
export interface DayRange {
  readonly from?: DataDay | undefined;
  readonly to?: DataDay | undefined;
}

/** What was recorded of a file. */
export type Recorded = Pick<FilenamesEntry, 'oldName' | 'size' | 'checksum' | 'archivedAt'> & {
  readonly line: number;
};

/** Whether a file belongs to the days that are looked at. One whose name has no day belongs to all days together only. */
export function isWithin(range: DayRange, path: string): boolean {
  if (range.from === undefined && range.to === undefined) return true;
  const day = dayInName(path);
  return day !== undefined && day >= (range.from ?? day) && day <= (range.to ?? day);
}

/** Reads the table: what was recorded of every file of a range, and the lines that are torn or doubled. */
export async function readTable(
  lines: AsyncIterable<FilenamesLine>,
  range: DayRange,
  tell: (finding: ArchiveFinding) => void,
): Promise<Map<string, Recorded>> {
  const files = new Map<string, Recorded>();
  for await (const line of lines) {
    if ('torn' in line) {
      const sentence = `line ${line.number} cannot be read: its check sum or its form is wrong`;
      tell({ code: 'TORN', path: 'filenames.tbl', sentence });
      continue;
    }
    const { newName, oldName, size, checksum, archivedAt } = line.entry;
    if (!isWithin(range, newName)) continue;
    const first = files.get(newName);
    if (!first) {
      files.set(newName, { oldName, size, checksum, archivedAt, line: line.number });
      continue;
    }
    const isSame = first.size === size && first.checksum === checksum && first.oldName === oldName;
    const how = isSame ? 'the same' : 'something else';
    tell({
      code: 'DOUBLED',
      path: newName,
      sentence: `lines ${first.line} and ${line.number} name it, and the second says ${how}`,
    });
  }
  return files;
}
