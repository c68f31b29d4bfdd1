import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperationsError } from '../../domain/failures.js';
import { NameWatch } from './name-watch.js';
import { RUN_FILES } from './run-records.js';

/** A program of the station that works for one run on its own, whatever becomes of the worker. */
export interface DetachedProgram {
  /** The compiled program. */
  readonly script: string;
  readonly args: readonly string[];
  /** The run's directory; what the program says is appended to `supervisor.log` there. */
  readonly directory: string;
  /** The file that it writes there, or finds there, when it has begun. */
  readonly sign: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds between two looks where the system tells nothing of the sign. */
  readonly tickMs: number;
}

/**
 * Starts it, and returns when its sign is there, made by it or by that of another attempt. Throws OperationsError
 * DISK_FULL or UNEXPECTED when it ended without.
 */
export async function startDetached(program: DetachedProgram): Promise<void> {
  const { script, args, directory, sign, environment, tickMs } = program;
  const isThere = (): boolean => existsSync(join(directory, sign));
  const watch = new NameWatch(directory, sign);
  const log = await open(join(directory, RUN_FILES.log), 'a', 0o600);
  try {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: environment,
    });
    child.unref();
    let end: string | undefined;
    const ended = (how: string): void => {
      end = how;
      watch.touch();
    };
    child.once('exit', (code, signal) => ended(`it ended with ${signal ?? `exit code ${code}`}`));
    child.once('error', (error) => ended(error.message));
    while (!isThere()) {
      if (end !== undefined && !isThere()) throw await notBegun(program, end);
      await watch.changed(tickMs);
    }
  } finally {
    watch.close();
    await log.close();
  }
}

/** The compiled form of a program of this folder: beside this module, or in `dist` when this module runs from `src`. */
export function compiledProgram(name: string): string {
  const beside = fileURLToPath(new URL(name, import.meta.url));
  if (existsSync(beside)) return beside;
  return fileURLToPath(new URL(`../../../dist/adapters/processor/${name}`, import.meta.url));
}

async function notBegun({ directory, script }: DetachedProgram, how: string): Promise<OperationsError> {
  const lines = (await readFile(join(directory, RUN_FILES.log), 'utf8')).trimEnd().split('\n');
  const code = lines.some((line) => /\bENOSPC\b|\bEDQUOT\b/.test(line)) ? 'DISK_FULL' : 'UNEXPECTED';
  const sentence = `The processor in ${directory} was not started, because its ${basename(script, '.js')} failed: ${how}.`;
  return new OperationsError(code, sentence, lines.slice(-20));
}
