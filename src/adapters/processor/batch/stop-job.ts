import { NameWatch } from '../name-watch.js';
import { processPlace } from '../process-identity.js';
import { readRecord, writeRecord } from '../run-records.js';
import { lastAttempt, readBatchRecord } from './batch-records.js';
import type { JobWatch, JobWatchSettings } from './job-watch.js';
import { startOf } from './verdict.js';
import type { Queue } from './queue.js';
import { untilSent } from './submit.js';

/**
 * Ends the job of a run, waiting or running. What claimed the run is asked first, so that it can end what it started; the
 * job system's way is for what does not. See ProcessorRunner.stop.
 */
export async function stopJob(
  watch: JobWatch,
  find: () => Promise<string | undefined>,
  queue: Queue,
  settings: JobWatchSettings,
): Promise<void> {
  const { directory } = watch;
  const at = new Date().toISOString();
  await writeRecord(directory, 'stop', { at });
  // A run that nobody has claimed is claimed here, so that a job that starts now does nothing.
  await writeRecord(directory, 'claim', { supervisor: null, place: await processPlace(), at });
  if (await readRecord(directory, 'exit')) return;
  await untilSent(directory, { tickMs: settings.tickMs, silenceMs: settings.lostMs });
  if ((await readRecord(directory, 'claim'))?.supervisor) await untilEnded(watch, settings);
  const id =
    (await readBatchRecord(directory, 'job'))?.id ??
    ((await lastAttempt(directory)) > 0 ? await find() : undefined);
  if (id !== undefined) await queue.end(id, settings.lostMs);
  const endedAt = new Date().toISOString();
  const startedAt = (await startOf(directory, await watch.look())) ?? at;
  const end = { exitCode: null, signal: null, timedOut: false, stopped: true };
  await writeRecord(directory, 'exit', { ...end, startedAt, endedAt });
}

/** Returns when the end is recorded, or when it is no longer to be expected. */
async function untilEnded({ directory }: JobWatch, settings: JobWatchSettings): Promise<void> {
  const deadline = performance.now() + 2 * settings.beatMs + settings.graceMs + settings.tickMs;
  const names = new NameWatch(directory, 'exit.json');
  try {
    while (!(await readRecord(directory, 'exit')) && performance.now() < deadline)
      await names.changed(settings.tickMs);
  } finally {
    names.close();
  }
}
