import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { OperationsError } from '../../../domain/failures.js';
import type { Ask, JobOutcome, JobSystem, ListedJob } from './job-system.js';

/**
 * The jobs of this user, as the job system lists them. However many runs are waited for, it is asked once for all of them,
 * and no more often than every `lookMs`.
 */
export class Queue {
  #last: { readonly at: number; readonly jobs: Promise<ListedJob[]> } | undefined;

  constructor(
    readonly system: JobSystem,
    private readonly ask: Ask,
    private readonly lookMs: number,
  ) {}

  /** The list, not from before `since` (performance.now()). Throws OperationsError JOB_SYSTEM. */
  list(since: number): Promise<ListedJob[]> {
    const now = performance.now();
    if (this.#last === undefined || this.#last.at < Math.max(since, now - this.lookMs)) {
      const jobs = this.system.list(this.ask, userInfo().username);
      // Everybody who waits for it is told themselves.
      jobs.catch(() => undefined);
      this.#last = { at: now, jobs };
    }
    return this.#last.jobs;
  }

  /** The job of a run that was sent under a name; undefined when none is listed. */
  async find(name: string, runDirectory: string): Promise<ListedJob | undefined> {
    for (const job of await this.list(performance.now())) {
      if (job.name === name && (await this.system.isOfRun(this.ask, job, runDirectory))) return job;
    }
    return undefined;
  }

  /** How a job ended, as far as the system knows. */
  outcome(id: string): Promise<JobOutcome | undefined> {
    return this.system.outcome(this.ask, id);
  }

  /** Ends a job, and returns when it is listed no longer. Throws OperationsError JOB_SYSTEM when it stays. */
  async end(id: string, patienceMs: number): Promise<void> {
    const { program, args } = this.system.ending(id);
    const { output, errors } = await this.ask(program, args);
    const deadline = performance.now() + patienceMs;
    while ((await this.list(performance.now())).some((job) => job.id === id)) {
      if (performance.now() > deadline) {
        const words = `${errors}\n${output}`.split('\n').filter((line) => line.trim() !== '');
        throw new OperationsError('JOB_SYSTEM', `Job ${id} goes on, though ${program} was to end it.`, words);
      }
      // Job systems tell nobody of the end of a job.
      await delay(Math.min(this.lookMs, patienceMs));
    }
  }
}
