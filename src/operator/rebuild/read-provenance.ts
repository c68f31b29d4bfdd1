import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../adapters/files/io-error.js';
import type { StationPaths } from '../../adapters/station/config.js';
import type { DataDay } from '../../domain/data-day.js';
import { provenancePath } from '../../ledger/provenance/inputs.js';
import { ProvenanceSource } from '../../ledger/rebuild/from-provenance.js';
import type { Retelling } from '../../ledger/rebuild/moment.js';
import { upsertRun } from '../../ledger/runs.js';
import type { RunRow } from '../../ledger/schema.js';
import type { Findings } from './findings.js';

/** The provenance document of a day; undefined when there is none, and, with a finding, when it cannot be read. */
export async function provenanceOf(
  to: Retelling,
  paths: StationPaths,
  day: DataDay,
  findings: Findings,
): Promise<ProvenanceSource | undefined> {
  const path = provenancePath(day);
  const text = await readFile(join(paths.archive, path), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const source = ProvenanceSource.read(to.mission, text);
  if (!source) findings.add('provenance documents that cannot be read', path);
  return source;
}

/** Writes what the runs of a day were given, as far as its provenance tells. */
export async function rebuildGiven(to: Retelling, day: DataDay, provenance: ProvenanceSource): Promise<void> {
  const { mission } = to.mission;
  const runs = (await to.ledger.db
    .selectFrom('runs')
    .select(['level', 'run'])
    .where('mission', '=', mission)
    .where('day', '=', day)
    .execute()) as Pick<RunRow, 'level' | 'run'>[];
  for (const { level, run } of runs) {
    const key = { mission, day, level };
    await upsertRun(to.ledger, { ...key, run }, provenance.given(key, run));
  }
}
