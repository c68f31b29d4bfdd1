import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compactDay, type DataDay } from '../domain/data-day.js';
import { archiveDirectory } from '../domain/archive-layout.js';
import { granuleKey, parseArchiveName, type Granule } from '../domain/granule.js';
import type { Mission } from '../domain/mission.js';
import { levelThatMakes, parseProductName } from '../domain/product.js';
import { processorVersion } from '../domain/processor-version.js';

/** One granule as the archive has it: the newest production that is complete. Paths are relative to the archive. */
export interface ArchivedGranule {
  readonly key: string;
  readonly granule: Granule;
  /** Data files in order of their parts (EDOS: construction record first). */
  readonly files: readonly string[];
  readonly met?: string;
}

interface Candidate {
  granule: Granule;
  made: string;
  parts: Map<string, string>;
}

/** The granules of a type and day that are in the archive, by key. An incomplete pair is not there. */
export async function granulesInArchive(
  archive: string,
  mission: Mission,
  type: string,
  day: DataDay,
): Promise<Map<string, ArchivedGranule>> {
  const level = mission.inputs[type] ? undefined : levelThatMakes(mission, type);
  const branch = level ?? mission.inputs[type]?.archive;
  if (branch === undefined) return new Map();
  const directory = archiveDirectory(branch, day);
  const names = await readdir(join(archive, directory)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const candidates = new Map<string, Candidate>();
  const beginnings = level ? productBeginnings(mission, level, type) : [`${type}-${compactDay(day)}-`];
  for (const name of names) {
    // A month's directory has thousands of names: only the few that can be meant are taken apart.
    if (!beginnings.some((beginning) => name.startsWith(beginning))) continue;
    const file = level ? productFile(mission, level, name) : inputFile(name);
    if (file?.granule.type !== type || file.granule.day !== day) continue;
    const id = `${granuleKey(file.granule)}@${file.made}`;
    const candidate = candidates.get(id) ?? {
      granule: file.granule,
      made: file.made,
      parts: new Map<string, string>(),
    };
    candidate.parts.set(file.part, `${directory}/${name}`);
    candidates.set(id, candidate);
  }
  const needed = level ? ['', 'met'] : mission.inputs[type]?.edos ? ['00', '01'] : [''];
  const found = new Map<string, Candidate>();
  for (const candidate of candidates.values()) {
    if (!needed.every((part) => candidate.parts.has(part))) continue;
    const key = granuleKey(candidate.granule);
    const best = found.get(key);
    if (!best || best.made < candidate.made) found.set(key, candidate);
  }
  return new Map([...found].map(([key, candidate]) => [key, asGranule(key, candidate)]));
}

/** What the names of a product begin with, whatever their day. */
function productBeginnings(mission: Mission, level: string, type: string): string[] {
  const rows = mission.levels[level]?.products ?? [];
  return rows.filter((row) => row.type === type).map((row) => row.name.split('{', 1)[0] ?? '');
}

function inputFile(name: string): { granule: Granule; made: string; part: string } | undefined {
  const file = parseArchiveName(name);
  return file && { granule: file.granule, made: file.made, part: file.part ?? '' };
}

function productFile(
  mission: Mission,
  level: string,
  name: string,
): { granule: Granule; made: string; part: string } | undefined {
  const plan = mission.levels[level];
  const met = name.endsWith('.met');
  const product = plan && parseProductName(plan, met ? name.slice(0, -4) : name);
  if (!product) return undefined;
  const { major, minor, config } = processorVersion(product.version);
  return {
    granule: {
      type: product.row.type,
      day: product.day,
      ...(product.event !== undefined && { event: product.event }),
    },
    // What was made last stands before what was made earlier, also when an older processor made it.
    made: [product.edition, major, minor, config].map((part) => String(part).padStart(5, '0')).join('.'),
    part: met ? 'met' : '',
  };
}

function asGranule(key: string, { granule, parts }: Candidate): ArchivedGranule {
  const met = parts.get('met');
  const files = [...parts].filter(([part]) => part !== 'met').sort(([a], [b]) => (a < b ? -1 : 1));
  return { key, granule, files: files.map(([, path]) => path), ...(met !== undefined && { met }) };
}
