import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Context } from '@temporalio/activity';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { readRecord } from '../../adapters/processor/run-records.js';
import type { ProcessorRun, ProcessorRunner, RunEnd, RunProgress } from '../../adapters/processor/runner.js';
import { OperationsError } from '../../domain/failures.js';
import { lastPercent } from '../../airborne/progress.js';

/** What is told while something runs. */
export interface RunWatch {
  /** The number of the run, from 1. */
  started(run: number): Promise<void>;
  /** A run whose end cannot be known; another follows it. */
  lost(run: number, failure: OperationsError): Promise<void>;
  progress(progress: RunProgress): Promise<void>;
}

/** Something that is run, over and over if need be, until it is done. */
export interface Work {
  /** Holds the records of its runs, a folder each: `1`, `2` … */
  readonly directory: string;
  /** Whether what it is to make is there. */
  isDone(): Promise<boolean>;
  planned(runDirectory: string): Promise<ProcessorRun>;
  /** The last run whose end was taken note of: the end of one that came after it is answered, also where it did not do it. */
  readonly after?: number;
}

/** The run that did it. */
export interface DoneRun {
  readonly run: ProcessorRun;
  readonly number: number;
  readonly end: RunEnd;
}

/**
 * Runs something that outlives this worker: a run that an earlier attempt started is found and waited for, also when it has
 * ended meanwhile, and only after one that did not do it is there another. Undefined when it is done and nobody knows the
 * end of the run that did it, or that run ended badly afterwards. A cancelled activity ends the run. Throws what the runner
 * throws, and UNEXPECTED when somebody stopped the run.
 */
export async function runOnce(
  runner: ProcessorRunner,
  { directory, isDone, planned, after = Infinity }: Work,
  watch: RunWatch,
): Promise<DoneRun | undefined> {
  await makeDirectory(directory);
  const last = await lastRun(directory);
  let { number } = last;
  const isAnswer = await isDone();
  if (isAnswer && number === 0) return undefined;
  const isSpent = last.exit !== undefined && (last.exit.stopped || number <= after);
  if (!isAnswer && (number === 0 || isSpent)) number += 1;
  for (let lost = false; ; lost = true) {
    const runDirectory = join(directory, String(number));
    await makeDirectory(runDirectory);
    const run = (await readRecord(runDirectory, 'run')) ?? (await planned(runDirectory));
    await watch.started(number);
    try {
      await runner.ensureStarted(run);
      const end = await attended(runner, run, watch);
      // It broke down when its work was done: its record stays as it is, however often it is asked.
      if ((end.stopped || end.exitCode !== 0) && (await isDone())) return undefined;
      // Not begun again here: whoever stopped it may have ended its line for good, and only the engine knows.
      if (end.stopped)
        throw new OperationsError('UNEXPECTED', `${basename(directory)} was stopped from outside.`, [
          directory,
        ]);
      return { run, number, end };
    } catch (error) {
      // What watched over it is gone and so is the program; a second time in a row it is told.
      if (!(error instanceof OperationsError) || error.code !== 'PROCESSOR_LOST') throw error;
      if (await isDone()) return undefined;
      if (lost) throw error;
      await watch.lost(number, error);
      number += 1;
    }
  }
}

async function lastRun(
  directory: string,
): Promise<{ readonly number: number; readonly exit?: RunEnd | undefined }> {
  const numbers = (await readdir(directory)).map(Number).filter(Number.isInteger);
  const number = Math.max(0, ...numbers);
  return { number, exit: await readRecord(join(directory, String(number)), 'exit') };
}

async function attended(runner: ProcessorRunner, run: ProcessorRun, watch: RunWatch): Promise<RunEnd> {
  const activity = Context.current();
  // One report after the other: the ledger hears of them in their order.
  let telling = Promise.resolve();
  try {
    return await runner.wait(run, {
      signal: activity.cancellationSignal,
      onProgress: (progress) => {
        activity.heartbeat({ percent: lastPercent(progress.logTail), elapsedMs: progress.elapsedMs });
        telling = telling.then(() => watch.progress(progress));
        telling.catch(() => undefined);
      },
    });
  } catch (error) {
    if (isCancelled()) await runner.stop(run);
    throw error;
  } finally {
    await telling;
  }
}

/** Whether somebody wants the activity to end. A worker that goes away aborts it too, and nothing ends by that. */
export function isCancelled(): boolean {
  const { cancellationSignal, cancellationDetails } = Context.current();
  return cancellationSignal.aborted && cancellationDetails?.cancelRequested === true;
}

/** The failure of a program that ended with nothing to say for itself. */
export function endedBadly(title: string, end: RunEnd, log: string): OperationsError {
  const how = end.timedOut
    ? 'was ended at its time limit'
    : end.signal
      ? `was ended by ${end.signal}`
      : `ended with exit status ${String(end.exitCode)}`;
  // Clients see the sentence; where the station keeps its files is nothing to them.
  return new OperationsError('LINE_FAILED', `${title} ${how}; see the log ${basename(log)}.`, [log]);
}

/** The little that a program of the chain needs of the worker's environment. */
export function programEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'PROJ_DATA', 'PROJ_LIB', 'GDAL_DATA', 'LD_LIBRARY_PATH'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const])),
  );
}
