import { open, readFile, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { digestFile } from '../adapters/files/digest.js';
import { rethrowIo } from '../adapters/files/io-error.js';
import { linkMany } from '../adapters/files/link-many.js';
import { TargetExistsError } from '../adapters/files/move.js';
import { safeStat } from '../adapters/files/safe-open.js';
import { archivePath } from '../domain/archive-layout.js';
import { dayOf } from '../domain/data-day.js';
import { OperationsError } from '../domain/failures.js';
import { archiveName, granuleKey, type Granule } from '../domain/granule.js';
import { firstPacketTime } from '../formats/ccsds.js';
import { parseConstructionRecord, recordFigures } from '../formats/edos.js';
import { FormatError } from '../formats/format-error.js';
import { identifyInput, type InputName } from '../formats/input-name.js';
import type { DnGranule } from '../formats/dn.js';
import { fileByOriginalName } from '../ledger/files.js';
import { arrivalsOf, setArrivalStates } from '../ledger/receipts.js';
import type { FileRow } from '../ledger/schema.js';
import { granulesInArchive } from './archive-search.js';
import type { MainActivities, ReceiptTask } from './contract.js';
import type { StationContext } from './context.js';
import { recordArchived } from './filenames.js';
import { overflowPath, removeIncomplete, setAside } from './receive.js';
import { tellRefused } from './refused.js';
import { wakeLevels } from './wake.js';

/** A file that is about to be archived, with what was read out of it. */
interface Incoming {
  readonly name: string;
  readonly row: FileRow;
  readonly path: string;
}

/** Archive Level 0: complete files from overflow into the archive, under the archive's own names. */
export function archiveInputActivities(context: StationContext): Pick<MainActivities, 'archiveInputs'> {
  const { mission, ledger } = context;
  return {
    async archiveInputs({ task, names }) {
      const receipt = { mission: mission.mission, key: task.key };
      const wanted = new Set(names);
      const incoming: Incoming[] = [];
      const refused: { name: string; reason: string }[] = [];
      const archived: FileRow[] = [];
      const refusedBefore = await refusedFiles(context, receipt);
      for (const granule of task.notice.granules) {
        const time = await timeOfGranule(context, granule);
        for (const file of granule.files.filter(({ name }) => wanted.has(name))) {
          const known = await fileByOriginalName(ledger, mission.mission, file.name);
          const path = overflowPath(context, 'complete', file.name);
          if (known) archived.push(known);
          else if (!refusedBefore.has(file.name)) {
            const read = await describe(context, task, file.name, path, time);
            if ('reason' in read) refused.push({ name: file.name, reason: read.reason });
            else incoming.push({ name: file.name, path, row: read });
          }
        }
      }
      await put(context, incoming).catch((error: unknown) => rethrowIo(error, 'the archive'));
      const rows = [...archived, ...incoming.map(({ row }) => row)];
      for (const row of rows) {
        await rm(overflowPath(context, 'complete', row.originalName), { force: true });
      }
      await removeIncomplete(
        context,
        rows.map(({ originalName }) => originalName),
      );
      await setArrivalStates(
        ledger,
        receipt,
        [
          ...rows.map((row) => ({ name: row.originalName, state: 'archived' as const, seenSize: row.size })),
          ...refused.map(({ name, reason }) => ({ name, state: 'refused' as const, reason })),
        ],
        context.now(),
      );
      await tellRefused(context, task.key, refused);
      for (const { name } of refused)
        await setAside(context, overflowPath(context, 'complete', name), 'unmatched', name);
      const keys = await completeGranules(context, rows);
      await wakeLevels(context, keys);
      return keys;
    },
  };
}

/** Files that an earlier attempt refused and set aside; one that was pushed again since then is looked at again. */
async function refusedFiles(
  context: StationContext,
  receipt: { mission: string; key: string },
): Promise<Set<string>> {
  const names = new Set<string>();
  for (const { name, state } of await arrivalsOf(context.ledger, receipt)) {
    if (state !== 'refused') continue;
    const here = await safeStat(overflowPath(context, 'complete', name));
    if (here.kind === 'absent') names.add(name);
  }
  return names;
}

/** Links into the archive, then one line and one row per file. */
async function put(context: StationContext, incoming: readonly Incoming[]): Promise<void> {
  const wishes = incoming.map(({ path, row }) => ({
    from: path,
    to: join(context.paths.archive, row.archivePath),
  }));
  try {
    // What lies in overflow was flushed when it was moved there.
    await linkMany(wishes, { sourcesAreFlushed: true });
  } catch (error) {
    if (!(error instanceof TargetExistsError)) throw error;
    throw new OperationsError(
      'ARCHIVE_ANOMALY',
      `${basename(error.source)} would overwrite ${relative(context.paths.archive, error.target)}, which has other content.`,
      [basename(error.source)],
    );
  }
  await recordArchived(
    context,
    incoming.map(({ row }) => row),
  );
}

type DataTime = Pick<Granule, 'day' | 'slot'>;

/** EDOS names carry no time of the data: it is read from the construction record, or from the first packet. */
async function timeOfGranule(context: StationContext, granule: DnGranule): Promise<DataTime | undefined> {
  for (const { name } of granule.files) {
    const identity = identifyInput(context.mission, name);
    if (!identity || identity.part === 'met') continue;
    if (identity.day)
      return { day: identity.day, ...(identity.slot !== undefined && { slot: identity.slot }) };
    const known = await fileByOriginalName(context.ledger, context.mission.mission, name);
    if (known) return { day: known.day, ...(known.slot !== undefined && { slot: known.slot }) };
    const path = overflowPath(context, 'complete', name);
    if ((await safeStat(path)).kind !== 'file') continue;
    const time = await timeOfPds(path, identity).catch((error: unknown) => {
      if (error instanceof FormatError) return undefined; // Said of the file itself, when it is described.
      throw error;
    });
    if (time !== undefined) return time;
  }
  return undefined;
}

const PACKET_HEADER_BYTES = 64;

async function timeOfPds(path: string, identity: InputName): Promise<DataTime> {
  const iso =
    identity.part === '00'
      ? parseConstructionRecord(await readFile(path)).firstPacket
      : firstPacketTime(await head(path, PACKET_HEADER_BYTES));
  const ms = Date.parse(iso);
  const hour = new Date(ms).getUTCHours();
  return { day: dayOf(ms), slot: `${String(hour - (hour % 2)).padStart(2, '0')}00` };
}

async function head(path: string, bytes: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function describe(
  context: StationContext,
  task: ReceiptTask,
  name: string,
  path: string,
  time: DataTime | undefined,
): Promise<FileRow | { reason: string }> {
  const { mission } = context;
  const identity = identifyInput(mission, name);
  if (!identity) return { reason: 'its name matches no file that this mission expects' };
  if (!time) return { reason: 'no time of data can be read from it or from the other files of its granule' };
  const input = mission.inputs[identity.type]!;
  const { size, md5 } = await digestFile(path, { algorithms: ['md5'] });
  const isData = identity.part !== 'met' && identity.part !== '00';
  if (isData && (size < input.size.min || size > input.size.max)) {
    return { reason: `it has ${size} bytes; a ${identity.type} has ${input.size.min} to ${input.size.max}` };
  }
  const figures: { figures?: Record<string, number>; reason?: string } =
    identity.part === '00' ? await figuresOf(path) : {};
  if (figures.reason !== undefined) return { reason: figures.reason };
  const granule: Granule = {
    type: identity.type,
    day: time.day,
    ...(input.every === '2h' && time.slot !== undefined && { slot: time.slot }),
  };
  const newName = archiveName({
    granule,
    made: identity.made,
    ...(identity.part !== undefined && { part: identity.part }),
  });
  return {
    mission: mission.mission,
    archivePath: archivePath(input.archive, granule.day, newName),
    originalName: name,
    archiveName: newName,
    type: identity.type,
    day: granule.day,
    ...(granule.slot !== undefined && { slot: granule.slot }),
    ...(identity.part !== undefined && { part: identity.part }),
    made: identity.made,
    size,
    md5: md5!,
    kind: 'input',
    archivedAt: context.now(),
    receiptKey: task.key,
    ...(figures.figures && { figures: figures.figures }),
  };
}

/** What EDOS itself says of the quality of a data set: kept for QA. */
async function figuresOf(path: string): Promise<{ figures: Record<string, number> } | { reason: string }> {
  try {
    return { figures: { ...recordFigures(parseConstructionRecord(await readFile(path))) } };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { reason: `its construction record cannot be read: ${error.problem}` };
  }
}

/** The granules of these files that the archive now has complete. */
async function completeGranules(context: StationContext, rows: readonly FileRow[]): Promise<string[]> {
  const keys = new Set(
    rows.map((row) =>
      granuleKey({ type: row.type, day: row.day, ...(row.slot !== undefined && { slot: row.slot }) }),
    ),
  );
  const lists = new Map(rows.map((row) => [`${row.type}/${row.day}`, row]));
  const there = new Set<string>();
  for (const { type, day } of lists.values()) {
    for (const key of (await granulesInArchive(context.paths.archive, context.mission, type, day)).keys())
      there.add(key);
  }
  return [...keys].filter((key) => there.has(key));
}
