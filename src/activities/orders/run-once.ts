import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { readRecord } from '../../adapters/processor/run-records.js';
import type { ProcessorRun, ProcessorRunner, RunEnd, RunProgress } from '../../adapters/processor/runner.js';
import { OperationsError } from '../../domain/failures.js';
import { percentOf } from '../../airborne/plan/progress.js';

/** What is told while something runs. */
export interface RunWatch {
  /** The number of the run, from 1. */
  started(run: number): Promise<void>;
  progress(progress: RunProgress): Promise<void>;
}

/**
 * Runs something that outlives this worker: a run that an earlier attempt started is found and waited for, and only after
 * one that has ended is there another. `directory` holds the records of its runs, a folder each: `1`, `2` … A cancelled
 * activity ends the run. Throws what the runner throws.
 *
 * @param after - the last run whose end was taken note of: one that came after it is not followed by another though it has
 * ended, its end is answered. Without it, whether there is anything left to do is to be seen by the output.
 */
export async function runOnce(
  runner: ProcessorRunner,
  directory: string,
  planned: (runDirectory: string) => Promise<ProcessorRun>,
  watch: RunWatch,
  after?: number,
): Promise<{ readonly run: ProcessorRun; readonly number: number; readonly end: RunEnd }> {
  await makeDirectory(directory);
  let number = await nextRun(directory, after);
  for (let lost = false; ; lost = true) {
    const runDirectory = join(directory, String(number));
    await makeDirectory(runDirectory);
    const run = (await readRecord(runDirectory, 'run')) ?? (await planned(runDirectory));
    await watch.started(number);
    try {
      await runner.ensureStarted(run);
      const end = await attended(runner, run, watch);
      if (end.stopped)
        throw new OperationsError('PROCESSOR_LOST', `${directory} was stopped together with the station.`);
      return { run, number, end };
    } catch (error) {
      // What watched over it is gone and so is the program; a second time in a row it is told.
      if (lost || !(error instanceof OperationsError) || error.code !== 'PROCESSOR_LOST') throw error;
      number += 1;
    }
  }
}

/** The run that is going on, or the number of the one to come. */
async function nextRun(directory: string, after = Infinity): Promise<number> {
  const numbers = (await readdir(directory)).map(Number).filter(Number.isInteger);
  const last = Math.max(0, ...numbers);
  if (last === 0) return 1;
  const exit = await readRecord(join(directory, String(last)), 'exit');
  return exit && (exit.stopped || last <= after) ? last + 1 : last;
}

async function attended(runner: ProcessorRunner, run: ProcessorRun, watch: RunWatch): Promise<RunEnd> {
  const activity = Context.current();
  // One report after the other: the ledger hears of them in their order.
  let telling = Promise.resolve();
  try {
    return await runner.wait(run, {
      signal: activity.cancellationSignal,
      onProgress: (progress) => {
        activity.heartbeat({ percent: percentOf(progress.logTail), elapsedMs: progress.elapsedMs });
        telling = telling.then(() => watch.progress(progress));
        telling.catch(() => undefined);
      },
    });
  } catch (error) {
    const { reason } = activity.cancellationSignal as { reason: unknown };
    if (reason instanceof CancelledFailure && activity.cancellationDetails?.cancelRequested)
      await runner.stop(run);
    throw error;
  } finally {
    await telling;
  }
}

/** The failure of a program that ended with nothing to say for itself. */
export function endedBadly(title: string, end: RunEnd, log: string): OperationsError {
  const how = end.timedOut
    ? 'was ended at its time limit'
    : end.signal
      ? `was ended by ${end.signal}`
      : `ended with exit status ${String(end.exitCode)}`;
  return new OperationsError('LINE_FAILED', `${title} ${how}; see ${log}.`);
}

/** The little that a program of the chain needs of the worker's environment. */
export function programEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'PROJ_DATA', 'PROJ_LIB', 'GDAL_DATA', 'LD_LIBRARY_PATH'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const])),
  );
}
