import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { OperationsError } from '../../domain/failures.js';
import { hasCode, rethrowIo } from '../files/io-error.js';
import { newestLogTail } from './log-tail.js';
import { NameWatch } from './name-watch.js';
import { isAlive, processPlace } from './process-identity.js';
import { endTree, RUN_VARIABLE } from './process-tree.js';
import { checkProgram, checkWorkingDirectory } from './program-check.js';
import { runEnd } from './run-end.js';
import { readRecord, recordPath, writeRecord, type ClaimRecord } from './run-records.js';
import type { ProcessorRun, ProcessorRunner, RunEnd } from './runner.js';
import { compiledProgram, startDetached } from './start-detached.js';
import { isHere, SupervisorWatch } from './supervisor-life.js';

/** Settings of the local runner; the defaults are for operations. */
export interface LocalRunnerOptions {
  /** The compiled supervisor; default: the one beside this module, or in `dist` when this module runs from `src`. */
  readonly supervisor?: string;
  /** Milliseconds between SIGTERM and SIGKILL; default 10 s. */
  readonly graceMs?: number;
  /** Milliseconds between two reports of progress, and two looks at whether the supervisor lives; default 2 s. */
  readonly tickMs?: number;
  /** Milliseconds between two signs of life of the supervisor; default 15 s. */
  readonly beatMs?: number;
  /** Milliseconds without a sign of life after which a supervisor on another host counts as lost; default 2 min. */
  readonly silenceMs?: number;
}

/** How long processes of a lost run may take to vanish after SIGKILL before the operator is told that they hang. */
const PATIENCE_MS = 30_000;

/** Runs processors as programs of this host, each under a supervisor that is independent of the worker. */
export function localRunner(options: LocalRunnerOptions = {}): ProcessorRunner {
  const settings = {
    supervisor: options.supervisor ?? compiledProgram('supervisor.js'),
    graceMs: options.graceMs ?? 10_000,
    tickMs: options.tickMs ?? 2_000,
    beatMs: options.beatMs ?? 15_000,
    silenceMs: options.silenceMs ?? 120_000,
  };
  return {
    ensureStarted: (run) => ensureStarted(run, settings),
    wait: (run, { signal, onProgress }) => wait(run, signal, onProgress, settings),
    stop: (run) => stop(run, settings),
  };
}

type Settings = Required<LocalRunnerOptions>;

async function ensureStarted(run: ProcessorRun, settings: Settings): Promise<void> {
  const directory = resolve(run.runDirectory);
  if (await readRecord(directory, 'claim')) return;
  await checkProgram(run.program);
  await checkWorkingDirectory(run.workingDirectory);
  try {
    await mkdir(directory, { recursive: true });
    const token = randomBytes(16).toString('hex');
    await writeRecord(directory, 'run', {
      ...run,
      token,
      graceMs: settings.graceMs,
      beatMs: settings.beatMs,
    });
    await startSupervisor(directory, settings);
  } catch (error) {
    rethrowIo(error, `Starting the processor in ${directory}`);
  }
}

/** Returns when somebody has claimed the run: the supervisor started here, or that of another attempt. */
async function startSupervisor(directory: string, settings: Settings): Promise<void> {
  const run = await readRecord(directory, 'run');
  const { PATH, LD_LIBRARY_PATH } = process.env;
  await startDetached({
    script: settings.supervisor,
    args: [directory],
    directory,
    sign: basename(recordPath(directory, 'claim')),
    environment: { PATH, ...(LD_LIBRARY_PATH && { LD_LIBRARY_PATH }), [RUN_VARIABLE]: run?.token },
    tickMs: settings.tickMs,
  });
}

