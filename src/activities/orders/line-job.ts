import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lineJob, tmpfreeGb } from '../../adapters/processor/batch/line-job.js';
import { wallTimeMinutes } from '../../adapters/processor/batch/wall-time.js';
import { percentOf } from '../../airborne/plan/progress.js';
import { readPlan, type OrderPlan } from '../../airborne/plan/order-plan.js';
import { readStatus } from '../../airborne/plan/line-status.js';
import { lineLog, lineReport, type LineReport } from '../../airborne/plan/line-report.js';
import { hasCode } from '../../adapters/files/io-error.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { productsOfLine } from '../../domain/scops/names.js';
import { productProgress } from '../../domain/scops/stages.js';
import { upsertProduct } from '../../ledger/order-products.js';
import { recordRun } from '../../ledger/order-runs.js';
import type { StationContext } from '../context.js';
import type { AirborneActivities } from './contract.js';
import { packedPatch } from './packed.js';
import { orderKey, orderPlaces } from './places.js';
import { endedBadly, programEnvironment, runOnce } from './run-once.js';

/** A flight line as one job of SGE, LSF or Slurm: SCOPS's own way. The job goes on where an earlier one of the line ended. */
export function lineJobActivities(context: StationContext): Pick<AirborneActivities, 'runLineJob'> {
  const { ledger } = context;
  return {
    async runLineJob({ order, folder, line }) {
      const plan = await readPlan(folder);
      const places = orderPlaces(context, order);
      const { mission, id: orderId } = orderKey(order);
      const key = { mission, orderId, line, product: line, stage: 'job' };
      const begun = context.now();
      const log = lineLog(plan, line);
      await makeDirectory(dirname(log));
      const done = await runOnce(
        context.jobs,
        {
          directory: join(places.runs, line, 'job'),
          isDone: async () => (await lineReport(plan, line))?.missing.length === 0,
          planned: (runDirectory) => planned(context, plan, line, runDirectory, log),
        },
        {
          started: async (run) => void (await recordRun(ledger, { ...key, run, startedAt: begun })),
          lost: async (run, { code, message: sentence }) => {
            const end = { endedAt: context.now(), outcome: 'failed', code, sentence } as const;
            await recordRun(ledger, { ...key, run, startedAt: begun, ...end });
          },
          progress: () => tellProducts(context, plan, line),
        },
      );
      const report = await lineReport(plan, line);
      await tellProducts(context, plan, line, report);
      if (done) {
        const { number: run, end } = done;
        const endedAt = Date.parse(end.endedAt);
        const outcome = end.exitCode === 0 ? 'done' : 'failed';
        await recordRun(ledger, { ...key, run, startedAt: begun, endedAt, outcome });
        if (!report) throw endedBadly(`the job of ${line}`, end, log);
      }
      return report!;
    },
  };
}

async function planned(
  context: StationContext,
  plan: OrderPlan,
  line: string,
  runDirectory: string,
  log: string,
) {
  const { jobs, output } = context.scops;
  const ordered = plan.order.lines.find(({ name }) => name === line)!;
  const delivered = plan.lines.find(({ name }) => name === line)!;
  // Three folders up from `flightlines/level1b/<file>` is the delivery.
  const delivery = join(delivered.level1, '../../..');
  const sizes = await textOf(join(delivery, 'flightlines/mapped/unzipped_filesize.csv'));
  const job = lineJob({
    project: plan.order.project,
    line,
    order: orderPlaces(context, plan.id).cfg,
    output: plan.folder,
    webOutput: output,
    mainLine: ordered.process,
    bandMaths: ordered.equations.length > 0,
    queue: jobs.queue,
    account: jobs.project,
    wallTime: jobs.wallTime,
    logDirectory: jobs.logDirectory,
    tmpfreeGb: tmpfreeGb(sizes, line),
  });
  return {
    runDirectory,
    program: jobs.process ?? fileURLToPath(new URL('../../../bin/sipstream-line', import.meta.url)),
    ...job,
    environment: programEnvironment(),
    timeLimitMs: wallTimeMinutes(jobs.wallTime) * 60_000,
    stdoutFile: log,
    stderrFile: log,
  };
}

/** Where each product is, as the job says on the shared disk. */
async function tellProducts(
  context: StationContext,
  plan: OrderPlan,
  line: string,
  report?: LineReport,
): Promise<void> {
  const { mission, id: orderId } = orderKey(plan.id);
  const ordered = plan.order.lines.find(({ name }) => name === line)!;
  for (const { name: product, kind } of productsOfLine(ordered)) {
    const key = { mission, orderId, product };
    if (report?.complete.includes(product)) {
      await upsertProduct(context.ledger, key, {
        line,
        kind,
        ...(await packedPatch(plan, product, context.now())),
      });
      continue;
    }
    const status = await readStatus(plan, product);
    if (!status || status.stage === 'complete') continue;
    const percent = percentOf((await textOf(lineLog(plan, product))) ?? '') ?? 0;
    const missing = report?.missing.find((sentence) => sentence.startsWith(`${product}:`));
    await upsertProduct(context.ledger, key, {
      line,
      kind,
      stage: status.stage,
      progress: productProgress(status.stage, status.failed ? 0 : percent),
      ...(status.failed
        ? { state: 'failed', code: 'LINE_FAILED', sentence: missing ?? `${product} failed; see its log.` }
        : { state: 'running' }),
    });
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
