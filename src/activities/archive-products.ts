import { readdir, rename, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { atOnce } from '../adapters/files/at-once.js';
import { digestFile } from '../adapters/files/digest.js';
import { rethrowIo } from '../adapters/files/io-error.js';
import { linkMany } from '../adapters/files/link-many.js';
import { removeTree, TargetExistsError } from '../adapters/files/move.js';
import { archivePath } from '../domain/archive-layout.js';
import { OperationsError } from '../domain/failures.js';
import { granuleKey } from '../domain/granule.js';
import { parseProductName, productAnomalies, type FoundFile, type ProductName } from '../domain/product.js';
import { STAGE_SENTENCES } from '../domain/stage-words.js';
import { supersedeEarlier } from '../ledger/files.js';
import type { FileRow } from '../ledger/schema.js';
import type { LevelTask, MainActivities, ProductGranule } from './contract.js';
import { runPlaces, stagingDirectory, type StationContext } from './context.js';
import { recordArchived } from './filenames.js';
import { offerRerun } from './late-inputs.js';
import { writeProvenance } from './provenance.js';
import { recordedStage } from './stage-record.js';
import { wakeLevels } from './wake.js';

/** Archive: all products of a run or none, then the staging directory goes. */
export function archiveActivities(context: StationContext): Pick<MainActivities, 'archiveProducts'> {
  return {
    async archiveProducts({ task, run, verdict }) {
      const delivered = await recordedStage(
        context,
        task,
        'archive',
        STAGE_SENTENCES.archive(),
        async () => {
          const key = { mission: task.mission, day: task.day, level: task.level };
          const { products } = runPlaces(context, task.day, task.level, run);
          const granules = await archiveAll(context, task, run, products).catch((error: unknown) =>
            rethrowIo(error, 'the archive'),
          );
          await supersedeEarlier(context.ledger, key, task.edition ?? 1, context.now());
          await wakeLevels(
            context,
            granules.map((granule) => granuleKey(granule.granule)),
          );
          await offerRerun(context, key);
          await removeStaging(context, task);
          return granules.filter(({ isDelivered }) => isDelivered).map(({ product }) => product);
        },
        () => ({ qaVerdict: verdict.verdict, qaExplanation: verdict.explanation }),
      );
      // The products are archived whatever becomes of this: another attempt finds them, and writes it.
      await writeProvenance(context, task.day);
      return delivered;
    },
  };
}

const DIGESTS_AT_ONCE = 4;

/**
 * The staging directory of the level, and that of the day with the last of its levels. It goes by its name first: were a
 * worker killed while it removes the files one by one, the next attempt would take what is left for all products.
 */
async function removeStaging(context: StationContext, task: LevelTask): Promise<void> {
  const staging = stagingDirectory(context, task.day, task.level);
  const going = join(dirname(staging), `.${task.level}.archived`);
  await removeTree(going);
  await rename(staging, going).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error; // An earlier attempt was killed after it.
  });
  await removeTree(going);
  await rmdir(dirname(staging)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}

interface ArchivedProduct {
  readonly granule: { type: string; day: LevelTask['day']; event?: string };
  readonly product: ProductGranule;
  /** False for what the mission's product table keeps in the archive. */
  readonly isDelivered: boolean;
}

async function archiveAll(
  context: StationContext,
  task: LevelTask,
  run: number,
  directory: string,
): Promise<ArchivedProduct[]> {
  const plan = context.mission.levels[task.level]!;
  const found = await foundFiles(directory);
  if (found === undefined) return alreadyArchived(context, task);
  const anomalies = productAnomalies(plan, task, found);
  if (anomalies.length > 0) {
    throw new OperationsError(
      'ARCHIVE_ANOMALY',
      `${task.day} ${task.level}: ${anomalies.length === 1 ? '1 anomaly' : `${anomalies.length} anomalies`} among the products.`,
      anomalies,
    );
  }
  const ordered = [...found].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = await atOnce(ordered, DIGESTS_AT_ONCE, ({ name }) =>
    rowOf(context, task, run, join(directory, name), name),
  );
  // Metadata first: a product counts as archived when both its files are there.
  for (const isFirst of [true, false]) {
    const part = rows.filter((row) => row.archiveName.endsWith('.met') === isFirst);
    await link(context, directory, part);
  }
  await recordArchived(context, rows);
  return asProducts(
    plan,
    rows.map((row) => row.archivePath),
  );
}

