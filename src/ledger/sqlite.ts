import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteDatabase,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';

/** How long a writer waits for its turn, milliseconds. */
const BUSY_MS = 10_000;
/** Prepared statements that are kept; batches make statements of many lengths. */
const STATEMENTS = 200;

/**
 * Opens a SQLite file as a Kysely dialect: WAL, synchronous NORMAL (a kill loses nothing; a power cut can lose the last
 * transactions, which the activities or `ledger rebuild` write again).
 */
export async function sqliteDialect(file: string): Promise<SqliteDialect> {
  const database = new Database(file, { timeout: BUSY_MS });
  try {
    // Several processes that make the same new file WAL at once are refused without the wait that `timeout` promises.
    await inTurn(() => database.pragma('journal_mode = WAL'));
    database.pragma('synchronous = NORMAL');
  } catch (error) {
    database.close();
    throw error;
  }
  return new LedgerDialect(database);
}

/**
 * Writes what stands in the log beside a ledger into the ledger's own file, so that the file is whole without it. One
 * that is too damaged for that stays as it is, with its log. Nobody else may have it open.
 */
export function emptyLog(file: string): void {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { fileMustExist: true, timeout: BUSY_MS });
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    database?.close();
  }
}

/** Tries until SQLite lets this process in, without holding up the rest of the process; gives up after ten seconds. */
async function inTurn<T>(attempt: () => T): Promise<T> {
  const deadline = Date.now() + BUSY_MS;
  for (let wait = 1; ; wait = Math.min(wait * 2, 25)) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || Date.now() >= deadline) throw error;
    }
    await pause(wait * (0.5 + Math.random()));
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

class LedgerDialect extends SqliteDialect {
  constructor(private readonly handle: Database.Database) {
    super({ database: handle });
  }

  override createDriver(): LedgerDriver {
    return new LedgerDriver(this.handle);
  }

  override createAdapter(): SqliteAdapter {
    return new LedgerAdapter();
  }
}

/** Lets the migrator use one transaction, which is what keeps processes that open a new ledger at once apart. */
class LedgerAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * A writing transaction takes the write lock when it begins. One that begins as a reader fails when another process has
 * written in between. Waiting happens here and not inside SQLite, which would stop the whole process: the one whose
 * turn it is may be in this process.
 */
class LedgerDriver extends SqliteDriver {
  constructor(private readonly handle: Database.Database) {
    super({ database: withStatementCache(handle) });
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    settings?: TransactionSettings,
  ): Promise<void> {
    if (settings?.accessMode === 'read only') {
      await connection.executeQuery(CompiledQuery.raw('begin'));
      return;
    }
    await inTurn(() => {
      this.handle.pragma('busy_timeout = 0');
      try {
        this.handle.exec('begin immediate');
      } finally {
        this.handle.pragma(`busy_timeout = ${BUSY_MS}`);
      }
    });
  }
}

function withStatementCache(handle: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => void handle.close(),
    prepare(text) {
      const known = statements.get(text);
      if (known) return known;
      const made: SqliteStatement = handle.prepare<unknown[]>(text);
      // A pragma does its work while it is prepared, and once only.
      if (/^pragma/i.test(text)) return made;
      if (statements.size >= STATEMENTS) statements.delete([...statements.keys()][0] ?? '');
      statements.set(text, made);
      return made;
    },
  };
}
