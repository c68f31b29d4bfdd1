import { Migrator } from 'kysely';
import type { Ledger } from './ledger.js';
import { allMigrations } from './migrations/all.js';

/**
 * Brings the tables up to date. A ledger that is up to date is only read, so that commands that only read never wait
 * for a writer. Processes that come at once take turns (SQLite: the write lock; PostgreSQL: the migrator's own lock),
 * and those that come second find nothing to do. Throws when the ledger has a migration that this release doesn't know.
 */
export async function migrate(ledger: Ledger): Promise<void> {
  // The migrator's own tables and the statements of migrations are in snake_case as they stand.
  const db = ledger.db.withoutPlugins();
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(allMigrations(ledger.dialect)) },
  });
  const known = await migrator.getMigrations();
  if (known.some((migration) => migration.executedAt !== undefined)) {
    const unknown = await unknownMigration(ledger, new Set(known.map((migration) => migration.name)));
    if (unknown)
      throw new Error(`it was written by a newer release (its tables are at ${unknown}); start that release`);
    if (known.every((migration) => migration.executedAt !== undefined)) return;
  }
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

async function unknownMigration(ledger: Ledger, known: ReadonlySet<string>): Promise<string | undefined> {
  const rows = await ledger.db
    .withoutPlugins()
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name', 'desc')
    .execute();
  return rows.map((row) => row.name).find((name) => !known.has(name));
}
