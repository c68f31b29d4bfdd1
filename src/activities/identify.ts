import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { digestFile } from '../adapters/files/digest.js';
import { rethrowIo } from '../adapters/files/io-error.js';
import { linkMany } from '../adapters/files/link-many.js';
import { TargetExistsError } from '../adapters/files/move.js';
import { safeStat } from '../adapters/files/safe-open.js';
import { archivePath } from '../domain/archive-layout.js';
import { OperationsError } from '../domain/failures.js';
import { archiveName, granuleKey, granuleOfKey, type Granule } from '../domain/granule.js';
import { granulesOfDay } from '../domain/readiness.js';
import { parseConstructionRecord, recordFigures } from '../formats/edos.js';
import { FormatError } from '../formats/format-error.js';
import { fileByOriginalName } from '../ledger/files.js';
import type { FileRow } from '../ledger/schema.js';
import { forgetStray } from '../ledger/strays.js';
import { granulesInArchive } from './archive-search.js';
import type { OperationsActivities } from './contract.js';
import type { StationContext } from './context.js';
import { recordArchived } from './filenames.js';
import { overflowPath } from './receive.js';
import { wakeLevels } from './wake.js';

/** Identify: an operator knows what an unmatched file is, and it goes into the archive as that granule. */
export function identifyActivities(context: StationContext): Pick<OperationsActivities, 'identifyFile'> {
  const { mission, ledger, paths } = context;
  return {
    async identifyFile({ file, granule: key, part }) {
      const granule = granuleOfKey(key);
      checkGranule(context, granule, part);
      const from = await whereItLies(context, file);
      const known = await fileByOriginalName(ledger, mission.mission, file);
      if (from === undefined && known) return done(file, known);
      if (from === undefined)
        refuse(`${file} lies neither in overflow/unmatched nor in overflow/incomplete.`);
      const row = await rowOf(context, file, from, granule, part);
      try {
        await linkMany([{ from, to: join(paths.archive, row.archivePath) }]);
      } catch (error) {
        if (error instanceof TargetExistsError)
          refuse(`${row.archivePath} is in the archive already, with other content; nothing is overwritten.`);
        rethrowIo(error, 'the archive');
      }
      await recordArchived(context, [row]);
      await forgetStray(ledger, mission.mission, file);
      await rm(from, { force: true });
      const there = await granulesInArchive(paths.archive, mission, granule.type, granule.day);
      if (there.has(key)) await wakeLevels(context, [key]);
      return done(file, row);
    },
  };
}

function done(file: string, row: FileRow): string {
  return `${file} is archived as ${row.archivePath}.`;
}

function refuse(sentence: string): never {
  throw new OperationsError('REFUSED', sentence);
}

/** The granule must be one that this mission awaits, and the part one that its type has. */
function checkGranule({ mission }: StationContext, granule: Granule, part: string | undefined): void {
  const input = mission.inputs[granule.type];
  if (!input)
    refuse(`No input is called ${granule.type}; there are ${Object.keys(mission.inputs).join(', ')}.`);
  const keys = granulesOfDay(mission, granule.type, granule.day).map(granuleKey);
  if (!keys.includes(granuleKey(granule)))
    refuse(`${granule.day} has no ${granuleKey(granule)}; it has ${keys.join(', ')}.`);
  if (input.edos && part === undefined)
    refuse(
      `A ${granule.type} is two files: say with part 00 (construction record) or 01 (packets) which this is.`,
    );
  if (!input.edos && part !== undefined) refuse(`A ${granule.type} is one file: it has no parts.`);
}

async function whereItLies(context: StationContext, file: string): Promise<string | undefined> {
  for (const place of ['unmatched', 'incomplete'] as const) {
    const path = overflowPath(context, place, file);
    if (basename(path) === file && (await safeStat(path)).kind === 'file') return path;
  }
  return undefined;
}

async function rowOf(
  context: StationContext,
  file: string,
  path: string,
  granule: Granule,
  part: string | undefined,
): Promise<FileRow> {
  const { mission } = context;
  const input = mission.inputs[granule.type]!;
  const { size, md5 } = await digestFile(path, { algorithms: ['md5'] });
  if (part !== '00' && (size < input.size.min || size > input.size.max))
    refuse(`${file} has ${size} bytes; a ${granule.type} has ${input.size.min} to ${input.size.max}.`);
  const found = await safeStat(path);
  // The name tells no time of production; when the file was written is the best that is known.
  const written = found.kind === 'file' ? found.mtimeMs : context.now();
  const made = new Date(written).toISOString().replace(/\D/g, '').slice(0, 14);
  const name = archiveName({ granule, made, ...(part !== undefined && { part }) });
  return {
    mission: mission.mission,
    archivePath: archivePath(input.archive, granule.day, name),
    originalName: file,
    archiveName: name,
    type: granule.type,
    day: granule.day,
    ...(granule.slot !== undefined && { slot: granule.slot }),
    ...(part !== undefined && { part }),
    made,
    size,
    md5: md5!,
    kind: 'input',
    archivedAt: context.now(),
    ...(part === '00' && { figures: await figuresOf(path, file) }),
  };
}

async function figuresOf(path: string, file: string): Promise<Record<string, number>> {
  try {
    return { ...recordFigures(parseConstructionRecord(await readFile(path))) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    refuse(`${file} is no construction record: ${error.problem}.`);
  }
}
