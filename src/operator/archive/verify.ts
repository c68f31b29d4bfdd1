import { atOnce } from '../../adapters/files/at-once.js';
import type { StationPaths } from '../../adapters/station/config.js';
import type { Ledger } from '../../ledger/ledger.js';
import { linesOfTable } from '../rebuild/read-archive.js';
import type { ArchiveFinding } from './finding.js';
import { checkLedger } from './in-ledger.js';
import { checkFile, filesOnDisk } from './on-disk.js';
import { isWithin, readTable, type DayRange } from './table.js';

const FILES_AT_ONCE = 4;

/** What is verified, and where it is told. */
export interface VerifyOptions {
  readonly range: DayRange;
  /** Sizes only, no checksums. */
  readonly quick: boolean;
  readonly tell: (finding: ArchiveFinding) => void;
  readonly show: (text: string) => void;
}

/** What was looked at. */
export interface Verified {
  readonly files: number;
  /** Bytes of which the checksum was computed. */
  readonly bytes: number;
}

/**
 * Compares filenames.tbl with the disk and with the ledger (undefined: there is none), both ways. Each file is read once,
 * a few at a time; of each line only what has to be compared is kept.
 */
export async function verifyArchive(
  paths: Pick<StationPaths, 'archive' | 'filenamesTable'>,
  ledger: Ledger | undefined,
  { range, quick, tell, show }: VerifyOptions,
): Promise<Verified> {
  const files = await readTable(linesOfTable(paths.filenamesTable), range, tell);
  let done = 0;
  let bytes = 0;
  await atOnce([...files], FILES_AT_ONCE, async ([path, recorded]) => {
    const finding = await checkFile(paths.archive, path, recorded, !quick);
    if (finding) tell(finding);
    done += 1;
    if (!quick && (!finding || finding.code === 'CHECKSUM')) bytes += recorded.size;
    show(`${done} of ${files.size} files`);
  });
  for await (const path of filesOnDisk(paths.archive)) {
    if (isWithin(range, path) && !files.has(path))
      tell({
        code: 'UNNAMED',
        path,
        sentence: 'it is in the archive, and no line of filenames.tbl names it',
      });
  }
  if (ledger) await checkLedger(ledger, files, range, tell);
  return { files: files.size, bytes };
}