/** The staging directory is gone when an earlier attempt had finished: then the archive itself tells what was archived. */
async function alreadyArchived(context: StationContext, task: LevelTask): Promise<ArchivedProduct[]> {
  const plan = context.mission.levels[task.level]!;
  const directory = archivePath(task.level, task.day, '').replace(/\/$/, '');
  const names = await readdir(join(context.paths.archive, directory)).catch(() => [] as string[]);
  const own = names.filter((name) => {
    const product = parseProductName(plan, name.replace(/\.met$/, ''));
    return (
      product?.day === task.day && product.version === task.version && product.edition === (task.edition ?? 1)
    );
  });
  const anomalies =
    own.length === 0 ? ['the staging directory is gone, and nothing of this run is in the archive'] : [];
  if (anomalies.length > 0)
    throw new OperationsError(
      'ARCHIVE_ANOMALY',
      `${task.day} ${task.level}: the run has left nothing.`,
      anomalies,
    );
  return asProducts(
    plan,
    own.sort().map((name) => `${directory}/${name}`),
  );
}

async function foundFiles(directory: string): Promise<FoundFile[] | undefined> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!names) return undefined;
  return Promise.all(
    names
      .filter((name) => !(name.startsWith('.') && name.endsWith('.part')))
      .sort()
      .map(async (name) => ({ name, size: (await stat(join(directory, name))).size })),
  );
}

async function rowOf(
  context: StationContext,
  task: LevelTask,
  run: number,
  path: string,
  name: string,
): Promise<FileRow> {
  const plan = context.mission.levels[task.level]!;
  const met = name.endsWith('.met');
  const product = parseProductName(plan, met ? name.slice(0, -4) : name) as ProductName;
  const { size, md5 } = await digestFile(path, { algorithms: ['md5'] });
  return {
    mission: context.mission.mission,
    archivePath: archivePath(task.level, task.day, name),
    originalName: name,
    archiveName: name,
    type: product.row.type,
    day: task.day,
    ...(product.event !== undefined && { event: product.event }),
    ...(met && { part: 'met' }),
    size,
    md5: md5!,
    kind: 'product',
    level: task.level,
    edition: product.edition,
    archivedAt: context.now(),
    run,
  };
}

async function link(context: StationContext, directory: string, rows: readonly FileRow[]): Promise<void> {
  const wishes = rows.map((row) => ({
    from: join(directory, row.archiveName),
    to: join(context.paths.archive, row.archivePath),
  }));
  try {
    await linkMany(wishes);
  } catch (error) {
    if (!(error instanceof TargetExistsError)) throw error;
    const path = relative(context.paths.archive, error.target);
    throw new OperationsError(
      'ARCHIVE_ANOMALY',
      `${path} is in the archive already, with other content; nothing is overwritten.`,
      [path],
    );
  }
}

function asProducts(
  plan: Parameters<typeof parseProductName>[0],
  paths: readonly string[],
): ArchivedProduct[] {
  return paths
    .filter((path) => !path.endsWith('.met'))
    .sort()
    .map((path) => {
      const product = parseProductName(plan, path.slice(path.lastIndexOf('/') + 1)) as ProductName;
      const { type, fileType, deliver } = product.row;
      return {
        granule: { type, day: product.day, ...(product.event !== undefined && { event: product.event }) },
        product: { type, fileType, files: [path, `${path}.met`] },
        isDelivered: deliver,
      };
    });
}
