import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileOnce } from '../files/atomic-write.js';
import { hasCode } from '../files/io-error.js';
import type { ProcessIdentity } from './process-identity.js';
import type { ProcessorRun, RunEnd } from './runner.js';

/** What the run was when it was first asked for; later calls with other arguments do not change it. */
export interface RunRecord extends ProcessorRun {
  /** Marks the processes of this run. */
  readonly token: string;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** Milliseconds between two signs of life of the supervisor. */
  readonly beatMs: number;
}

/** Who has the sole right to start the program. */
export interface ClaimRecord {
  /** Null when the run was stopped before anybody claimed it. */
  readonly supervisor: ProcessIdentity | null;
  /** See processPlace. */
  readonly place: string;
  readonly at: string;
}

/** The program, as soon as it runs. */
export interface ProgramRecord {
  readonly process: ProcessIdentity;
  readonly startedAt: string;
}

/** The end, and why there was no start when the system refused to run the program. */
export interface ExitRecord extends RunEnd {
  readonly startError?: { readonly code: string; readonly message: string };
}

/** A wish to end the run. */
export interface StopRecord {
  readonly at: string;
}

interface Records {
  readonly run: RunRecord;
  readonly claim: ClaimRecord;
  readonly program: ProgramRecord;
  readonly stop: StopRecord;
  readonly exit: ExitRecord;
}

/** Names in a run directory besides the records: signs of life (its time), and what the supervisor has to say. */
export const RUN_FILES = { beat: 'alive', log: 'supervisor.log' } as const;

/** The path of a record in a run directory: `run.json`, `claim.json`, `program.json`, `stop.json`, `exit.json`. */
export function recordPath(runDirectory: string, kind: keyof Records): string {
  return join(runDirectory, `${kind}.json`);
}

/** A record, or undefined when it was not written yet. Records appear complete and never change. */
export async function readRecord<K extends keyof Records>(
  runDirectory: string,
  kind: K,
): Promise<Records[K] | undefined> {
  try {
    return JSON.parse(await readFile(recordPath(runDirectory, kind), 'utf8')) as Records[K];
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Writes a record unless there is one; true when this call wrote it. Only the station's user may read it. */
export async function writeRecord<K extends keyof Records>(
  runDirectory: string,
  kind: K,
  record: Records[K],
): Promise<boolean> {
  return writeFileOnce(recordPath(runDirectory, kind), recordText(record), { mode: 0o600 });
}

/** The text of a record. */
export function recordText(record: object): string {
  return `${JSON.stringify(record, undefined, 1)}\n`;
}
