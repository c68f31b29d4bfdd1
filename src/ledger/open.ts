import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CamelCasePlugin, Kysely } from 'kysely';
import { OperationsError } from '../domain/failures.js';
import type { Dialect, Ledger } from './ledger.js';
import { migrate } from './migrate.js';
import { postgresDialect } from './postgres.js';
import type { LedgerSchema } from './schema.js';
import { sqliteDialect } from './sqlite.js';

/**
 * Opens a ledger and brings its tables up to date; any number of processes may do so at once. `location` is the path of
 * a SQLite file, which is made with its directory when it is not there, or a `postgres://` URL. Throws an
 * OperationsError (STATION_CONFIG) when the database cannot be opened or was written by a newer release.
 */
export async function openLedger(location: string): Promise<Ledger> {
  const dialect: Dialect = /^postgres(ql)?:\/\//.test(location) ? 'postgres' : 'sqlite';
  try {
    const db = new Kysely<LedgerSchema>({
      dialect: dialect === 'postgres' ? postgresDialect(location) : await sqliteFile(location),
      plugins: [new CamelCasePlugin()],
    });
    const ledger: Ledger = { db, dialect, location, close: () => db.destroy() };
    try {
      await migrate(ledger);
    } catch (error) {
      await ledger.close();
      throw error;
    }
    return ledger;
  } catch (error) {
    throw new OperationsError(
      'STATION_CONFIG',
      `The ledger ${shown(location)} cannot be opened: ${words(error)}.`,
      [],
      {
        cause: error,
      },
    );
  }
}

async function sqliteFile(path: string) {
  await mkdir(dirname(path), { recursive: true });
  return sqliteDialect(path);
}

/** A location as it may be shown and logged: without the password. */
function shown(location: string): string {
  return location.replace(/^(\w+:\/\/[^:/@]*):[^@]*@/, '$1@');
}

function words(error: unknown): string {
  // A refused connection to a name with several addresses is an AggregateError without a message of its own.
  if (error instanceof AggregateError) return error.errors.map(words).join('; ');
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
