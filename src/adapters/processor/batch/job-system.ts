import type { Submission } from '../runner.js';

/** The command of a job system that sends a job; each stands for one system: SGE, LSF, Slurm. */
export type BatchSystem = 'qsub' | 'bsub' | 'sbatch';

/** A job before it is sent: what it is called and where it belongs, and the command that it is. */
export interface PlannedJob extends Submission {
  readonly program: string;
  readonly args: readonly string[];
  readonly workingDirectory: string;
}

/** What is told to the command that sends a job. */
export interface Sending {
  readonly args: readonly string[];
  /** Standard input; undefined: none. */
  readonly input?: string;
}

/** A job that has not ended, as the job system lists it. */
export interface ListedJob {
  readonly id: string;
  readonly name: string;
  /** `stuck`: the system will not start it before somebody does something. */
  readonly state: 'pending' | 'running' | 'stuck';
  /** The state in the system's own word. */
  readonly word: string;
  /** The directory from which it was sent, where the list tells. */
  readonly directory?: string;
}

/** What the job system remembers of a job that has ended. */
export interface JobOutcome {
  /** Exactly one of both is set, unless the job never started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** It was ended for the time that it took. */
  readonly timedOut: boolean;
  /** The system's own words. */
  readonly words: string;
}

/** Asks a command of the job system something. Throws OperationsError JOB_SYSTEM when there is no answer at all. */
export type Ask = (program: string, args: readonly string[]) => Promise<Answer>;

/** What a command said. */
export interface Answer {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** One job system: how it is spoken to, and what its answers mean. */
export interface JobSystem {
  /** How people call it. */
  readonly title: string;
  /** The arguments and the standard input by which a job is sent. */
  sending(job: PlannedJob): Sending;
  /** The id in the answer to a job that was sent; undefined when it has none. */
  idOf(answer: string): string | undefined;
  /** The files of what a job prints. */
  logs(job: Pick<Submission, 'jobName' | 'logDirectory'>, id: string): string[];
  /** The jobs of a user that have not ended. */
  list(ask: Ask, user: string): Promise<ListedJob[]>;
  /** Whether a listed job is that of a run. */
  isOfRun(ask: Ask, job: ListedJob, runDirectory: string): Promise<boolean>;
  /** How a job ended; undefined when the system does not know (yet). */
  outcome(ask: Ask, id: string): Promise<JobOutcome | undefined>;
  /** The command that ends a job, pending or running. */
  ending(id: string): { readonly program: string; readonly args: readonly string[] };
}

/** In the environment of a job: the directory of its run, absolute. */
export const RUN_DIRECTORY_VARIABLE = 'SIPSTREAM_RUN_DIRECTORY';
