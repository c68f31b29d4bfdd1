import { compactDay, dayFromCompact, type DataDay } from './data-day.js';
import type { LevelPlan, Mission, ProductRow } from './mission.js';
import { processorVersion } from './processor-version.js';

/** One product file as its name tells it. */
export interface ProductName {
  readonly row: ProductRow;
  readonly day: DataDay;
  readonly version: string;
  /** How often the level of the day had been made by then, from 1. */
  readonly edition: number;
  readonly event?: string;
}

/** What a level of a day makes: with which version of the processor, and for which time. */
export interface Making {
  readonly day: DataDay;
  readonly version: string;
  /** From 1; absent means 1. */
  readonly edition?: number;
}

/**
 * The name of a product file, from the row's template. From the second edition on the version carries it (`1.0.1r2`), so
 * that nothing in the archive is ever overwritten.
 */
export function productName(row: ProductRow, { day, version, edition = 1 }: Making, event?: string): string {
  return row.name
    .replace('{day}', compactDay(day))
    .replace('{version}', edition > 1 ? `${version}r${edition}` : version)
    .replace('{event}', event ?? '');
}

/** Reads a product's name back by the level's product table; undefined when no row makes such a name. */
export function parseProductName(plan: LevelPlan, name: string): ProductName | undefined {
  for (const row of plan.products) {
    const source = row.name
      .split(/(\{day\}|\{version\}|\{event\})/)
      .map((part) => {
        if (part === '{day}') return '(?<day>\\d{8})';
        if (part === '{version}')
          return '(?<version>\\d{1,4}\\.\\d{1,4}\\.\\d{1,4})(?:r(?<edition>[2-9]|[1-9]\\d{1,3}))?';
        if (part === '{event}') return '(?<event>[A-Z0-9]+-[a-z]+)';
        return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      })
      .join('');
    const groups = new RegExp(`^${source}$`).exec(name)?.groups;
    if (!groups) continue;
    try {
      const day = dayFromCompact(groups['day'] ?? '');
      const version = groups['version'] ?? '';
      processorVersion(version);
      return {
        row,
        day,
        version,
        edition: Number(groups['edition'] ?? 1),
        ...(groups['event'] !== undefined && { event: groups['event'] }),
      };
    } catch {
      return undefined; // An impossible date or version: a foreign name.
    }
  }
  return undefined;
}

/** Which level makes a product type, if one does. */
export function levelThatMakes(mission: Mission, type: string): string | undefined {
  return Object.entries(mission.levels).find(([, plan]) =>
    plan.products.some((row) => row.type === type),
  )?.[0];
}

/** A file found where the products of a run should be. */
export interface FoundFile {
  readonly name: string;
  readonly size: number;
}

/**
 * Compares what lies in the staging directory with the level's product table: names, numbers, sizes, day, version, and
 * a `.met` beside every product. Every anomaly is one sentence; none means that all may be archived.
 */
export function productAnomalies(plan: LevelPlan, making: Making, found: readonly FoundFile[]): string[] {
  const { day, version, edition = 1 } = making;
  const anomalies: string[] = [];
  const names = new Set(found.map((file) => file.name));
  const counts = new Map<string, number>();
  for (const file of found) {
    if (file.name.endsWith('.met')) {
      if (!names.has(file.name.slice(0, -4)))
        anomalies.push(`${file.name} describes a product that is not there`);
      continue;
    }
    const product = parseProductName(plan, file.name);
    if (!product) {
      anomalies.push(`${file.name} is no product of this level`);
      continue;
    }
    counts.set(product.row.type, (counts.get(product.row.type) ?? 0) + 1);
    if (product.day !== day) anomalies.push(`${file.name} is of ${product.day}, not of ${day}`);
    if (product.version !== version)
      anomalies.push(`${file.name} is of version ${product.version}, not of ${version}`);
    if (product.edition !== edition)
      anomalies.push(`${file.name} is of edition ${product.edition}, not of ${edition}`);
    const { min, max } = product.row.size;
    if (file.size < min || file.size > max) {
      anomalies.push(`${file.name} has ${file.size} bytes; ${product.row.type} has ${min} to ${max}`);
    }
    if (!names.has(`${file.name}.met`)) anomalies.push(`${file.name} has no metadata file ${file.name}.met`);
  }
  for (const row of plan.products) {
    const count = counts.get(row.type) ?? 0;
    if (count < row.count.min)
      anomalies.push(`${row.type} is missing: ${count} of at least ${row.count.min}`);
    if (count > row.count.max)
      anomalies.push(`${row.type} occurs ${count} times; at most ${row.count.max} are expected`);
  }
  return anomalies;
}

/** The base name of a PDR. The serial number makes every attempt a new name: a DAAC ignores a name it has seen. */
export function pdrBase(
  mission: Mission,
  level: string,
  day: DataDay,
  version: string,
  serial: number,
): string {
  return `${mission.originatingSystem}.${level}.${compactDay(day)}.V${version}.${String(serial).padStart(3, '0')}`;
}

/** What the base name of a PDR tells. */
export interface PdrName {
  readonly level: string;
  readonly day: DataDay;
  readonly version: string;
  readonly serial: number;
}

/** Reads a PDR's base name back; undefined for a name that `pdrBase` does not make. */
export function parsePdrBase(mission: Mission, name: string): PdrName | undefined {
  const prefix = `${mission.originatingSystem}.`;
  if (!name.startsWith(prefix)) return undefined;
  const match = /^([^.]+)\.(\d{8})\.V(\d+\.\d+\.\d+)\.(\d{3,})$/.exec(name.slice(prefix.length));
  const [, level, day, version, serial] = match ?? [];
  if (level === undefined || !mission.levels[level] || day === undefined || version === undefined)
    return undefined;
  try {
    return { level, day: dayFromCompact(day), version, serial: Number(serial) };
  } catch {
    return undefined; // An impossible date: a foreign name.
  }
}
