import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import { OperationsError } from '../../../domain/failures.js';
import { findProgram } from '../../programs.js';
import type { Ask } from './job-system.js';

/** A command that says nothing for so long waits for a server that is away. */
const PATIENCE_MS = 60_000;

/**
 * Runs the commands of a job system. They are looked for beside the one that sends jobs, where that is an absolute path,
 * then on PATH.
 */
export function asking(submitCommand: string, patienceMs = PATIENCE_MS): Ask {
  return async (program, args) => {
    const path = commandPath(program, submitCommand);
    const result = await execa(path, [...args], {
      reject: false,
      stdin: 'ignore',
      timeout: patienceMs,
      maxBuffer: 64 * 1024 * 1024,
      env: { LC_ALL: 'C' },
    });
    if (result.exitCode === undefined)
      throw new OperationsError(
        'JOB_SYSTEM',
        `${program} gave no answer: ${result.timedOut ? `nothing for ${patienceMs / 1000} s` : result.shortMessage}.`,
      );
    return { status: result.exitCode, output: result.stdout, errors: result.stderr };
  };
}

/** The absolute path of a command of the job system. Throws OperationsError JOB_SYSTEM when it is not there. */
export function commandPath(program: string, submitCommand = program): string {
  if (isAbsolute(program)) return program;
  const beside = join(dirname(submitCommand), program);
  const path = isAbsolute(submitCommand) && existsSync(beside) ? beside : findProgram(program);
  if (path === undefined)
    throw new OperationsError('JOB_SYSTEM', `The command ${program} of the job system is not on PATH.`);
  return path;
}