async function wait(
  run: ProcessorRun,
  signal: AbortSignal,
  onProgress: Parameters<ProcessorRunner['wait']>[1]['onProgress'],
  settings: Settings,
): Promise<RunEnd> {
  const directory = resolve(run.runDirectory);
  const watch = new NameWatch(directory, 'exit.json');
  const supervisor = new SupervisorWatch(directory, settings.silenceMs);
  try {
    for (;;) {
      signal.throwIfAborted();
      const claim = await readRecord(directory, 'claim');
      const life = claim && (await supervisor.look(claim));
      // Read after the supervisor was looked at: the record is the last thing it does.
      const exit = await readRecord(directory, 'exit');
      if (exit) return runEnd(run, exit);
      if (!claim) throw new OperationsError('PROCESSOR_LOST', `The run in ${directory} was never started.`);
      if (life !== 'alive') throw await lost(directory, claim);
      const startedAt = (await readRecord(directory, 'program'))?.startedAt ?? claim.at;
      const logTail = await newestLogTail([run.stdoutFile, run.stderrFile]);
      onProgress({ logTail, elapsedMs: Math.max(0, Date.now() - Date.parse(startedAt)) });
      await watch.changed(settings.tickMs, signal);
    }
  } finally {
    watch.close();
  }
}

/** Makes sure that nothing of a run whose supervisor is gone still writes, and says that it is lost. */
async function lost(directory: string, claim: ClaimRecord): Promise<OperationsError> {
  if (claim.supervisor !== null && !(await isHere(claim))) {
    const host = claim.place.split(' ')[0];
    const sentence = `The processor in ${directory} was started on ${host}, which gives no sign of life; it may still run there.`;
    return new OperationsError('PROCESSOR_LOST', sentence);
  }
  const left = await endRun(directory, 0, PATIENCE_MS);
  const remains =
    left.length === 0 ? 'nothing of it runs any more' : `it hangs in the system as ${left.join(', ')}`;
  const sentence = `What watched over the processor in ${directory} is gone, so its end cannot be known; ${remains}.`;
  return new OperationsError('PROCESSOR_LOST', sentence);
}

async function endRun(directory: string, graceMs: number, patienceMs: number): Promise<number[]> {
  const run = await readRecord(directory, 'run');
  if (run === undefined) return [];
  const program = await readRecord(directory, 'program');
  return endTree({ token: run.token, program: program?.process }, { graceMs, patienceMs });
}

async function stop(run: ProcessorRun, settings: Settings): Promise<void> {
  const directory = resolve(run.runDirectory);
  const at = new Date().toISOString();
  await writeRecord(directory, 'stop', { at });
  // A run that nobody has claimed is claimed here, so that nobody starts it later.
  await writeRecord(directory, 'claim', { supervisor: null, place: await processPlace(), at });
  const claim = await readRecord(directory, 'claim');
  if (claim === undefined)
    throw new OperationsError('UNEXPECTED', `The run directory ${directory} was removed.`);
  await tellSupervisor(claim);

  const watch = new NameWatch(directory, 'exit.json');
  const supervisor = new SupervisorWatch(directory, settings.silenceMs);
  try {
    for (;;) {
      const life = await supervisor.look(claim);
      if (await readRecord(directory, 'exit')) return;
      if (life === 'silent') throw await lost(directory, claim);
      if (life === 'dead') break;
      await watch.changed(settings.tickMs);
    }
  } finally {
    watch.close();
  }
  await endRun(directory, settings.graceMs, Infinity);
  const startedAt = (await readRecord(directory, 'program'))?.startedAt ?? claim.at;
  const end = { exitCode: null, signal: null, timedOut: false, stopped: true };
  await writeRecord(directory, 'exit', { ...end, startedAt, endedAt: new Date().toISOString() });
}

/** The supervisor elsewhere looks for the wish with each sign of life; the one here is told at once. */
async function tellSupervisor({ supervisor, ...claim }: ClaimRecord): Promise<void> {
  if (supervisor === null || !(await isHere({ supervisor, ...claim })) || !(await isAlive(supervisor)))
    return;
  try {
    process.kill(supervisor.pid, 'SIGTERM');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
