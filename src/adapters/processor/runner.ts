/** How a run is put before a job system (SGE, LSF, Slurm). Runners that use none pay no attention to it. */
export interface Submission {
  /** How the job is called in the queue. */
  readonly jobName: string;
  readonly queue?: string;
  readonly project?: string;
  /** How long the job may take, once it runs: `HOURS:MINUTES` or `MINUTES`. SGE is not told. */
  readonly wallTime?: string;
  /** Absolute; gets the files of what the job itself prints. */
  readonly logDirectory: string;
  /** Gigabytes of temporary space, for clusters that count them; only SGE is told, together with the two throttles of SCOPS. */
  readonly tmpfreeGb?: number;
  /**
   * Whether the job is the program itself, in the environment of the run and with its directory in
   * SIPSTREAM_RUN_DIRECTORY (where LSF also starts it), and not the station's supervisor, which starts it there.
   */
  readonly direct?: boolean;
}

/**
 * One run of a processor. Everything is plain data, so that a runner may hand it to a program on another host or to a
 * batch system. Paths are absolute and seen alike wherever the processor runs.
 */
export interface ProcessorRun {
  /** Belongs to this run alone and for ever: a second run of the same level gets another directory. */
  readonly runDirectory: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly workingDirectory: string;
  /** The whole environment of the processor; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds from the start of the program until it is ended by force. */
  readonly timeLimitMs: number;
  /** Standard output and standard error are appended to these. They may be the same file. */
  readonly stdoutFile: string;
  readonly stderrFile: string;
  readonly submission?: Submission;
}

/** How a run ended. Exactly one of `exitCode` and `signal` is set, unless it was stopped before the program started. */
export interface RunEnd {
  readonly exitCode: number | null;
  /** The name of the signal that ended the program, such as `SIGSEGV`. */
  readonly signal: string | null;
  /** The time limit passed while the program ran, and it was ended for that. */
  readonly timedOut: boolean;
  /** Somebody called `stop` before the program ended. */
  readonly stopped: boolean;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** What is known while a processor runs; small enough for a heartbeat. */
export interface RunProgress {
  /** The last lines, at most 2 KiB, of whichever of the two logs was written last. */
  readonly logTail: string;
  /** Since the start of the program. */
  readonly elapsedMs: number;
}

/**
 * Runs processors so that they outlive the worker that started them. Every call may be repeated, made by several
 * attempts at once, and killed at any moment.
 */
export interface ProcessorRunner {
  /**
   * Starts the program unless this run was started before: it is started at most once per run directory, whatever
   * happens. Throws OperationsError PROCESSOR_MISSING, PROCESSOR_NOT_EXECUTABLE, DISK_FULL or NOT_WRITABLE, and
   * UNEXPECTED when what watches over the program cannot be started.
   */
  ensureStarted(run: ProcessorRun): Promise<void>;
  /**
   * Waits for the end of a run that was started by anybody at any time, and calls `onProgress` at once and then every
   * few seconds. Rejects with the reason of the signal when it is aborted; the processor goes on. Throws
   * OperationsError PROCESSOR_LOST when the end can no longer be known, after making sure that nothing of the run is
   * left; then only a new run directory helps. Also throws the failures of the start that only the system's attempt
   * to run the program showed.
   */
  wait(
    run: ProcessorRun,
    options: { readonly signal: AbortSignal; onProgress(progress: RunProgress): void },
  ): Promise<RunEnd>;
  /**
   * Ends the processor and everything it started, and returns when they are gone and the end is recorded as stopped.
   * A run that never was started cannot be started any more. A run that has ended stays as it ended.
   */
  stop(run: ProcessorRun): Promise<void>;
}
