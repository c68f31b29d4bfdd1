import { PostgresDialect } from 'kysely';
import pg from 'pg';

const { Pool, types } = pg;
/** Times, sizes and counts are well below 2^53; by default the driver gives 64-bit integers as text. */
const INT8 = types.builtins.INT8;

/** Opens a PostgreSQL database as a Kysely dialect: up to five connections a process, made when they are needed. */
export function postgresDialect(url: string): PostgresDialect {
  const pool = new Pool({
    connectionString: url,
    max: 5,
    connectionTimeoutMillis: 10_000,
    application_name: 'sipstream ledger',
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : types.getTypeParser(oid, format as 'text')) as typeof types.getTypeParser,
    },
  });
  // An idle connection that the server ends is no failure of anything: the pool drops it and makes another one when it
  // is needed, and if that fails, the query that needed it says so. Without a listener Node.js would end the process.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}
