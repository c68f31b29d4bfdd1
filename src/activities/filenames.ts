import { readFile } from 'node:fs/promises';
import { appendLines } from '../adapters/files/append-line.js';
import { FILENAMES_HEADER, formatFilenamesLine, parseFilenamesLine } from '../formats/filenames-table.js';
import { archiveManyOnce } from '../ledger/archive-once.js';
import type { FileRow } from '../ledger/schema.js';
import type { StationContext } from './context.js';

/** Records archived files: one line each in filenames.tbl and one row each in the ledger, exactly once whatever is killed. */
export async function recordArchived(context: StationContext, rows: readonly FileRow[]): Promise<void> {
  const table = context.paths.filenamesTable;
  await archiveManyOnce(context.ledger, rows, async (fresh, mayBeThere) => {
    const there = mayBeThere.size > 0 ? await namesInTable(table) : new Set<string>();
    const lines = fresh
      .filter((row) => !there.has(row.archivePath))
      .map((row) =>
        formatFilenamesLine({
          oldName: row.originalName,
          newName: row.archivePath,
          size: row.size,
          checksum: `md5:${row.md5}`,
          archivedAt: new Date(row.archivedAt).toISOString(),
        }).trimEnd(),
      );
    await appendLines(table, lines, { header: FILENAMES_HEADER.trimEnd() });
  });
}

async function namesInTable(table: string): Promise<Set<string>> {
  const text = await readFile(table, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return new Set(text.split('\n').flatMap((line) => parseFilenamesLine(`${line}\n`)?.newName ?? []));
}
