import { sql, type Kysely, type Migration } from 'kysely';

/** What lists and figures are read by: files by the archive's name, and the size of the archive without its rows. */
export const lists: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `create index files_archive_name on files (mission, archive_name)`,
  `create index files_kind on files (mission, kind, size)`,
];
