import { OperationsError } from '../../../domain/failures.js';
import { NameWatch } from '../name-watch.js';
import { isAlive, processPlace } from '../process-identity.js';
import { readRecord } from '../run-records.js';
import { compiledProgram, startDetached } from '../start-detached.js';
import {
  batchRecordName,
  lastAttempt,
  readBatchRecord,
  writeBatchRecord,
  writeSend,
  type RefusedRecord,
  type SendRecord,
} from './batch-records.js';

/** What sending the job of a run needs. */
export interface SubmitOptions {
  readonly directory: string;
  readonly send: SendRecord;
  /** The compiled submitter; default: the one of this package. */
  readonly submitter?: string;
  readonly tickMs: number;
  /** Milliseconds after which a submitter on another host, which cannot be looked up, counts as gone. */
  readonly silenceMs: number;
  /** The id of a job of this run that the system lists already. */
  find(): Promise<string | undefined>;
}

/**
 * Sends the job of a run unless it was sent before, by anybody. Returns when its id is recorded, or when there is nothing
 * to send any more because the run was claimed or stopped. Throws OperationsError JOB_SYSTEM with the words of a refusal,
 * after which it may be called again.
 */
export async function ensureSubmitted(options: SubmitOptions): Promise<void> {
  const { directory, tickMs } = options;
  const before = await lastAttempt(directory);
  const watch = new NameWatch(directory, batchRecordName('job'));
  const silence = new Silence(options.silenceMs);
  try {
    for (;;) {
      const attempt = await lastAttempt(directory);
      const refused = await refusal(directory, attempt);
      if (attempt > 0 && !refused && (await isSending(directory, attempt, silence))) {
        await watch.changed(tickMs);
        continue;
      }
      // Looked at after the submitter was: the id is the last thing that it writes.
      if (await readBatchRecord(directory, 'job')) return;
      if (attempt > 0 && (await adopted(options))) return;
      if (await isOver(directory)) return;
      const said = await refusal(directory, attempt);
      if (said && (attempt > before || said.status === 0)) throw refusedError(options.send, said);
      if (attempt > before) throw died(options.send, directory);
      await send(options, attempt + 1);
    }
  } finally {
    watch.close();
  }
}

/** Returns when nobody is sending the job of a run any more. */
export async function untilSent(
  directory: string,
  { tickMs, silenceMs }: Pick<SubmitOptions, 'tickMs' | 'silenceMs'>,
): Promise<void> {
  const watch = new NameWatch(directory, batchRecordName('job'));
  const silence = new Silence(silenceMs);
  try {
    for (;;) {
      const attempt = await lastAttempt(directory);
      if (attempt === 0 || (await refusal(directory, attempt))) return;
      if (!(await isSending(directory, attempt, silence))) return;
      await watch.changed(tickMs);
    }
  } finally {
    watch.close();
  }
}

/** A run that was claimed has begun, or was stopped before: either way no job is to be sent for it. */
async function isOver(directory: string): Promise<boolean> {
  return (await readRecord(directory, 'claim')) !== undefined;
}

/** A submitter that died, or a server that did not answer it, may have sent the job all the same: then it is the run's. */
async function adopted({ directory, find }: SubmitOptions): Promise<boolean> {
  const id = await find();
  if (id === undefined) return false;
  await writeBatchRecord(directory, 'job', { id, at: new Date().toISOString() });
  return true;
}

async function send(options: SubmitOptions, attempt: number): Promise<void> {
  const { directory, tickMs } = options;
  await writeSend(directory, attempt, options.send);
  const { PATH, LD_LIBRARY_PATH } = process.env;
  await startDetached({
    script: options.submitter ?? compiledProgram('batch/submitter.js'),
    args: [directory, String(attempt)],
    directory,
    sign: batchRecordName('submitter', attempt),
    environment: { PATH, ...(LD_LIBRARY_PATH && { LD_LIBRARY_PATH }) },
    tickMs,
  });
}

async function refusal(directory: string, attempt: number): Promise<RefusedRecord | undefined> {
  return attempt > 0 ? readBatchRecord(directory, 'refused', attempt) : undefined;
}

async function isSending(directory: string, attempt: number, silence: Silence): Promise<boolean> {
  if (await readBatchRecord(directory, 'job')) return false;
  const submitter = await readBatchRecord(directory, 'submitter', attempt);
  if (submitter === undefined) return false;
  if (submitter.place === (await processPlace())) return isAlive(submitter.process);
  return !silence.isOver();
}

/** Measures by its own clock how long nothing was heard: hosts need not agree about the time. */
class Silence {
  readonly #since = performance.now();
  constructor(private readonly ms: number) {}

  isOver(): boolean {
    return performance.now() - this.#since > this.ms;
  }
}

function died({ system }: SendRecord, directory: string): OperationsError {
  return new OperationsError(
    'JOB_SYSTEM',
    `What sends the job of ${directory} by ${system} died, and no job of the run is listed.`,
  );
}

function refusedError({ system }: SendRecord, { words, status }: RefusedRecord): OperationsError {
  const last = words.at(-1)?.replace(/\.$/, '') ?? `it said nothing, and ended with exit status ${status}`;
  const sentence =
    status === 0
      ? `${system} took the job, but its answer names none, and no job of the run is listed: ${last}.`
      : `${system} did not take the job: ${last}.`;
  return new OperationsError('JOB_SYSTEM', sentence, words);
}
