import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { textOf } from '../../adapters/files/text-of.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { lineJob, tmpfreeGb } from '../../adapters/processor/batch/line-job.js';
import { wallTimeMinutes } from '../../adapters/processor/batch/wall-time.js';
import type { ProcessorRun, RunEnd } from '../../adapters/processor/runner.js';
import { lineLog, lineReport, reportFile, type LineReport } from '../../airborne/plan/line-report.js';
import { writeStatus } from '../../airborne/plan/line-status.js';
import { readPlan, type OrderPlan } from '../../airborne/plan/order-plan.js';
import { isPacked } from '../../airborne/plan/requests.js';
import { productsOfLine } from '../../domain/scops/names.js';
import { recordRun } from '../../ledger/order-runs.js';
import type { StationContext } from '../context.js';
import type { JobActivities } from './contract.js';
import { tellEnd, tellProgress } from './job-products.js';
import { orderKey, orderPlaces } from './places.js';
import { endedBadly, programEnvironment, runOnce } from './run-once.js';

/** A flight line as one job of SGE, LSF or Slurm: SCOPS's own way. The job goes on where an earlier one of the line ended. */
export function lineJobActivities(context: StationContext): JobActivities {
  const { ledger } = context;
  return {
    async runLineJob({ order, folder, line, after }) {
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
          after,
        },
        {
          started: async (run) => void (await recordRun(ledger, { ...key, run, startedAt: begun })),
          lost: async (run, { code, message: sentence }) => {
            const end = { endedAt: context.now(), outcome: 'failed', code, sentence } as const;
            await recordRun(ledger, { ...key, run, startedAt: begun, ...end });
          },
          progress: () => tellProgress(context, plan, line),
        },
      );
      const report = (await lineReport(plan, line)) ?? (await reportOf(plan, line, done!.end, log));
      await tellEnd(context, plan, report);
      if (done) {
        const { number: run, end } = done;
        const [startedAt, endedAt] = [Date.parse(end.startedAt), Date.parse(end.endedAt)];
        const outcome = end.exitCode === 0 ? 'done' : 'failed';
        await recordRun(ledger, { ...key, run, startedAt, endedAt, outcome });
      }
      const { complete, missing } = report;
      return { line, complete, missing, run: done?.number ?? after };
    },
  };
}

/** A job that was killed, or a PROCESS_COMMAND of the site's own, leaves no report: what is packed is there. */
async function reportOf(plan: OrderPlan, line: string, end: RunEnd, log: string): Promise<LineReport> {
  const { message } = endedBadly(`the job of ${line}`, end, log);
  const [complete, missing]: [string[], string[]] = [[], []];
  for (const { name } of productsOf(plan, line)) {
    if (await isPacked(plan, name)) complete.push(name);
    else missing.push(`${name}: ${message}`);
  }
  return { line, complete, missing };
}

function productsOf(plan: OrderPlan, line: string) {
  return productsOfLine(plan.order.lines.find(({ name }) => name === line)!);
}

/** A job that is to be sent; what the one before it said of its end is forgotten. */
async function planned(
  context: StationContext,
  plan: OrderPlan,
  line: string,
  runDirectory: string,
  log: string,
): Promise<ProcessorRun> {
  await rm(reportFile(plan, line), { force: true });
  for (const { name } of productsOf(plan, line))
    if (!(await isPacked(plan, name))) await writeStatus(plan, name, { stage: 'waiting', failed: false });

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
