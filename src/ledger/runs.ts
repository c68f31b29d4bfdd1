import { decodeAll } from './codec.js';
import type { Ledger } from './ledger.js';
import type { LevelKey } from './levels.js';
import { mergeRow } from './merge.js';
import type { Patch, RunRow } from './schema.js';

/** One run of a processor; `run` counts from 1. */
export interface RunKey extends LevelKey {
  readonly run: number;
}

/** Writes what changed of a run. One that is not there begins as planned. */
export async function upsertRun(
  ledger: Ledger,
  key: RunKey,
  patch: Patch<RunRow, keyof RunKey>,
): Promise<void> {
  const { mission, day, level, run } = key;
  const initial = { version: '', digest: '', directory: '', timedOut: 0, state: 'planned' } as const;
  await mergeRow(ledger, 'runs', { mission, day, level, run }, initial, patch);
}

/** The runs of a level, in order. */
export async function runsOf(ledger: Ledger, key: LevelKey): Promise<RunRow[]> {
  const rows = await ledger.db
    .selectFrom('runs')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('day', '=', key.day)
    .where('level', '=', key.level)
    .orderBy('run')
    .execute();
  return decodeAll('runs', rows);
}
