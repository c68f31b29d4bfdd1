import { sql, type Kysely, type Migration } from 'kysely';
import type { Dialect } from '../ledger.js';

/** The channel on which a PostgreSQL ledger tells that something was committed. */
export const NOTIFY_CHANNEL = 'sipstream_ledger';

/** What a page of the board, or of the command line, is made of; `intents` are seen by nobody. */
const SEEN = [
  'days',
  'levels',
  'stages',
  'files',
  'receipts',
  'arrivals',
  'strays',
  'messages',
  'runs',
  'qa',
  'deliveries',
  'acknowledgements',
  'interventions',
  'gaps',
  'processor_choices',
  'notices',
];

/**
 * PostgreSQL tells of every commit that changed something (SQLite needs no help: its log file is watched). Indexes for
 * lists of a mission that has run for decades.
 */
export function notify(dialect: Dialect): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const statements = [...INDEXES, ...(dialect === 'postgres' ? triggers() : [])];
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

const INDEXES: readonly string[] = [
  `create index arrivals_state on arrivals (mission, state)`,
  `create index deliveries_state on deliveries (mission, state)`,
  `create index messages_about on messages (mission, about)`,
  `create index runs_state on runs (mission, state, level, ended_at)`,
  `create index messages_kind on messages (mission, kind, received_at)`,
];

/** One a statement, not one a row; PostgreSQL sends what a transaction says several times once, when it commits. */
const triggers = (): readonly string[] => [
  `create function sipstream_ledger_changed() returns trigger language plpgsql as $$
    begin
      perform pg_notify('${NOTIFY_CHANNEL}', '');
      return null;
    end $$`,
  ...SEEN.map(
    (table) => `create trigger ${table}_changed after insert or update or delete or truncate on ${table}
      for each statement execute function sipstream_ledger_changed()`,
  ),
];
