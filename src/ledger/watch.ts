import type { Ledger } from './ledger.js';
import { watchPostgres } from './watch-postgres.js';
import { watchSqlite } from './watch-sqlite.js';

/** Who is told of a ledger. */
export interface WatchListener {
  /** Somebody has committed something; several commits at once are told once. What is read from now on has it. */
  changed(): void;
  /** Changes may go by unheard until `changed` is called the next time. */
  trouble(error: Error): void;
}

/** A watch over a ledger. */
export interface LedgerWatch {
  /** Ends it; nobody is told anything afterwards. */
  stop(): Promise<void>;
}

/**
 * Tells of every commit to a ledger by any process, this one included, without asking the database again and again:
 * SQLite's log file is watched, PostgreSQL notifies. Resolves when the watch is in force, so that what is read afterwards
 * is not older than what is told. Rejects when it cannot be: the system's error, or the database's.
 */
export function watchLedger(ledger: Ledger, listener: WatchListener): Promise<LedgerWatch> {
  return ledger.dialect === 'postgres'
    ? watchPostgres(ledger.location, listener)
    : watchSqlite(ledger.location, listener);
}
