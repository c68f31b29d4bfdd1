import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rethrowIo, freeBytes } from '../adapters/files/io-error.js';
import { atOnce } from '../adapters/files/at-once.js';
import { digestFile } from '../adapters/files/digest.js';
import { linkMany } from '../adapters/files/link-many.js';
import { writeFileAtomic } from '../adapters/files/atomic-write.js';
import { inspectProcessor } from '../adapters/processor/installed.js';
import { OperationsError } from '../domain/failures.js';
import { granuleOfKey } from '../domain/granule.js';
import { processorVersion } from '../domain/processor-version.js';
import { STAGE_SENTENCES } from '../domain/stage-words.js';
import { filesByPath } from '../ledger/files.js';
import { upsertRun } from '../ledger/runs.js';
import { granulesInArchive, type ArchivedGranule } from './archive-search.js';
import { nearestEvents } from './calibration.js';
import type { LevelTask, MainActivities, Waiver } from './contract.js';
import { runPlaces, type StationContext } from './context.js';
import { editionOf, givenBy } from './run-record.js';
import { recordedStage } from './stage-record.js';
import { replaceWaivers, waiverOf } from '../ledger/overrides.js';

/** One staged input: its LUN, and its files by name in the staging directory. */
export interface StagedInput {
  readonly key: string;
  readonly lun: number;
  readonly files: readonly string[];
  readonly met?: string;
  /** All of them by path relative to the archive. */
  readonly archived?: readonly string[];
}

/** The manifest of a staging directory. `without` are the granules that an operator decided to go without. */
export interface StagingManifest {
  readonly inputs: readonly StagedInput[];
  readonly without: readonly string[];
  /** Who decided so, and why, of what is really not there. */
  readonly waivers?: readonly Waiver[];
}

/** Room that a run is given on the staging disk before it starts: less than this is as good as full. */
const MINIMUM_FREE_BYTES = 32 * 1024 * 1024;
const LOOKS_AT_ONCE = 8;

/** Stage: the inputs under the staging directory, and the manifest from which each run's PCF is written. */
export function stageActivities(context: StationContext): Pick<MainActivities, 'stageLevel'> {
  const { mission, ledger, paths } = context;
  return {
    async stageLevel({ task, waived, waivers = [], run }) {
      return recordedStage(
        context,
        task,
        'stage',
        STAGE_SENTENCES.stage(),
        async () => {
          const places = runPlaces(context, task.day, task.level, run);
          const version = processorVersion(task.version);
          const { digest } = await inspectProcessor(paths.home, task.level, version);
          const granules = await selectInputs(context, task);
          const bytes = await verifyAndLink(
            context,
            granules.map((entry) => entry.granule),
            places.inputs,
          );
          const there = new Set(granules.map(({ granule }) => granule.key));
          const missed = waivers.flatMap((waiver) => {
            const absent = waiver.granules.filter((key) => !there.has(key));
            return absent.length > 0 ? [{ ...waiver, granules: absent }] : [];
          });
          const manifest: StagingManifest = {
            inputs: granules.map(({ granule, lun }) => ({
              key: granule.key,
              lun,
              files: granule.files.map((path) => basename(path)),
              ...(granule.met !== undefined && { met: basename(granule.met) }),
              archived: archivedFiles(granule),
            })),
            without: waived.filter((key) => !there.has(key)),
            waivers: missed,
          };
          await writeFileAtomic(places.manifest, JSON.stringify(manifest, undefined, 1)).catch(
            (error: unknown) => rethrowIo(error, 'the staging directory'),
          );
          await upsertRun(
            ledger,
            { mission: mission.mission, day: task.day, level: task.level, run },
            {
              version: task.version,
              digest,
              directory: places.runDirectory,
              state: 'planned',
              edition: await editionOf(context, task),
              ...givenBy(manifest),
            },
          );
          await replaceWaivers(
            ledger,
            { mission: mission.mission, day: task.day, level: task.level },
            missed.flatMap((waiver) => waiverOf(waiver, waiver.granules) ?? []),
          );
          return { inputs: granules.length, bytes, digest };
        },
        ({ digest }) => ({ processorDigest: digest, processorVersion: task.version }),
      );
    },
  };
}

/** Every granule of the plan that the archive has, and the calibration events nearest to the day. */
async function selectInputs(
  context: StationContext,
  task: LevelTask,
): Promise<{ granule: ArchivedGranule; lun: number }[]> {
  const { mission, paths } = context;
  const selected: { granule: ArchivedGranule; lun: number }[] = [];
  const lunOf = new Map(mission.levels[task.level]!.inputs.map((rule) => [rule.type, rule.lun]));
  const lists = new Map<string, Map<string, ArchivedGranule>>();
  for (const rule of task.inputs.rules) {
    for (const key of rule.granules) {
      const { type, day } = granuleOfKey(key);
      const list =
        lists.get(`${type}/${day}`) ?? (await granulesInArchive(paths.archive, mission, type, day));
      lists.set(`${type}/${day}`, list);
      const granule = list.get(key);
      if (granule) selected.push({ granule, lun: lunOf.get(type)! });
    }
  }
  for (const rule of mission.levels[task.level]!.inputs) {
    if (!rule.nearest) continue;
    for (const granule of await nearestEvents(context, rule, task.day))
      selected.push({ granule, lun: rule.lun });
  }
  return selected;
}

/** Links every file, after a look whether it still is what was archived. Returns their bytes. */
async function verifyAndLink(
  context: StationContext,
  granules: readonly ArchivedGranule[],
  directory: string,
): Promise<number> {
  const { paths, ledger, mission } = context;
  const wanted = granules.flatMap(archivedFiles);
  const recorded = new Map(
    (await filesByPath(ledger, mission.mission, wanted)).map((row) => [row.archivePath, row]),
  );
  const names = new Set(wanted.map((path) => basename(path)));
  let bytes = 0;
  try {
    await atOnce(wanted, LOOKS_AT_ONCE, async (path) => {
      const from = join(paths.archive, path);
      const found = await stat(from).catch(() => undefined);
      if (!found) {
        throw new OperationsError(
          'INPUT_VANISHED',
          `${path} was in the archive when the day was assessed, and is gone.`,
          [path],
        );
      }
      const row = recorded.get(path);
      if (
        row &&
        (found.size !== row.size || (found.mtimeMs > row.archivedAt && (await changed(from, row.md5))))
      ) {
        throw new OperationsError(
          'INPUT_CHANGED',
          `${path} is not what was archived: its size or checksum differs from the record.`,
          [path],
        );
      }
      bytes += found.size;
    });
    await linkMany(
      wanted.map((path) => ({ from: join(paths.archive, path), to: join(directory, basename(path)) })),
      { sourcesAreFlushed: true },
    );
    for (const name of await readdir(directory).catch(() => [])) {
      if (!names.has(name)) await rm(join(directory, name), { recursive: true, force: true });
    }
    const free = await freeBytes(paths.staging);
    if (free < MINIMUM_FREE_BYTES) {
      throw new OperationsError(
        'DISK_FULL',
        `The disk of ${paths.staging} has ${free} bytes left; a run needs room for its products.`,
      );
    }
  } catch (error) {
    rethrowIo(error, 'the staging directory');
  }
  return bytes;
}

function archivedFiles(granule: ArchivedGranule): string[] {
  return [...granule.files, ...(granule.met ? [granule.met] : [])];
}

async function changed(path: string, md5: string): Promise<boolean> {
  return (await digestFile(path, { algorithms: ['md5'] })).md5 !== md5;
}
