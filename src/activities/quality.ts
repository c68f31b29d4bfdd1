import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Context } from '@temporalio/activity';
import { writeFileAtomic } from '../adapters/files/atomic-write.js';
import { rethrowIo } from '../adapters/files/io-error.js';
import { drawBrowse } from '../adapters/gdal/browse.js';
import { UnreadableProduct } from '../adapters/gdal/inspect.js';
import { OperationsError } from '../domain/failures.js';
import { measureProduct } from '../adapters/gdal/measure.js';
import { judgeLevel, judgeProduct, type ProductFigures, type ProductVerdict } from '../domain/qa.js';
import { parseProductName, productName, type ProductName } from '../domain/product.js';
import type { ProductRow } from '../domain/mission.js';
import { STAGE_SENTENCES } from '../domain/stage-words.js';
import { replaceQa } from '../ledger/qa.js';
import type { LevelTask, ProcessingActivities, QaOutcome } from './contract.js';
import { runPlaces, type StationContext } from './context.js';
import { writeVerdict, browseMetadata } from './metadata.js';
import type { StagingManifest } from './stage.js';
import { recordedStage } from './stage-record.js';

interface Measured {
  readonly name: string;
  readonly product: ProductName;
  readonly figures: ProductFigures;
  readonly verdict: ProductVerdict;
}

/** QA: every product measured and judged, the browse picture drawn, the verdict written into the metadata. */
export function qualityActivities(context: StationContext): Pick<ProcessingActivities, 'assureQuality'> {
  const { mission, ledger } = context;
  return {
    async assureQuality({ task, run }) {
      return recordedStage(
        context,
        task,
        'QA',
        STAGE_SENTENCES.QA(),
        async () => {
          const places = runPlaces(context, task.day, task.level, run);
          const manifest = JSON.parse(await readFile(places.manifest, 'utf8')) as StagingManifest;
          await drawPictures(context, task, places.products).catch((error: unknown) =>
            rethrowIo(error, 'the staging directory'),
          );
          const measured = await measureAll(context, task, places.products);
          const level = judgeLevel(measured.map((entry) => entry.verdict));
          const reasons = measured.flatMap((entry) =>
            entry.verdict.reasons.map((reason) => `${entry.name}: ${reason}`),
          );
          const outcome: QaOutcome = { verdict: level.verdict, explanation: level.explanation, reasons };
          for (const entry of measured) {
            const met = join(places.products, `${entry.name}.met`);
            if (await exists(met)) await writeVerdict(met, entry.verdict, outcome, task, manifest);
          }
          await replaceQa(
            ledger,
            { mission: mission.mission, day: task.day, level: task.level },
            measured.map((entry) => ({
              product: entry.name,
              type: entry.product.row.type,
              verdict: entry.verdict.verdict,
              reasons: entry.verdict.reasons,
              figures: { ...entry.figures },
              run,
              measuredAt: context.now(),
            })),
          );
          return outcome;
        },
        (outcome) => ({ qaVerdict: outcome.verdict, qaExplanation: outcome.explanation }),
      );
    },
  };
}

async function measureAll(context: StationContext, task: LevelTask, directory: string): Promise<Measured[]> {
  const plan = context.mission.levels[task.level]!;
  const activity = Context.current();
  const measured: Measured[] = [];
  for (const name of (await readdir(directory)).sort()) {
    const product = name.endsWith('.met') ? undefined : parseProductName(plan, name);
    if (!product) continue; // Foreign files are an anomaly of the archive stage, which lists all of them.
    const figures = await measureProduct(join(directory, name), product.row, {
      signal: activity.cancellationSignal,
      onProgress: () => activity.heartbeat({ measuring: name }),
    });
    measured.push({ name, product, figures, verdict: judgeProduct(product.row, figures) });
  }
  return measured;
}

/** The products that the station makes itself: browse pictures. A source that is missing is found by the product table. */
async function drawPictures(context: StationContext, task: LevelTask, directory: string): Promise<void> {
  const plan = context.mission.levels[task.level]!;
  for (const row of plan.products) {
    if (!row.madeFrom) continue;
    const source = sourceOf(plan.products, row);
    const from = join(directory, productName(source, task));
    if (!(await exists(from))) continue;
    const name = productName(row, task);
    const drawn = drawBrowse({
      product: from,
      field: row.madeFrom.field,
      ...limitsOf(source, row.madeFrom.field),
      out: join(directory, name),
      title: `${context.mission.instrument} ${row.type} ${task.day}`,
    });
    await drawn.catch((error: unknown) => {
      if (!(error instanceof UnreadableProduct)) throw error;
      throw new OperationsError('QA_FAILED', `${basename(from)} cannot be drawn: ${error.message}`);
    });
    const sourceMet = join(directory, `${productName(source, task)}.met`);
    if (!(await exists(sourceMet))) continue;
    const text = browseMetadata(await readFile(sourceMet, 'latin1'), row, name);
    await writeFileAtomic(join(directory, `${name}.met`), Buffer.from(text, 'latin1'));
  }
}

/** Fill values and valid range of the drawn field, where QA knows them. */
function limitsOf(source: ProductRow, path: string): { fill?: number[]; valid?: [number, number] } {
  const field = source.qa?.fields.find((candidate) => candidate.path === path);
  return field ? { fill: field.fill, valid: field.valid } : {};
}

function sourceOf(rows: readonly ProductRow[], row: ProductRow): ProductRow {
  const source = rows.find((candidate) => candidate.type === row.madeFrom?.type);
  if (!source)
    throw new Error(`${row.type} is made from ${row.madeFrom?.type}, which the level does not make.`);
  return source;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
