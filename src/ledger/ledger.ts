import type { Kysely } from 'kysely';
import type { LedgerSchema } from './schema.js';

/** The databases that a ledger can live in. */
export type Dialect = 'sqlite' | 'postgres';

/**
 * An open ledger: the projection of what the station does, for lists, the calendar, provenance and audit. Every write
 * is an upsert by business key, so that an activity that is run again leaves the same rows.
 */
export interface Ledger {
  readonly db: Kysely<LedgerSchema>;
  readonly dialect: Dialect;
  /** The path of the SQLite file, or the URL of the database (with its password: not for showing). */
  readonly location: string;
  /** Ends the connections. Nothing may be asked of the ledger afterwards. */
  close(): Promise<void>;
}

/**
 * Runs several writes as one transaction; they must use the ledger that `work` is given. With SQLite the writers of all
 * processes take turns, and a turn that does not come within ten seconds is an SQLITE_BUSY error. A transaction within
 * a transaction is part of it. With SQLite a process has one connection: whoever uses the outer ledger inside `work`
 * waits for ever.
 */
export function transact<T>(ledger: Ledger, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  if (ledger.db.isTransaction) return work(ledger);
  return ledger.db.transaction().execute((db) => work({ ...ledger, db }));
}

/** Runs several reads on one and the same state of the ledger, whatever is written meanwhile. */
export function snapshot<T>(ledger: Ledger, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  if (ledger.db.isTransaction) return work(ledger);
  return ledger.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((db) => work({ ...ledger, db }));
}

/**
 * Runs one writing statement. In SQLite it is a transaction all the same: only a transaction waits for its turn without
 * standing in the way of everything else in the process.
 */
export function statement<T>(ledger: Ledger, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  return ledger.dialect === 'sqlite' ? transact(ledger, work) : work(ledger);
}

/**
 * A query for what a transaction changes by what it reads of it: others who would change that wait for the transaction's end.
 * (In SQLite every writing transaction waits for the others.)
 */
export function toChange<Q extends { forUpdate(): Q }>({ dialect }: Ledger, query: Q): Q {
  return dialect === 'sqlite' ? query : query.forUpdate();
}
