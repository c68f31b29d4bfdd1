import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NameWatch } from './name-watch.js';
import { identifyProcess, processPlace, type ProcessIdentity } from './process-identity.js';
import { ReservedExit } from './reserved-exit.js';
import { readRecord, recordPath, RUN_FILES, writeRecord, type ExitRecord } from './run-records.js';

/** What a program does as a run. The signal is aborted when it is to end; the number is its exit status. */
export type RunBody = (signal: AbortSignal) => Promise<number>;

/** Why a run is to end before it is done. */
type Why = 'stopped' | 'timedOut' | 'shutdown';

const GRACE_MS = 10_000;
const BEAT_MS = 15_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Does `body` as the run of a directory, for a program that a job system started itself, without a supervisor: claims the
 * run, records program and end as the supervisor does, gives signs of life, and lets the body end at a stop record, at
 * SIGTERM, and at the time limit of the run record, where there is one. Without a directory the body is simply done.
 *
 * Returns the exit status: 0 without doing anything when the run is another's already, or was stopped; that of the body
 * else. What the body throws is thrown, and recorded as exit status 1. After SIGTERM without a stop record nothing is
 * recorded, so that the run counts as lost.
 */
export async function asRun(directory: string | undefined, body: RunBody): Promise<number> {
  const terminated = onTerminated();
  try {
    if (!directory) return await body(terminated.signal);
    const self = await identifyProcess(process.pid);
    if (self === undefined) throw new Error('This process cannot be looked up in /proc.');
    const exit = new ReservedExit(directory);
    const at = new Date().toISOString();
    if (!(await writeRecord(directory, 'claim', { supervisor: self, place: await processPlace(), at })))
      return 0;
    await exit.reserve();
    return await claimed(directory, self, exit, body, terminated.signal);
  } finally {
    terminated.close();
  }
}

async function claimed(
  directory: string,
  self: ProcessIdentity,
  exit: ReservedExit,
  body: RunBody,
  terminated: AbortSignal,
): Promise<number> {
  const startedAt = new Date().toISOString();
  const record = async (end: Partial<ExitRecord>): Promise<void> => {
    const none = { exitCode: null, signal: null, timedOut: false, stopped: false };
    await exit.write({ ...none, startedAt, endedAt: new Date().toISOString(), ...end });
  };
  if (await readRecord(directory, 'stop')) {
    await record({ stopped: true });
    return 0;
  }
  await writeRecord(directory, 'program', { process: self, startedAt });
  const run = await readRecord(directory, 'run');
  const ending = new AbortController();
  const wishes = watchWishes(directory, terminated, {
    limitMs: run?.timeLimitMs ?? Infinity,
    beatMs: run?.beatMs ?? BEAT_MS,
  });
  const done = body(ending.signal).then(
    (code) => ({ code }),
    (error: unknown) => ({ code: 1, error }),
  );
  try {
    let why = await Promise.race([done.then(() => undefined), wishes.asked]);
    if (why) ending.abort(new Error(`The run is to end: ${why}.`));
    const end = await Promise.race([
      done,
      ...(why ? [delay(run?.graceMs ?? GRACE_MS, undefined, { ref: false })] : []),
    ]);
    if (why === 'shutdown' && (await readRecord(directory, 'stop'))) why = 'stopped';
    if (why === 'shutdown') return 1;
    await record({
      ...(end ? { exitCode: end.code } : { signal: 'SIGKILL' }),
      ...(why && { [why]: true }),
    });
    // What does not end in time is left to the end of this process.
    if (end === undefined) process.exit(1);
    if ('error' in end && why === undefined) throw end.error;
    return end.code;
  } finally {
    wishes.close();
  }
}

/** The first of: a stop record, SIGTERM, the time limit. Gives signs of life meanwhile. */
function watchWishes(
  directory: string,
  terminated: AbortSignal,
  { limitMs, beatMs }: { readonly limitMs: number; readonly beatMs: number },
): { readonly asked: Promise<Why>; close(): void } {
  const names = new NameWatch(directory, basename(recordPath(directory, 'stop')));
  const closed = new AbortController();
  const alive = join(directory, RUN_FILES.beat);
  const timers: NodeJS.Timeout[] = [];
  const beat = async (): Promise<boolean> => {
    await writeFile(alive, `${new Date().toISOString()}\n`);
    return (await readRecord(directory, 'stop')) !== undefined;
  };
  const asked = new Promise<Why>((resolve) => {
    timers.push(setTimeout(() => resolve('timedOut'), Math.min(limitMs, LONGEST_TIMER_MS)).unref());
    terminated.addEventListener('abort', () => resolve('shutdown'));
    if (terminated.aborted) resolve('shutdown');
    void (async () => {
      while (!closed.signal.aborted) {
        // A disk that is away for a while is no reason to end.
        const report = (error: unknown) => void process.stderr.write(`No sign of life: ${String(error)}\n`);
        if (await beat().catch(report)) return resolve('stopped');
        await names.changed(beatMs, closed.signal).catch(() => undefined);
      }
    })();
  });
  return {
    asked,
    close() {
      closed.abort();
      names.close();
      timers.forEach(clearTimeout);
    },
  };
}

function onTerminated(): { readonly signal: AbortSignal; close(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new Error('SIGTERM'));
  process.on('SIGTERM', abort);
  return { signal: controller.signal, close: () => process.off('SIGTERM', abort) };
}
