import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomic } from '../../adapters/files/atomic-write.js';
import { hasCode } from '../../adapters/files/io-error.js';
import { makeDirectory } from '../../adapters/files/make-directory.js';
import type { ProcessorRun } from '../../adapters/processor/runner.js';
import type { StageFacts, StageRequest } from '../../airborne/contract.js';
import { percentOf } from '../../airborne/plan/progress.js';
import type { StageResult } from '../../airborne/result.js';
import { isFailureCode, OperationsError } from '../../domain/failures.js';
import type { StationContext } from '../context.js';
import { endedBadly, programEnvironment, runOnce } from './run-once.js';

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

/**
 * Runs a program of the airborne chain as a process of its own, which the death of this worker doesn't touch. Throws
 * OperationsError with the program's own code.
 */
export async function runProgram(
  context: StationContext,
  program: Program,
  watch: ProgramWatch,
): Promise<ProgramEnd> {
  const { directory, log, title, request } = program;
  await makeDirectory(dirname(log));
  const { run, number, end } = await runOnce(
    context.programs,
    directory,
    async (runDirectory) => {
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
    },
    {
      started: watch.started,
      progress: async ({ logTail }) => {
        const percent = percentOf(logTail);
        if (percent !== undefined) await watch.progress(percent);
      },
    },
  );
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
