import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import type { StationPaths } from '../../adapters/station/config.js';
import { parseConstructionRecord, recordFigures } from '../../formats/edos.js';
import { filenamesLines, type FilenamesLine } from '../../formats/filenames-lines.js';
import { FormatError } from '../../formats/format-error.js';
import { insertNew } from '../../ledger/merge.js';
import { archivedFile } from '../../ledger/rebuild/archived-file.js';
import type { Retelling } from '../../ledger/rebuild/moment.js';
import type { FileRow } from '../../ledger/schema.js';
import type { Findings } from './findings.js';

const BATCH = 500;

/** Writes a row for every line of filenames.tbl; what EDOS says in construction records is read again from the archive. */
export async function rebuildFiles(
  to: Retelling,
  paths: StationPaths,
  findings: Findings,
  show: (text: string) => void,
): Promise<number> {
  let count = 0;
  let batch: FileRow[] = [];
  const write = async () => {
    count += await insertNew(to.ledger, 'files', batch);
    batch = [];
    show(`archive: ${count} files`);
  };
  for await (const line of linesOfTable(paths.filenamesTable)) {
    if ('torn' in line) {
      findings.add('lines of filenames.tbl that cannot be read', `line ${line.number}`);
      continue;
    }
    const row = archivedFile(to.mission, line.entry);
    if (!row) findings.add('archived files whose name is not of this mission', line.entry.newName);
    else batch.push({ ...row, ...(row.part === '00' && (await figuresOf(paths, row, findings))) });
    if (batch.length >= BATCH) await write();
  }
  await write();
  return count;
}

/** The lines of a table of archived files; none when there is no table. */
export async function* linesOfTable(path: string): AsyncGenerator<FilenamesLine> {
  const file = await open(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (!file) return;
  try {
    yield* filenamesLines(file.readLines({ autoClose: false }));
  } finally {
    await file.close();
  }
}

async function figuresOf(
  paths: StationPaths,
  row: FileRow,
  findings: Findings,
): Promise<Pick<FileRow, 'figures'> | undefined> {
  try {
    const record = parseConstructionRecord(await readFile(join(paths.archive, row.archivePath)));
    return { figures: { ...recordFigures(record) } };
  } catch (error) {
    if (!(error instanceof FormatError) && !hasCode(error, 'ENOENT')) throw error;
    findings.add('construction records that are gone or cannot be read', row.archivePath);
    return undefined;
  }
}
