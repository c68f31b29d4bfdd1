import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import Database from 'better-sqlite3';
import { findTemporalCli } from '../../../src/adapters/temporal-cli.js';

/** The configuration that figures are worth nothing without, one line each. */
export function machineLines(): string[] {
  const temporal = spawnSync(findTemporalCli(), ['--version'], { encoding: 'utf8' }).stdout.trim();
  const database = new Database(':memory:');
  const sqlite = String(database.prepare('select sqlite_version()').pluck().get());
  database.close();
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0]!.toFixed(2);
  return [
    `machine   ${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, ${memory} GiB, Linux ${release()}`,
    `engine    ${temporal}: one dev server, SQLite file with journal_mode=wal, synchronous=2, one history shard, task queues of one partition, eager activity start, GOGC=${process.env['GOGC'] ?? 400}`,
    `workers   Node ${process.version}, Temporal SDK ${versionOf('@temporalio/worker')}, all roles in one process`,
    `ledger    SQLite ${sqlite} (better-sqlite3 ${versionOf('better-sqlite3')}), journal_mode=wal, synchronous=normal`,
    `load      before the start ${load}`,
  ];
}

function versionOf(name: string): string {
  const path = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
