import { processorPaths, processorVersion } from '../../domain/processor-version.js';
import type { ProvBuilder } from '../../formats/prov-builder.js';
import { jsonLiteral, provTime, qualified } from '../../formats/prov.js';
import type { LevelRow, Override, RunRow, StageRow } from '../schema.js';
import type { ProvenanceFacts } from './facts.js';
import { provNames } from './names.js';

/** Runs that were given the same inputs: a processor that failed is run anew on what was staged. */
export interface Staging {
  /** The run that it was staged for. */
  readonly first: RunRow;
  readonly runs: readonly RunRow[];
}

/** The runs of each level by what was staged for them, in order. */
export function stagingsOf(runs: readonly RunRow[]): Staging[] {
  const stagings: { key: string; first: RunRow; runs: RunRow[] }[] = [];
  for (const run of runs) {
    const key = JSON.stringify([run.level, run.inputs, run.without, run.edition]);
    const last = stagings.findLast(({ first }) => first.level === run.level);
    if (last?.key === key) last.runs.push(run);
    else stagings.push({ key, first: run, runs: [run] });
  }
  return stagings;
}

/** Every run of a processor with the inputs that were staged for it. */
export function addRuns(prov: ProvBuilder, facts: ProvenanceFacts): void {
  for (const staging of stagingsOf(facts.record.runs)) {
    const inputs = addStaging(prov, facts, staging);
    let before = inputs && provNames.stage(staging.first, staging.first.run);
    for (const run of staging.runs) {
      const id = addRun(prov, run);
      if (inputs) prov.relate('used', id, inputs, { 'prov:role': 'inputs' });
      if (before) prov.relate('wasInformedBy', id, before);
      before = id;
    }
  }
}

/** The staged inputs as a collection, and the staging that made it; undefined when the ledger does not tell them. */
function addStaging(prov: ProvBuilder, facts: ProvenanceFacts, { first, runs }: Staging): string | undefined {
  if (!first.inputs) return undefined;
  const { record } = facts;
  const collection = prov.entity(provNames.inputs(first, first.run), {
    'prov:type': qualified('prov:Collection'),
    'prov:label': `${first.level} inputs of ${first.day}, run ${first.run}`,
    'sips:level': first.level,
    'sips:granules': first.inputs.length,
    'sips:without': first.without,
  });
  const startedAt = runs.flatMap((run) => run.startedAt ?? []).sort((a, b) => a - b)[0];
  const row = lastStage(record.stages, first.level, 'stage', startedAt);
  const stage = prov.activity(provNames.stage(first, first.run), {
    'prov:type': qualified('sips:Staging'),
    'prov:label': `staging of ${first.level} of ${first.day}, run ${first.run}`,
    'prov:startTime': provTime(row?.startedAt),
    'prov:endTime': provTime(row?.endedAt),
    'sips:level': first.level,
  });
  prov.relate('wasAssociatedWith', stage, provNames.station);
  prov.relate('wasGeneratedBy', collection, stage);
  const known = new Set([...record.files, ...facts.otherFiles].map((file) => file.archivePath));
  for (const path of first.inputs.flatMap((input) => input.files)) {
    const file = provNames.file(path);
    // A file that the ledger has lost was used all the same.
    if (!known.has(path)) prov.entity(file, { 'prov:label': path, 'prov:location': path });
    prov.relate('hadMember', collection, file);
  }
  for (const gap of facts.gaps)
    prov.relate('used', stage, provNames.gap(gap.id), { 'prov:role': 'known gap' });
  const decisions = overridesOf(record.levels, first).filter(({ verb }) => verb === 'proceed');
  for (const { verb, at } of decisions)
    prov.relate('used', stage, provNames.decision(first, verb, at), { 'prov:role': 'override' });
  for (const said of record.interventions)
    if (
      said.level === first.level &&
      said.refused === undefined &&
      meansOne(said.detail['without'], first.without)
    )
      prov.relate('wasInformedBy', stage, provNames.intervention(said.id));
  return collection;
}

function meansOne(granules: unknown, without: readonly string[] = []): boolean {
  return Array.isArray(granules) && without.some((key) => granules.includes(key));
}

/** The overrides that a run stands under: those of its level, as long as that makes the same edition. */
export function overridesOf(
  levels: readonly LevelRow[],
  run: Pick<RunRow, 'level' | 'edition'>,
): readonly Override[] {
  const level = levels.find((row) => row.level === run.level);
  return level && (level.edition ?? 1) === (run.edition ?? 1) ? (level.overrides ?? []) : [];
}

function addRun(prov: ProvBuilder, run: RunRow): string {
  const id = prov.activity(provNames.run(run, run.run), {
    'prov:type': qualified('sips:ProcessorRun'),
    'prov:label': `${run.level}Processor ${run.version} for ${run.day}, run ${run.run}`,
    'prov:startTime': provTime(run.startedAt),
    'prov:endTime': provTime(run.endedAt),
    'sips:level': run.level,
    'sips:run': run.run,
    'sips:edition': run.edition,
    'sips:state': run.state,
    'sips:exitStatus': run.exitCode,
    'sips:signal': run.signal,
    'sips:timedOut': run.timedOut === 1 ? true : undefined,
  });
  const processor = prov.entity(provNames.processor(run.level, run.version, run.digest), {
    'prov:type': [qualified('prov:Plan'), qualified('sips:Processor')],
    'prov:label': `${run.level}Processor ${run.version}`,
    'sips:version': run.version,
    'sips:sha256': run.digest,
    ...installed(run),
  });
  prov.relate('used', id, processor, { 'prov:role': 'processor' });
  prov.relate('wasAssociatedWith', id, provNames.station, { 'prov:plan': processor });
  if (run.parameters) {
    const parameters = prov.entity(provNames.parameters(run, run.run), {
      'prov:type': qualified('sips:Parameters'),
      'prov:label': `parameters of ${run.level} of ${run.day}, run ${run.run}`,
      'sips:level': run.level,
      'prov:value': jsonLiteral(run.parameters),
    });
    prov.relate('used', id, parameters, { 'prov:role': 'parameters' });
  }
  return id;
}

/** Where program and configuration lie below the station's home; nothing for a version that is none. */
function installed(run: RunRow): Record<string, string> {
  try {
    const { program, config } = processorPaths(run.level, processorVersion(run.version));
    return { 'prov:location': program, 'sips:configuration': config };
  } catch {
    return {}; // A run that was noted before its version was.
  }
}

/** The last attempt at a stage that had begun by some time, or at all. */
export function lastStage(
  stages: readonly StageRow[],
  level: string,
  stage: StageRow['stage'],
  by: number | undefined,
): StageRow | undefined {
  return stages
    .filter((row) => row.level === level && row.stage === stage && (by === undefined || row.startedAt <= by))
    .reduce<StageRow | undefined>(
      (last, row) => (last && last.startedAt > row.startedAt ? last : row),
      undefined,
    );
}
