/** What is wrong with an archive, by a stable code. */
export const ARCHIVE_FINDINGS = {
  MISSING: 'filenames.tbl names a file that is not there',
  NOT_A_FILE: 'filenames.tbl names something that is no regular file',
  SIZE: 'a file has another size than was recorded',
  CHECKSUM: 'a file has another checksum than was recorded',
  UNREADABLE: 'a file cannot be read',
  UNNAMED: 'a file is in the archive that no line names',
  DOUBLED: 'two lines name the same file',
  TORN: 'a line cannot be read',
  LEDGER_LACKS: 'a line has no row in the ledger',
  LEDGER_ONLY: 'a row of the ledger has no line',
  LEDGER_DIFFERS: 'line and row say different things',
} as const;

/** The code of a finding. */
export type FindingCode = keyof typeof ARCHIVE_FINDINGS;

/** One thing that is wrong: the file (or the table), and a sentence without the path. */
export interface ArchiveFinding {
  readonly code: FindingCode;
  readonly path: string;
  readonly sentence: string;
}
