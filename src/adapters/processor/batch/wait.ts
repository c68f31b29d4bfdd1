import { NameWatch } from '../name-watch.js';
import { newestLogTail } from '../log-tail.js';
import { runEnd } from '../run-end.js';
import { readRecord, writeRecord } from '../run-records.js';
import type { ProcessorRun, ProcessorRunner, RunEnd } from '../runner.js';
import { refreshNames, type JobState, type JobWatch } from './job-watch.js';
import { judge, startOf, type JudgeSettings } from './verdict.js';
import type { Queue } from './queue.js';

/** What the wait for one run stands on. */
export interface WaitParts {
  readonly watch: JobWatch;
  readonly queue: Queue;
  /** The files of what the job itself prints. */
  readonly logsOf: (id: string) => readonly string[];
  readonly settings: JudgeSettings & { readonly tickMs: number };
}

/**
 * Waits for the end of a run that is a job: by the record that its supervisor or the program itself writes, else by what
 * the job system says. See ProcessorRunner.wait.
 */
export async function waitForJob(
  run: ProcessorRun,
  { watch, queue, logsOf, settings }: WaitParts,
  { signal, onProgress }: Parameters<ProcessorRunner['wait']>[1],
): Promise<RunEnd> {
  const { directory } = watch;
  const names = new NameWatch(directory, 'exit.json');
  try {
    for (;;) {
      signal.throwIfAborted();
      const state = await watch.look();
      if (state.kind === 'ended' || state.kind === 'unknown') await refreshNames(directory);
      // Read after the job was looked at: the record is the last thing that it does.
      const exit = await readRecord(directory, 'exit');
      if (exit) return runEnd(run, exit);
      const verdict = await judge(run, directory, state, settings);
      if (verdict) {
        if (state.kind === 'running' || state.kind === 'stuck')
          await queue.end(state.job.id, settings.lostMs);
        if ('failure' in verdict) throw verdict.failure;
        // What the program recorded meanwhile counts before it.
        await writeRecord(directory, 'exit', verdict.exit);
        continue;
      }
      const logs = state.kind === 'unsent' ? [] : logsOf(state.job.id);
      const logTail = (await newestLogTail([run.stdoutFile, run.stderrFile, ...logs])) || sentence(state);
      const startedAt = await startOf(directory, state);
      onProgress({
        logTail,
        elapsedMs: startedAt === undefined ? 0 : Math.max(0, Date.now() - Date.parse(startedAt)),
      });
      await names.changed(settings.tickMs, signal);
    }
  } finally {
    names.close();
  }
}

/** What is known of a job that has printed nothing yet. */
function sentence(state: JobState): string {
  switch (state.kind) {
    case 'unsent':
      return '';
    case 'pending':
      return `Job ${state.job.id} waits in the queue: ${state.word}.`;
    case 'silent':
      return `Job ${state.job.id}: ${state.words}`;
    default:
      return `Job ${state.job.id}: ${state.kind}.`;
  }
}
