import type { ProvBuilder } from '../../formats/prov-builder.js';
import { jsonLiteral, provTime, qualified } from '../../formats/prov.js';
import { granuleKey } from '../../domain/granule.js';
import type { FileRow, QaRow } from '../schema.js';
import type { ProvenanceFacts } from './facts.js';
import { fileAttributes } from './inputs.js';
import { editionOf, provNames } from './names.js';
import { lastStage, overridesOf, stagingsOf } from './runs.js';

/** The product files of the day, as they were made, measured and archived; of several editions, which took whose place. */
export function addProducts(prov: ProvBuilder, facts: ProvenanceFacts): void {
  const files = facts.record.files.filter(({ kind, level }) => kind === 'product' && level !== undefined);
  addQuality(prov, facts);
  const day = prov.entity(provNames.day(facts.record.day.day), {
    'prov:type': [qualified('prov:Collection'), qualified('sips:ProductDay')],
    'prov:label': `product day ${facts.record.day.day}`,
    'sips:dataDay': facts.record.day.day,
    'sips:mission': facts.record.day.mission,
    'sips:title': facts.mission?.title,
    'sips:instrument': facts.mission?.instrument,
    'sips:platform': facts.mission?.platform,
  });
  for (const file of files) {
    addEdition(prov, facts, file, day);
    addProduct(prov, facts, file);
  }
  for (const file of files) addSuccession(prov, file, files);
}

/** The edition that a product belongs to: all products of one making of the level, archived together. */
function addEdition(prov: ProvBuilder, facts: ProvenanceFacts, file: FileRow, day: string): void {
  const { record } = facts;
  const key = levelKey(file);
  const edition = editionOf(file);
  const level = record.levels.find((row) => row.level === file.level);
  const isCurrent = (level?.edition ?? 1) === edition;
  const run = record.runs.find((row) => row.level === file.level && row.run === file.run);
  const id = prov.entity(provNames.products(key, edition), {
    'prov:type': qualified('prov:Collection'),
    'prov:label': `${key.level} products of ${file.day}, edition ${edition}`,
    'sips:level': key.level,
    'sips:edition': edition,
    'sips:version': run?.version,
    'sips:qualityFlag': isCurrent ? level?.qaVerdict : undefined,
    'sips:qualityExplanation': isCurrent ? level?.qaExplanation : undefined,
    'sips:overridden': isCurrent && (level?.overrides ?? []).length > 0 ? true : undefined,
    'sips:rerunOffered': isCurrent ? level?.offer?.reason : undefined,
  });
  prov.relate('hadMember', day, id);
  prov.relate('hadMember', id, provNames.file(file.archivePath));
  prov.relate('wasGeneratedBy', id, addArchiving(prov, facts, file));
}

/** The archiving of a run's products; what an operator decided about their quality came before it. */
function addArchiving(prov: ProvBuilder, { record }: ProvenanceFacts, file: FileRow): string {
  const key = levelKey(file);
  const run = file.run ?? 0;
  const id = provNames.archive(key, run);
  if (prov.has('activity', id)) return id;
  const together = record.files.filter(
    (row) => row.kind === 'product' && row.level === file.level && (row.run ?? 0) === run,
  );
  const row = lastStage(
    record.stages,
    key.level,
    'archive',
    together.reduce((first, { archivedAt }) => Math.min(first, archivedAt), file.archivedAt),
  );
  prov.activity(id, {
    'prov:type': qualified('sips:Archiving'),
    'prov:label': `archiving of ${key.level} of ${key.day}, run ${run}`,
    'prov:startTime': provTime(row?.startedAt),
    'prov:endTime': provTime(row?.endedAt),
    'sips:level': key.level,
  });
  prov.relate('wasAssociatedWith', id, provNames.station);
  for (const before of [provNames.quality(key, run), provNames.run(key, run)]) {
    if (!prov.has('activity', before)) continue;
    prov.relate('wasInformedBy', id, before);
    break;
  }
  for (const { verb, at } of overridesOf(record.levels, { level: key.level, edition: editionOf(file) }))
    if (verb !== 'proceed')
      prov.relate('used', id, provNames.decision(key, verb, at), { 'prov:role': 'override' });
  return id;
}

