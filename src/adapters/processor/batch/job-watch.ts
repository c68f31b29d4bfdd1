import { readdir } from 'node:fs/promises';
import { OperationsError } from '../../../domain/failures.js';
import { readBatchRecord, writeBatchRecord, type JobRecord } from './batch-records.js';
import type { JobOutcome } from './job-system.js';
import type { Queue } from './queue.js';

/** Times of a batch runner, in milliseconds; see BatchRunnerOptions. */
export interface JobWatchSettings {
  readonly lookMs: number;
  readonly tickMs: number;
  readonly graceMs: number;
  readonly beatMs: number;
  readonly lostMs: number;
  readonly silenceMs: number;
}

/**
 * What can be said of the job of a run. `unsent`: none is recorded. `unknown`: it is not listed, and the system does not
 * remember it yet. `forMs`: since it was first seen to be so. `silent`: the system gave no answer.
 */
export type JobState =
  | { readonly kind: 'unsent' }
  | { readonly kind: 'pending'; readonly job: JobRecord; readonly word: string }
  | { readonly kind: 'running'; readonly job: JobRecord; readonly since: string }
  | { readonly kind: 'stuck'; readonly job: JobRecord; readonly word: string }
  | { readonly kind: 'ended'; readonly job: JobRecord; readonly outcome: JobOutcome; readonly forMs: number }
  | { readonly kind: 'unknown'; readonly job: JobRecord; readonly forMs: number }
  | { readonly kind: 'silent'; readonly job: JobRecord; readonly words: string };

/** Looks at the job of one run, at the pace of the queue. */
export class JobWatch {
  #since = performance.now();
  #looked = -Infinity;
  #state: JobState = { kind: 'unsent' };
  #goneSince: number | undefined;
  #silentSince: number | undefined;

  constructor(
    readonly directory: string,
    private readonly queue: Queue,
    private readonly settings: JobWatchSettings,
  ) {}

  /** Throws OperationsError JOB_SYSTEM when the system has given no answer for long. */
  async look(): Promise<JobState> {
    const now = performance.now();
    const isDue = this.#state.kind === 'unsent' || now - this.#looked >= this.settings.lookMs;
    if (!isDue) return this.#state;
    this.#looked = now;
    try {
      this.#state = await this.#lookNow();
      this.#silentSince = undefined;
    } catch (error) {
      if (!(error instanceof OperationsError) || error.code !== 'JOB_SYSTEM') throw error;
      this.#silentSince ??= now;
      if (now - this.#silentSince > this.settings.silenceMs) throw error;
      const job = await readBatchRecord(this.directory, 'job');
      if (job) this.#state = { kind: 'silent', job, words: error.message };
    }
    return this.#state;
  }

  async #lookNow(): Promise<JobState> {
    const job = await readBatchRecord(this.directory, 'job');
    if (job === undefined) return { kind: 'unsent' };
    const listed = (await this.queue.list(this.#since)).find(({ id }) => id === job.id);
    if (listed) this.#goneSince = undefined;
    switch (listed?.state) {
      case 'pending':
      case 'stuck':
        return { kind: listed.state, job, word: listed.word };
      case 'running':
        return { kind: 'running', job, since: await this.#runningSince() };
      case undefined: {
        const outcome = await this.queue.outcome(job.id);
        this.#goneSince ??= performance.now();
        const forMs = performance.now() - this.#goneSince;
        return outcome ? { kind: 'ended', job, outcome, forMs } : { kind: 'unknown', job, forMs };
      }
    }
  }

  /** Kept in the run directory, so that a time limit goes on counting when the worker is another. */
  async #runningSince(): Promise<string> {
    const kept = await readBatchRecord(this.directory, 'running');
    if (kept) return kept.at;
    const at = new Date().toISOString();
    await writeBatchRecord(this.directory, 'running', { at });
    return at;
  }
}

/**
 * Makes this host see the names in a directory as they are on the disk: network file systems remember for a while that a
 * file was not there.
 */
export async function refreshNames(directory: string): Promise<void> {
  await readdir(directory);
}
