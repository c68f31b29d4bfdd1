import Database from 'better-sqlite3';
import { addDays, dataDay, type DataDay } from '../../../src/domain/data-day.js';
import { openLedger } from '../../../src/ledger/open.js';
import { MISSION_ROWS } from './full-mission-rows.js';

/** The last day of the mission that is filled in, and the moment at which it is looked at. */
export const LAST_DAY = dataDay('2026-11-22');
export const NOW = Date.parse('2026-11-23T15:30:00Z');

/** A ledger of a mission that has run for years. */
export interface FullMission {
  readonly days: number;
  readonly firstDay: DataDay;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly bytes: number;
}

/**
 * Fills a new SQLite ledger with `days` days of a mission whose name is `mopitt`, up to LAST_DAY: most of them accepted
 * years ago, some abandoned, overridden or offered a rerun, a few open and a few held. The rows are made inside SQLite,
 * and the indexes after them, or it would take minutes.
 */
export async function fillFullMission(location: string, days: number): Promise<FullMission> {
  await (await openLedger(location)).close();
  const database = new Database(location);
  try {
    for (const pragma of ['synchronous = off', 'cache_size = -400000', 'temp_store = memory'])
      database.pragma(pragma);
    const firstDay = addDays(LAST_DAY, 1 - days);
    const indexes = database
      .prepare<[], { name: string; sql: string }>(
        `select name, sql from sqlite_master where type = 'index' and sql is not null`,
      )
      .all();
    database.exec('begin');
    for (const { name } of indexes) database.exec(`drop index ${name}`);
    database.exec(`create temp table d as with recursive n(i) as (select 0 union all select i + 1 from n
      where i + 1 < ${days}) select i, ${days} - 1 - i as age, date('${firstDay}', '+' || i || ' days') as day,
      strftime('%s', '${firstDay}', '+' || i || ' days') * 1000 as t from n`);
    database.exec(`create temp table slots as with recursive n(i) as (select 0 union all select i + 2 from n
      where i < 22) select printf('%02d00', i) as slot, i * 3600000 as at from n`);
    for (const rows of MISSION_ROWS) database.exec(rows);
    for (const { sql } of indexes) database.exec(sql);
    database.exec('commit');
    database.pragma('wal_checkpoint(truncate)');
    return { days, firstDay, rows: counts(database), bytes: bytesOf(database) };
  } finally {
    database.close();
  }
}

function counts(database: Database.Database): Record<string, number> {
  const tables = database
    .prepare(
      `select name from sqlite_master where type = 'table' and name not like 'kysely%' and name not like 'sqlite%'`,
    )
    .pluck()
    .all() as string[];
  return Object.fromEntries(
    tables.map((table) => [table, database.prepare(`select count(*) from ${table}`).pluck().get() as number]),
  );
}

function bytesOf(database: Database.Database): number {
  const pages = database.pragma('page_count', { simple: true }) as number;
  return pages * (database.pragma('page_size', { simple: true }) as number);
}