function addProduct(prov: ProvBuilder, facts: ProvenanceFacts, file: FileRow): void {
  const { record, mission } = facts;
  const key = levelKey(file);
  const run = file.run ?? 0;
  const id = prov.entity(provNames.file(file.archivePath), {
    'prov:type': qualified('sips:ProductFile'),
    ...fileAttributes(file),
    'sips:level': key.level,
    'sips:granule': granuleKey(file),
    'sips:edition': file.edition,
  });
  const drawn = mission?.levels[key.level]?.products.find(({ type }) => type === file.type)?.madeFrom;
  const makers = [
    ...(drawn ? [provNames.quality(key, run)] : []),
    provNames.run(key, run),
    provNames.archive(key, run),
  ];
  prov.relate(
    'wasGeneratedBy',
    id,
    makers.find((maker) => prov.has('activity', maker)),
  );
  if (file.part === 'met') return;
  if (drawn) {
    for (const source of record.files)
      if (isOfRun(source, file) && source.type === drawn.type && source.part !== 'met')
        prov.relate('wasDerivedFrom', id, provNames.file(source.archivePath));
    return;
  }
  const staging = stagingsOf(record.runs).find(({ runs }) =>
    runs.some((row) => row.level === key.level && row.run === run),
  );
  if (staging?.first.inputs)
    prov.relate('wasDerivedFrom', id, provNames.inputs(key, staging.first.run), {
      'prov:activity': provNames.run(key, run),
    });
}

/** What became of a product when its level was made again. */
function addSuccession(prov: ProvBuilder, file: FileRow, files: readonly FileRow[]): void {
  const later = files
    .filter((other) => isSameGranule(other, file) && editionOf(other) > editionOf(file))
    .sort((a, b) => editionOf(a) - editionOf(b))[0];
  if (later)
    prov.relate('wasDerivedFrom', provNames.file(later.archivePath), provNames.file(file.archivePath), {
      'prov:type': qualified('prov:Revision'),
    });
  if (file.supersededAt === undefined) return;
  const by = later && provNames.archive(levelKey(later), later.run ?? 0);
  prov.relate('wasInvalidatedBy', provNames.file(file.archivePath), by, {
    'prov:time': provTime(file.supersededAt),
  });
}

function isOfRun(a: FileRow, b: FileRow): boolean {
  return a.kind === 'product' && a.level === b.level && a.run === b.run;
}

function isSameGranule(a: FileRow, b: FileRow): boolean {
  return a.level === b.level && a.type === b.type && a.event === b.event && a.part === b.part;
}

/** QA: one activity a run, one finding a product. */
function addQuality(prov: ProvBuilder, { record }: ProvenanceFacts): void {
  for (const row of record.qa) {
    const activity = prov.activity(provNames.quality(row, row.run), {
      'prov:type': qualified('sips:QualityAssurance'),
      'prov:label': `QA of ${row.level} of ${row.day}, run ${row.run}`,
      'prov:startTime': provTime(lastStage(record.stages, row.level, 'QA', row.measuredAt)?.startedAt),
      'prov:endTime': provTime(lastStage(record.stages, row.level, 'QA', row.measuredAt)?.endedAt),
      'sips:level': row.level,
    });
    prov.relate('wasAssociatedWith', activity, provNames.station);
    const run = provNames.run(row, row.run);
    if (prov.has('activity', run)) prov.relate('wasInformedBy', activity, run);
    const finding = prov.entity(provNames.finding(row, row.product), {
      'prov:type': qualified('sips:QualityFinding'),
      'prov:label': `QA of ${row.product}: ${row.verdict}`,
      'sips:level': row.level,
      'sips:product': row.product,
      'sips:verdict': row.verdict,
      'sips:reason': row.reasons,
      'sips:figures': jsonLiteral(row.figures),
    });
    prov.relate('wasGeneratedBy', finding, activity, { 'prov:time': provTime(row.measuredAt) });
    for (const file of productsNamed(record.files, row)) {
      prov.relate('wasDerivedFrom', finding, provNames.file(file.archivePath));
      prov.relate('used', activity, provNames.file(file.archivePath), { 'prov:role': 'measured product' });
    }
  }
}

/** The archived product that a finding is about. */
function productsNamed(files: readonly FileRow[], { level, product, run }: QaRow): FileRow[] {
  const named = files.filter(
    (file) => file.kind === 'product' && file.level === level && file.archiveName === product,
  );
  const ofRun = named.filter((file) => file.run === run);
  return ofRun.length > 0 ? ofRun : named.filter((file) => file.run === undefined);
}

function levelKey(file: FileRow) {
  return { mission: file.mission, day: file.day, level: file.level! };
}
