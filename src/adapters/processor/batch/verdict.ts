import { OperationsError } from '../../../domain/failures.js';
import { readRecord, type ExitRecord } from '../run-records.js';
import type { ProcessorRun } from '../runner.js';
import { readBatchRecord } from './batch-records.js';
import type { JobOutcome } from './job-system.js';
import type { JobState } from './job-watch.js';

/** Times that decide, in milliseconds; see BatchRunnerOptions. */
export interface JudgeSettings {
  readonly graceMs: number;
  readonly beatMs: number;
  readonly lostMs: number;
}

/** What follows from the state of a job whose run has no exit record. */
export type Verdict = { readonly exit: ExitRecord } | { readonly failure: OperationsError };

/**
 * Judges a job that left no record. The status that the job system tells is the program's only when the job was the
 * program itself; that of a supervisor says nothing of the program. Undefined: there is still something to wait for.
 */
export async function judge(
  run: ProcessorRun,
  directory: string,
  state: JobState,
  settings: JudgeSettings,
): Promise<Verdict | undefined> {
  const [claim, stop] = [await readRecord(directory, 'claim'), await readRecord(directory, 'stop')];
  const isDirect = run.submission?.direct === true;
  const exit = async (end: Partial<ExitRecord>): Promise<Verdict> => {
    const endedAt = new Date().toISOString();
    const startedAt = (await startOf(directory, state)) ?? endedAt;
    return {
      exit: { exitCode: null, signal: null, timedOut: false, stopped: false, startedAt, endedAt, ...end },
    };
  };
  switch (state.kind) {
    case 'pending':
    case 'silent':
      return undefined;
    case 'unsent':
      if (stop && claim?.supervisor === null) return exit({ stopped: true });
      return claim && !stop
        ? lost(`Which job the run in ${directory} is was never recorded, and none is listed`)
        : lost(`The run in ${directory} was never started`);
    case 'stuck':
      return lost(`Job ${state.job.id} would never have run (${state.word}) and was taken out of the queue`);
    case 'running': {
      // A supervisor, or a program that claims its run, ends in time by itself; this is for when it does not.
      const slack = claim || !isDirect ? settings.graceMs + 2 * settings.beatMs + settings.lostMs : 0;
      const elapsed = Date.now() - Date.parse((await startOf(directory, state)) ?? state.since);
      return elapsed > run.timeLimitMs + slack ? exit({ signal: 'SIGKILL', timedOut: true }) : undefined;
    }
    case 'unknown':
      if (state.forMs < settings.lostMs) return undefined;
      if (stop) return exit({ stopped: true });
      return lost(`Job ${state.job.id} is gone, and the job system does not remember it`);
    case 'ended': {
      const { outcome, forMs } = state;
      if (stop) return exit({ stopped: true });
      if (outcome.timedOut) return exit({ signal: outcome.signal ?? 'SIGKILL', timedOut: true });
      if (isDirect && isOfProgram(outcome, claim !== undefined)) {
        const { exitCode, signal } = outcome;
        return exit({ exitCode, signal });
      }
      // The record of the end may still be on its way here from the compute node.
      if (forMs < settings.lostMs && (outcome.exitCode === 0 || !isDirect)) return undefined;
      return lost(
        `Job ${state.job.id} ended (${outcome.words}), and the end of the program was not recorded`,
      );
    }
  }
}

/** The start of the program, as well as it is known: by itself, or by the job being seen to run. */
export async function startOf(directory: string, state: JobState): Promise<string | undefined> {
  const program = await readRecord(directory, 'program');
  if (program) return program.startedAt;
  const running = await readBatchRecord(directory, 'running');
  if (running) return running.at;
  return state.kind === 'ended' ? state.job.at : undefined;
}

/**
 * A program that claims its run records its end, so that one that ended well without did nothing: it found the run
 * claimed by another job.
 */
function isOfProgram({ exitCode, signal }: JobOutcome, isClaimed: boolean): boolean {
  if (signal !== null) return true;
  return exitCode !== null && (exitCode !== 0 || !isClaimed);
}

function lost(what: string): Verdict {
  return { failure: new OperationsError('PROCESSOR_LOST', `${what}.`) };
}
