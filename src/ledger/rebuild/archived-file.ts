import { parseArchiveName } from '../../domain/granule.js';
import type { Mission } from '../../domain/mission.js';
import { parseProductName } from '../../domain/product.js';
import type { FilenamesEntry } from '../../formats/filenames-table.js';
import type { FileRow } from '../schema.js';

/**
 * The row of an archived file, from its line of filenames.tbl and the mission's names. What only others know, the
 * receipt that brought it and the run that made it, is not in it. Undefined for a name that the mission does not make.
 */
export function archivedFile(mission: Mission, entry: FilenamesEntry): FileRow | undefined {
  const [algorithm, md5] = entry.checksum.split(':');
  if (algorithm !== 'md5' || md5 === undefined) return undefined;
  const archiveName = entry.newName.slice(entry.newName.lastIndexOf('/') + 1);
  const branch = entry.newName.slice(0, entry.newName.indexOf('/'));
  const named = mission.levels[branch]
    ? productRow(mission, branch, archiveName)
    : inputRow(mission, archiveName);
  return (
    named && {
      mission: mission.mission,
      archivePath: entry.newName,
      originalName: entry.oldName,
      archiveName,
      ...named,
      size: entry.size,
      md5,
      archivedAt: Date.parse(entry.archivedAt),
    }
  );
}

type Named = Pick<
  FileRow,
  'type' | 'day' | 'slot' | 'event' | 'part' | 'made' | 'kind' | 'level' | 'edition'
>;

function inputRow(mission: Mission, name: string): Named | undefined {
  const file = parseArchiveName(name);
  if (!file || !mission.inputs[file.granule.type]) return undefined;
  const { type, day, slot, event } = file.granule;
  return {
    ...{ type, day, made: file.made, kind: 'input' },
    ...(slot !== undefined && { slot }),
    ...(event !== undefined && { event }),
    ...(file.part !== undefined && { part: file.part }),
  };
}

function productRow(mission: Mission, level: string, name: string): Named | undefined {
  const isMet = name.endsWith('.met');
  const product = parseProductName(mission.levels[level]!, isMet ? name.slice(0, -4) : name);
  if (!product) return undefined;
  return {
    ...{ type: product.row.type, day: product.day, kind: 'product', level, edition: product.edition },
    ...(product.event !== undefined && { event: product.event }),
    ...(isMet && { part: 'met' }),
  };
}

/** The processor's version that a product's name carries; undefined for an input. */
export function versionOf(
  mission: Mission,
  file: Pick<FileRow, 'level' | 'archiveName'>,
): string | undefined {
  const plan = file.level === undefined ? undefined : mission.levels[file.level];
  return plan && parseProductName(plan, file.archiveName.replace(/\.met$/, ''))?.version;
}
