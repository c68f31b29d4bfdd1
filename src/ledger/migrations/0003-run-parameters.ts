import { sql, type Kysely, type Migration } from 'kysely';
import type { Dialect } from '../ledger.js';

/** What a run was given in its PCF beside its inputs: the mission file may say something else by the time it is asked. */
export function runParameters(dialect: Dialect): Migration {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"';
  return {
    async up(db: Kysely<unknown>) {
      await sql.raw(`alter table runs add column parameters ${text}`).execute(db);
    },
  };
}
