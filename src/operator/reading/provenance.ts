import { packageVersion } from '../../adapters/package-version.js';
import type { DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import { provSubset } from '../../formats/prov-subset.js';
import type { ProvDocument } from '../../formats/prov.js';
import type { Ledger } from '../../ledger/ledger.js';
import { provenanceDocument } from '../../ledger/provenance/document.js';
import { provenanceFacts, type ProvenanceFacts } from '../../ledger/provenance/facts.js';
import { provNames } from '../../ledger/provenance/names.js';
import type { FileRow } from '../../ledger/schema.js';

/** What of a day is asked: all of it, one level, or one product. */
export interface ProvenanceQuestion {
  readonly level?: string | undefined;
  /** The product's name, with or without its path in the archive. */
  readonly file?: string | undefined;
}

/** Reads the provenance of a day; undefined when the ledger has no such day. */
export function readProvenance(
  ledger: Ledger,
  missionName: string,
  mission: Mission | undefined,
  day: DataDay,
): Promise<ProvenanceFacts | undefined> {
  return provenanceFacts(ledger, { mission: missionName, day }, { mission, software: packageVersion() });
}

/** The product files that a question means. */
export function askedFiles(facts: ProvenanceFacts, { level, file }: ProvenanceQuestion): FileRow[] {
  return facts.record.files.filter(
    (row) =>
      row.kind === 'product' &&
      (level === undefined || row.level === level) &&
      (file === undefined || row.archiveName === file || row.archivePath === file),
  );
}

/** The document of a day, or the part of it that answers a question: back from there to the origins. */
export function askedDocument(facts: ProvenanceFacts, question: ProvenanceQuestion): ProvDocument {
  const document = provenanceDocument(facts);
  const { level, file } = question;
  if (level === undefined && file === undefined) return document;
  const files = askedFiles(facts, question);
  const findings = facts.record.qa
    .filter((row) => files.some((known) => known.level === row.level && known.archiveName === row.product))
    .map((row) => provNames.finding(row, row.product));
  const ofLevel = file === undefined ? recordsOfLevel(document, level!) : [];
  return provSubset(document, [
    ...files.map((row) => provNames.file(row.archivePath)),
    ...findings,
    ...ofLevel,
  ]);
}

function recordsOfLevel(document: ProvDocument, level: string): string[] {
  return [document.entity, document.activity].flatMap((records) =>
    Object.entries(records ?? {}).flatMap(([id, record]) => (record['sips:level'] === level ? [id] : [])),
  );
}
