import { readFileSync, writeFileSync } from 'node:fs';
import type { Fault } from './configuration.js';

/**
 * Acts out a configured fault, in the first `runs` runs only; returns at once otherwise. Does not return from a fault:
 * a crash ends the process by SIGSEGV, a hang takes no notice of SIGTERM.
 */
export async function actFault(fault: Fault | undefined): Promise<void> {
  if (!fault || countRun(fault.counterFile) > fault.runs) return;
  if (fault.kind === 'crash') {
    process.kill(process.pid, 'SIGSEGV');
  } else {
    process.on('SIGTERM', () => console.log('termination is ignored'));
    console.log('waiting for a detector that never answers');
  }
  await new Promise(() => setInterval(() => undefined, 60_000));
}

function countRun(path: string): number {
  const run = runsSoFar(path) + 1;
  writeFileSync(path, `${run}\n`);
  return run;
}

function runsSoFar(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8')) || 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
