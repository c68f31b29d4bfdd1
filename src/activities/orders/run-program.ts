import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { hasCode } from '../../adapters/files/io-error.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import { sizeOf } from '../../adapters/files/size-of.js';
import type { ProcessorRun } from '../../adapters/processor/runner.js';
import type { StageFacts, StageRequest } from '../../airborne/contract.js';
import { lastPercent } from '../../airborne/progress.js';
import type { StageResult } from '../../airborne/result.js';
import { isFailureCode, OperationsError } from '../../domain/failures.js';
import type { StationContext } from '../context.js';
import { endedBadly, programEnvironment, runOnce, type RunWatch } from './run-once.js';

/** One program of the airborne chain, to be run once. */
export interface Program {
  /** Where the records of its runs lie, one folder each: `1`, `2` … */
  readonly directory: string;
  /** Who it works for, in words. */
  readonly title: string;
  readonly request: StageRequest;
  /** The file by which one sees that it is done; it appears when it is whole. */
  readonly output: string;
  /** What it prints, appended. */
  readonly log: string;
}

/** What is told while it runs. */
export interface ProgramWatch extends Pick<RunWatch, 'started' | 'lost'> {
  /** 0…100, of the program's own work. */
  progress(percent: number): Promise<void>;
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

/** Where nobody wants to hear of it. */
export const UNWATCHED: ProgramWatch = {
  started: () => Promise.resolve(),
  lost: () => Promise.resolve(),
  progress: () => Promise.resolve(),
};

/**
 * Runs a program of the airborne chain as a process of its own, which the death of this worker doesn't touch; never again
 * when its output is there. Undefined when it is, and nobody knows how that went. Throws OperationsError with the program's
 * own code.
 */
export async function runProgram(
  context: StationContext,
  program: Program,
  watch: ProgramWatch,
): Promise<ProgramEnd | undefined> {
  const { directory, log, title, request, output } = program;
  await makeDirectory(dirname(log));
  const planned = async (runDirectory: string): Promise<ProcessorRun> => {
    const file = join(runDirectory, 'request.json');
    await writeFileAtomic(file, `${JSON.stringify(request)}\n`);
    return {
      runDirectory,
      program: process.execPath,
      args: [stageProgram(), file, join(runDirectory, 'result.json')],
      workingDirectory: runDirectory,
      environment: programEnvironment(),
      timeLimitMs: TIME_LIMIT_MS,
      stdoutFile: log,
      stderrFile: log,
    };
  };
  const done = await runOnce(
    context.programs,
    { directory, planned, isDone: async () => (await sizeOf(output)) !== undefined },
    {
      started: watch.started,
      lost: watch.lost,
      progress: async ({ logTail }) => {
        const percent = lastPercent(logTail);
        if (percent !== undefined) await watch.progress(percent);
      },
    },
  );
  if (!done) return undefined;
  const { run, number, end } = done;
  const result = await resultOf(run);
  if (result && 'failure' in result) {
    const { code, sentence, details } = result.failure;
    throw new OperationsError(isFailureCode(code) ? code : 'UNEXPECTED', sentence, details);
  }
  if (end.exitCode !== 0 || !result) throw endedBadly(title, end, log);
  const { startedAt, endedAt } = end;
  return { run: number, facts: result.facts, startedAt: Date.parse(startedAt), endedAt: Date.parse(endedAt) };
}

async function resultOf(run: ProcessorRun): Promise<StageResult | undefined> {
  try {
    return JSON.parse(await readFile(join(run.runDirectory, 'result.json'), 'utf8')) as StageResult;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The compiled program, beside this module or in `dist` when this module runs from `src`. */
function stageProgram(): string {
  const beside = fileURLToPath(new URL('../../airborne/main.js', import.meta.url));
  if (existsSync(beside)) return beside;
  return fileURLToPath(new URL('../../../dist/airborne/main.js', import.meta.url));
}
