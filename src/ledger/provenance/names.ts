import { provId } from '../../formats/prov.js';
import type { LevelKey } from '../levels.js';
import type { FileRow } from '../schema.js';

/**
 * The identifiers of a provenance document, by business keys: a file is the same in the document of every day that used
 * it. The namespace `id:` is `urn:sipstream:<mission>:`.
 */
export const provNames = {
  station: provId('id', 'agent', 'station'),
  daac: provId('id', 'agent', 'daac'),
  operator: (by: string) => provId('id', 'operator', by),
  file: (archivePath: string) => provId('id', 'file', ...archivePath.split('/')),
  receipt: (key: string) => provId('id', 'receipt', key),
  message: (id: string) => provId('id', 'message', id),
  day: (day: string) => provId('id', 'day', day),
  inputs: (key: LevelKey, run: number) => provId('id', 'inputs', key.day, key.level, run),
  stage: (key: LevelKey, run: number) => provId('id', 'stage', key.day, key.level, run),
  run: (key: LevelKey, run: number) => provId('id', 'run', key.day, key.level, run),
  processor: (level: string, version: string, digest: string) =>
    provId('id', 'processor', level, version, digest),
  parameters: (key: LevelKey, run: number) => provId('id', 'parameters', key.day, key.level, run),
  quality: (key: LevelKey, run: number) => provId('id', 'qa', key.day, key.level, run),
  finding: (key: LevelKey, product: string) => provId('id', 'qa', key.day, key.level, 'finding', product),
  archive: (key: LevelKey, run: number) => provId('id', 'archive', key.day, key.level, run),
  products: (key: LevelKey, edition: number) => provId('id', 'products', key.day, key.level, edition),
  delivery: (pdr: string) => provId('id', 'delivery', pdr),
  pdr: (pdr: string) => provId('id', 'pdr', pdr),
  acknowledgement: (messageId: string) => provId('id', 'acknowledgement', messageId),
  intervention: (id: string) => provId('id', 'intervention', id),
  decision: (key: LevelKey, verb: string, at: number) =>
    provId('id', 'decision', key.day, key.level, verb, at),
  gap: (id: string) => provId('id', 'gap', id),
} as const;

/** The namespaces of a mission's documents: its own things, and the words that PROV does not have. */
export function provNamespaces(mission: string): Record<string, string> {
  return { id: `urn:sipstream:${encodeURIComponent(mission)}:`, sips: 'urn:sipstream:terms:' };
}

/** The edition of a product; rows from before there were editions are of the first one. */
export function editionOf(file: Pick<FileRow, 'edition'>): number {
  return file.edition ?? 1;
}
