/**
 * The program that watches over one run of a processor: `node supervisor.js RUN_DIRECTORY`, started detached by the
 * local runner and then on its own, whatever becomes of the worker. It claims the run, starts the program, enforces the
 * time limit, and records the end. Ended itself by SIGTERM without a wish to stop (the machine goes down), it takes the
 * processor along and records nothing, so that the run counts as lost and not as failed.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { writeSync } from 'node:fs';
import { mkdir, open, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '../files/io-error.js';
import { identifyProcess, processPlace } from './process-identity.js';
import { endTree, RUN_VARIABLE, type RunTree } from './process-tree.js';
import { ReservedExit } from './reserved-exit.js';
import { readRecord, RUN_FILES, writeRecord, type ExitRecord, type RunRecord } from './run-records.js';

type Why = 'timedOut' | 'stopped' | 'shutdown';
interface Ended {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly startError?: { readonly code: string; readonly message: string };
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

const terminated = new Promise<void>((resolve) => process.on('SIGTERM', () => resolve()));
process.on('SIGHUP', () => log('SIGHUP is ignored'));
await main(process.argv[2] ?? '');
process.exit(0);

async function main(directory: string): Promise<void> {
  const run = await readRecord(directory, 'run');
  const supervisor = await identifyProcess(process.pid);
  if (run === undefined || supervisor === undefined)
    throw new Error(`There is no run to watch over in ${directory}.`);
  const exit = new ReservedExit(directory);
  const claim = { supervisor, place: await processPlace(), at: new Date().toISOString() };
  if (!(await writeRecord(directory, 'claim', claim))) return;
  await exit
    .reserve()
    .catch((error: unknown) => log(`no space could be reserved for the exit record: ${String(error)}`));
  await writeFile(join(directory, RUN_FILES.beat), '');
  const record = await supervise(directory, run);
  if (record !== undefined) await retrying('recording the end', () => exit.write(record));
}

/** Runs the program to its end. Undefined when the end is not to be recorded. */
async function supervise(directory: string, run: RunRecord): Promise<ExitRecord | undefined> {
  const startedAt = new Date().toISOString();
  const flags = { timedOut: false, stopped: false };
  if ((await readRecord(directory, 'stop')) !== undefined) {
    return { exitCode: null, signal: null, ...flags, stopped: true, startedAt, endedAt: startedAt };
  }
  const { ended, child } = await start(run);
  const asked = whenAsked(directory, run);
  const tree: RunTree = { token: run.token, program: await recordProgram(directory, child, startedAt) };

  let why: Why | undefined = await Promise.race([ended.then(() => undefined), asked]);
  if (why !== undefined) {
    log(`ending the processor: ${why}`);
    await endTree(tree, { graceMs: run.graceMs, patienceMs: Infinity });
  }
  const end = await ended;
  const endedAt = new Date().toISOString();
  // When the machine goes down, processor and supervisor get their SIGTERM in any order.
  if (why === undefined && end.signal === 'SIGTERM')
    why = await Promise.race([asked, delay(1_000, undefined)]);
  // The products are looked at next: nothing of the run may still write.
  const left = await endTree(tree, { graceMs: run.graceMs, patienceMs: Infinity });
  if (left.length > 0) log(`still there: ${left.join(' ')}`);
  if (why === 'shutdown') return undefined;
  return { ...end, ...flags, ...(why && { [why]: true }), startedAt, endedAt };
}

async function start(run: RunRecord): Promise<{ ended: Promise<Ended>; child: ChildProcess | undefined }> {
  try {
    const [out, err] = [await openLog(run.stdoutFile), await openLog(run.stderrFile)];
    const child = spawn(run.program, run.args, {
      cwd: run.workingDirectory,
      env: { ...run.environment, [RUN_VARIABLE]: run.token },
      detached: true,
      stdio: ['ignore', out.fd, err.fd],
    });
    const ended = new Promise<Ended>((resolve) => {
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
      child.once('error', (error) => resolve(notStarted(error)));
    });
    await Promise.all([out.close(), err.close()]);
    return { ended, child };
  } catch (error) {
    return { ended: Promise.resolve(notStarted(error)), child: undefined };
  }
}

async function openLog(path: string): ReturnType<typeof open> {
  await mkdir(dirname(path), { recursive: true });
  return open(path, 'a');
}

function notStarted(error: unknown): Ended {
  const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException;
  return { exitCode: null, signal: null, startError: { code, message } };
}

async function recordProgram(
  directory: string,
  child: ChildProcess | undefined,
  startedAt: string,
): Promise<RunTree['program']> {
  const identity = child?.pid === undefined ? undefined : await identifyProcess(child.pid);
  if (identity === undefined) return undefined;
  try {
    await writeRecord(directory, 'program', { process: identity, startedAt });
  } catch (error) {
    // The token in its environment finds the program too.
    log(`the process id ${identity.pid} could not be recorded: ${String(error)}`);
  }
  return identity;
}

/** The first of: the time limit, a wish to stop, the end of the machine. Gives signs of life meanwhile. */
function whenAsked(directory: string, run: RunRecord): Promise<Why> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('timedOut'), Math.min(run.timeLimitMs, LONGEST_TIMER_MS));
    const isStopWanted = async (): Promise<boolean> => (await readRecord(directory, 'stop')) !== undefined;
    const beat = async (): Promise<void> => {
      const now = new Date();
      await utimes(join(directory, RUN_FILES.beat), now, now);
      if (await isStopWanted()) resolve('stopped');
    };
    const report = (error: unknown): void => log(`no sign of life could be given: ${String(error)}`);
    setInterval(() => void beat().catch(report), run.beatMs);
    void terminated
      .then(isStopWanted)
      .then((wanted) => resolve(wanted ? 'stopped' : 'shutdown'))
      .catch(report);
  });
}

/** The end of a run is worth waiting for a disk that is full or away; only a run directory that is gone is given up. */
async function retrying(what: string, action: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      log(`${what}: ${String(error)}`);
      if (hasCode(error, 'ENOENT')) return;
      await delay(5_000);
    }
  }
}

function log(sentence: string): void {
  try {
    writeSync(2, `${new Date().toISOString()} ${sentence}\n`);
  } catch {
    // The log is on the disk that is full: there is nobody left to tell, and the run goes on.
  }
}
