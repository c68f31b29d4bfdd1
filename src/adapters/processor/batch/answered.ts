import { OperationsError } from '../../../domain/failures.js';
import type { Answer, Ask } from './job-system.js';

/**
 * What a command of the job system said; '' when it said that there is no such job, which `absent` recognises. Throws
 * OperationsError JOB_SYSTEM with its words when it failed: no answer must not look like no job.
 */
export async function answered(
  ask: Ask,
  program: string,
  args: readonly string[],
  absent?: RegExp,
): Promise<string> {
  const answer = await ask(program, args);
  if (answer.status === 0) return answer.output;
  if (absent?.test(`${answer.errors}\n${answer.output}`)) return '';
  throw new OperationsError('JOB_SYSTEM', `${program} failed: ${firstWords(answer)}.`, [
    ...answer.errors.split('\n').slice(-20),
  ]);
}

function firstWords({ status, errors, output }: Answer): string {
  const line = `${errors}\n${output}`.split('\n').find((text) => text.trim() !== '');
  return line === undefined ? `exit status ${status}` : line.trim().slice(0, 300).replace(/\.$/, '');
}
