import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic, writeFileOnce } from '../../files/atomic-write.js';
import { hasCode } from '../../files/io-error.js';
import type { ProcessIdentity } from '../process-identity.js';
import { recordText } from '../run-records.js';
import type { BatchSystem } from './job-system.js';

/** What is to be sent, all of it decided: the submitter only does it. */
export interface SendRecord {
  readonly system: BatchSystem;
  /** Absolute path of the command that sends. */
  readonly command: string;
  readonly args: readonly string[];
  readonly input: string | null;
  readonly environment: Readonly<Record<string, string>>;
}

/** Who has the sole right to send the job, of one attempt. */
export interface SubmitterRecord {
  readonly process: ProcessIdentity;
  /** See processPlace. */
  readonly place: string;
  readonly at: string;
}

/** The job was not sent. */
export interface RefusedRecord {
  /** What the job system said, line by line. */
  readonly words: readonly string[];
  /** The exit status of the command; 0: it may have been sent after all, but the answer names no job. */
  readonly status: number | null;
}

/** The job that a run is. */
export interface JobRecord {
  readonly id: string;
  readonly at: string;
}

/** When the job was first seen to run. */
export interface RunningRecord {
  readonly at: string;
}

interface BatchRecords {
  readonly send: SendRecord;
  readonly submitter: SubmitterRecord;
  readonly refused: RefusedRecord;
  readonly job: JobRecord;
  readonly running: RunningRecord;
}

/** Sending is tried anew after a refusal; what belongs to one attempt has its number in the name. */
type Numbered = 'send' | 'submitter' | 'refused';

/** The name of a record in the run directory: `job.json`, `submitter-1.json`. */
export function batchRecordName(kind: keyof BatchRecords, attempt?: number): string {
  return attempt === undefined ? `${kind}.json` : `${kind}-${attempt}.json`;
}

/** A record of a job, or undefined when it was not written yet. */
export async function readBatchRecord<K extends keyof BatchRecords>(
  directory: string,
  kind: K,
  ...attempt: K extends Numbered ? [number] : []
): Promise<BatchRecords[K] | undefined> {
  try {
    const text = await readFile(join(directory, batchRecordName(kind, ...attempt)), 'utf8');
    return JSON.parse(text) as BatchRecords[K];
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Writes a record unless there is one; true when this call wrote it. */
export async function writeBatchRecord<K extends keyof BatchRecords>(
  directory: string,
  kind: K,
  record: BatchRecords[K],
  ...attempt: K extends Numbered ? [number] : []
): Promise<boolean> {
  const path = join(directory, batchRecordName(kind, ...attempt));
  return writeFileOnce(path, recordText(record), { mode: 0o600 });
}

/** Writes what an attempt is to send; before it is claimed by a submitter, several workers may. */
export async function writeSend(directory: string, attempt: number, record: SendRecord): Promise<void> {
  await writeFileAtomic(join(directory, batchRecordName('send', attempt)), recordText(record), {
    mode: 0o600,
  });
}

/** The number of the last attempt to send that anybody claimed; 0: none. */
export async function lastAttempt(directory: string): Promise<number> {
  const numbers = (await readdir(directory)).map((name) =>
    Number(/^submitter-(\d+)\.json$/.exec(name)?.[1] ?? 0),
  );
  return Math.max(0, ...numbers);
}
