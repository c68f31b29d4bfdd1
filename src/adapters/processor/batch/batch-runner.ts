import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { rethrowIo } from '../../files/io-error.js';
import { checkProgram, checkWorkingDirectory } from '../program-check.js';
import { readRecord, writeRecord } from '../run-records.js';
import type { ProcessorRun, ProcessorRunner } from '../runner.js';
import { asking } from './ask.js';
import { readBatchRecord } from './batch-records.js';
import { JobWatch, type JobWatchSettings } from './job-watch.js';
import { jobSystem } from './job-systems.js';
import { logsOf, sendOf, submissionOf, type BatchDefaults } from './plan.js';
import { Queue } from './queue.js';
import { stopJob } from './stop-job.js';
import { ensureSubmitted } from './submit.js';
import { waitForJob } from './wait.js';

/** Settings of a batch runner; the defaults of all times are for operations. */
export interface BatchRunnerOptions extends BatchDefaults {
  /** The compiled supervisor, at the same path on the compute nodes; default: the one of this package. */
  readonly supervisor?: string;
  /** Milliseconds between two looks at the job system, for all runs together; default 10 s. */
  readonly lookMs?: number;
  /** Milliseconds between two looks at the run directory, and two reports of progress; default 2 s. */
  readonly tickMs?: number;
  /** Milliseconds between SIGTERM and SIGKILL; default 10 s. */
  readonly graceMs?: number;
  /** Milliseconds between two signs of life of the supervisor, with which it looks whether it is to stop; default 15 s. */
  readonly beatMs?: number;
  /** Milliseconds for which the end of a job may be unknown, to its records and to the accounting; default 2 min. */
  readonly lostMs?: number;
  /** Milliseconds after which a job system that gives no answer is the operator's; default 10 min. */
  readonly silenceMs?: number;
}

/** Runs processors as jobs of SGE, LSF or Slurm. Run directories are on a disk that the compute nodes share. */
export function batchRunner(defaults: BatchRunnerOptions): ProcessorRunner {
  const settings: JobWatchSettings = {
    lookMs: defaults.lookMs ?? 10_000,
    tickMs: defaults.tickMs ?? 2_000,
    graceMs: defaults.graceMs ?? 10_000,
    beatMs: defaults.beatMs ?? 15_000,
    lostMs: defaults.lostMs ?? 120_000,
    silenceMs: defaults.silenceMs ?? 600_000,
  };
  const queue = new Queue(
    jobSystem(defaults.system),
    asking(defaults.command ?? defaults.system),
    settings.lookMs,
  );
  const find = async (run: ProcessorRun) =>
    (await queue.find(submissionOf(run, defaults).jobName, resolve(run.runDirectory)))?.id;
  const watchOf = (run: ProcessorRun) => new JobWatch(resolve(run.runDirectory), queue, settings);

  return {
    ensureStarted: (run) => ensureStarted(run, defaults, settings, () => find(run)),
    wait: (run, options) =>
      waitForJob(
        run,
        { watch: watchOf(run), queue, settings, logsOf: (id) => logsOf(run, defaults, id) },
        options,
      ),
    stop: (run) => stopJob(watchOf(run), () => find(run), queue, settings),
  };
}

async function ensureStarted(
  run: ProcessorRun,
  options: BatchRunnerOptions,
  settings: JobWatchSettings,
  find: () => Promise<string | undefined>,
): Promise<void> {
  const directory = resolve(run.runDirectory);
  if (await readBatchRecord(directory, 'job')) return;
  if (await readRecord(directory, 'exit')) return;
  if (run.program.startsWith('/')) await checkProgram(run.program);
  await checkWorkingDirectory(run.workingDirectory);
  try {
    await mkdir(directory, { recursive: true });
    const { graceMs, beatMs, tickMs } = settings;
    const token = randomBytes(16).toString('hex');
    await writeRecord(directory, 'run', { ...run, token, graceMs, beatMs });
    const { logDirectory } = submissionOf(run, options);
    await mkdir(logDirectory, { recursive: true });
    await ensureSubmitted({
      directory,
      send: sendOf(run, options, options.supervisor),
      tickMs,
      silenceMs: settings.lostMs,
      find,
    });
  } catch (error) {
    rethrowIo(error, `Sending the job of ${directory}`);
  }
}
