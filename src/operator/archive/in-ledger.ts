import { sql } from 'kysely';
import type { Ledger } from '../../ledger/ledger.js';
import type { FileRow } from '../../ledger/schema.js';
import type { ArchiveFinding } from './finding.js';
import { isWithin, type DayRange, type Recorded } from './table.js';

const PAGE = 2_000;

type Row = Pick<FileRow, 'archivePath' | 'originalName' | 'size' | 'md5'>;

/** Compares the ledger's rows of files with the lines of the table, a page of rows at a time. */
export async function checkLedger(
  ledger: Ledger,
  files: ReadonlyMap<string, Recorded>,
  range: DayRange,
  tell: (finding: ArchiveFinding) => void,
): Promise<void> {
  const inLedger = new Set<string>();
  for await (const row of rowsOf(ledger, range)) {
    const { archivePath: path } = row;
    const recorded = files.get(path);
    inLedger.add(path);
    if (recorded)
      differences(row, recorded).forEach((sentence) => tell({ code: 'LEDGER_DIFFERS', path, sentence }));
    else tell({ code: 'LEDGER_ONLY', path, sentence: 'the ledger has it, and no line names it' });
  }
  for (const path of files.keys()) {
    if (!inLedger.has(path))
      tell({ code: 'LEDGER_LACKS', path, sentence: 'a line names it, and the ledger does not have it' });
  }
}

function differences(row: Row, recorded: Recorded): string[] {
  const pairs: [string, string | number, string | number][] = [
    ['name when it came', row.originalName, recorded.oldName],
    ['size', row.size, recorded.size],
    ['checksum', `md5:${row.md5}`, recorded.checksum],
  ];
  return pairs
    .filter(([, ledger, line]) => ledger !== line)
    .map(
      ([what, ledger, line]) => `its ${what} is ${ledger} in the ledger and ${line} in line ${recorded.line}`,
    );
}

async function* rowsOf(ledger: Ledger, range: DayRange): AsyncGenerator<Row> {
  for (let last = { mission: '', archivePath: '' }; ;) {
    const page = await ledger.db
      .selectFrom('files')
      .select(['mission', 'archivePath', 'originalName', 'size', 'md5'])
      .where(sql<boolean>`(mission, archive_path) > (${last.mission}, ${last.archivePath})`)
      .orderBy('mission')
      .orderBy('archivePath')
      .limit(PAGE)
      .execute();
    for (const row of page) if (isWithin(range, row.archivePath)) yield row;
    if (page.length < PAGE) return;
    last = page.at(-1)!;
  }
}
