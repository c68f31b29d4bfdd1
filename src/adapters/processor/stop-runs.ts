import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperationsError } from '../../domain/failures.js';
import { hasCode } from '../files/io-error.js';
import { readRecord, recordPath } from './run-records.js';
import type { ProcessorRunner } from './runner.js';

/**
 * Stops every run of a processor below a directory that has not ended. A run that cannot be reached, because its host
 * gives no sign of life, is left: nothing more can be done from here.
 */
export async function stopRuns(runner: ProcessorRunner, directory: string): Promise<void> {
  const names = await readdir(directory, { recursive: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const record = basename(recordPath('', 'run'));
  for (const name of names.filter((candidate) => basename(candidate) === record)) {
    const runDirectory = join(directory, dirname(name));
    const run = await readRecord(runDirectory, 'run');
    if (!run || (await readRecord(runDirectory, 'exit'))) continue;
    try {
      await runner.stop(run);
    } catch (error) {
      if (!(error instanceof OperationsError)) throw error;
    }
  }
}
