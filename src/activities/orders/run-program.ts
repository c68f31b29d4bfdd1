import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { hasCode } from '../../adapters/files/io-error.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { readRecord } from '../../adapters/processor/run-records.js';
import type { ProcessorRun, RunEnd } from '../../adapters/processor/runner.js';
import type { StageFacts, StageRequest } from '../../airborne/contract.js';
import { percentOf } from '../../airborne/plan/progress.js';
import type { StageResult } from '../../airborne/result.js';
import { isFailureCode, OperationsError } from '../../domain/failures.js';
import type { StationContext } from '../context.js';

/** One program of the airborne chain, to be run once. */
export interface Program {
  /** Where the records of its runs lie, one folder each: `1`, `2` … */
  readonly directory: string;
  /** Who it works for, in words. */
  readonly title: string;
  readonly request: StageRequest;
  /** Its output, appended. */
  readonly log: string;
}

/** What is told while it runs. */
export interface ProgramWatch {
  started(run: number): Promise<void>;
  /** 0…100, of the program's own work. */
  progress(percent: number): void;
}

/** How it ended well. */
export interface ProgramEnd {
  readonly run: number;
  readonly facts: StageFacts;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A program that is still running after so long hangs. */
const TIME_LIMIT_MS = 7 * 86_400_000;

/**
 * Runs a program of the airborne chain as a process of its own, which the death of this worker doesn't touch: one that an
 * earlier attempt started is found and waited for, and only after a run that has ended is there another. A cancelled order
 * kills it. Throws OperationsError with the program's own code.
 */
export async function runProgram(
  context: StationContext,
  program: Program,
  watch: ProgramWatch,
): Promise<ProgramEnd> {
  await makeDirectory(program.directory);
  await makeDirectory(dirname(program.log));
  let number = await nextRun(program.directory);
  for (let lost = false; ; lost = true) {
    const run = await prepared(program, number);
    await watch.started(number);
    try {
      await context.runner.ensureStarted(run);
      const end = await attended(context, run, watch);
      return { run: number, ...(await judged(program, run, end)) };
    } catch (error) {
      // The supervisor is gone and so is what it watched over; a second time in a row it is told.
      if (lost || !(error instanceof OperationsError) || error.code !== 'PROCESSOR_LOST') throw error;
      number += 1;
    }
  }
}

/** The run that is going on, or the number of the one to come. */
async function nextRun(directory: string): Promise<number> {
  const numbers = (await readdir(directory)).map(Number).filter(Number.isInteger);
  const last = Math.max(0, ...numbers);
  if (last === 0) return 1;
  const ended = await readRecord(join(directory, String(last)), 'exit');
  return ended ? last + 1 : last;
}

async function prepared(program: Program, number: number): Promise<ProcessorRun> {
  const runDirectory = join(program.directory, String(number));
  await makeDirectory(runDirectory);
  const request = join(runDirectory, 'request.json');
  await writeFileAtomic(request, `${JSON.stringify(program.request)}\n`);
  return {
    runDirectory,
    program: process.execPath,
    args: [stageProgram(), request, join(runDirectory, 'result.json')],
    workingDirectory: runDirectory,
    environment: environment(),
    timeLimitMs: TIME_LIMIT_MS,
    stdoutFile: program.log,
    stderrFile: program.log,
  };
}

async function attended(context: StationContext, run: ProcessorRun, watch: ProgramWatch): Promise<RunEnd> {
  const activity = Context.current();
  try {
    return await context.runner.wait(run, {
      signal: activity.cancellationSignal,
      onProgress: ({ logTail, elapsedMs }) => {
        const percent = percentOf(logTail);
        activity.heartbeat({ percent, elapsedMs });
        if (percent !== undefined) watch.progress(percent);
      },
    });
  } catch (error) {
    const { reason } = activity.cancellationSignal as { reason: unknown };
    if (reason instanceof CancelledFailure && activity.cancellationDetails?.cancelRequested)
      await context.runner.stop(run);
    throw error;
  }
}

async function judged(program: Program, run: ProcessorRun, end: RunEnd) {
  const result = await resultOf(run);
  if (result && 'failure' in result) {
    const { code, sentence, details } = result.failure;
    throw new OperationsError(isFailureCode(code) ? code : 'UNEXPECTED', sentence, details);
  }
  if (end.stopped)
    throw new OperationsError('PROCESSOR_LOST', `${program.title} was stopped together with the station.`);
  if (end.exitCode !== 0 || !result) {
    const how = end.signal ? `was ended by ${end.signal}` : `ended with exit status ${String(end.exitCode)}`;
    throw new OperationsError('LINE_FAILED', `${program.title} ${how}; see ${program.log}.`);
  }
  const { startedAt, endedAt } = end;
  return { facts: result.facts, startedAt: Date.parse(startedAt), endedAt: Date.parse(endedAt) };
}

async function resultOf(run: ProcessorRun): Promise<StageResult | undefined> {
  try {
    return JSON.parse(await readFile(join(run.runDirectory, 'result.json'), 'utf8')) as StageResult;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The little that a program of the chain needs of the worker's environment. */
function environment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'PROJ_DATA', 'PROJ_LIB', 'GDAL_DATA', 'LD_LIBRARY_PATH'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const])),
  );
}

/** The compiled program, beside this module or in `dist` when this module runs from `src`. */
function stageProgram(): string {
  const beside = fileURLToPath(new URL('../../airborne/main.js', import.meta.url));
  if (existsSync(beside)) return beside;
  return fileURLToPath(new URL('../../../dist/airborne/main.js', import.meta.url));
}
