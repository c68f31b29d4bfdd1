import { OperationsError } from '../../domain/failures.js';
import { missing, notExecutable } from './program-check.js';
import type { ExitRecord } from './run-records.js';
import type { ProcessorRun, RunEnd } from './runner.js';

/** The end as it was recorded. Throws OperationsError for a program that the system refused to start. */
export function runEnd(run: Pick<ProcessorRun, 'program'>, { startError, ...end }: ExitRecord): RunEnd {
  switch (startError?.code) {
    case undefined:
      return end;
    case 'ENOENT':
      throw missing(run.program);
    case 'EACCES':
    case 'EPERM':
    case 'ENOEXEC':
    case 'ETXTBSY':
      throw notExecutable(run.program, `the system said ${startError?.message}`);
    default:
      throw new OperationsError('UNEXPECTED', `${run.program} could not be started: ${startError?.message}.`);
  }
}
