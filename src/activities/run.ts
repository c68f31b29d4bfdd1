import { readFile } from 'node:fs/promises';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { writeFileAtomic } from '../adapters/files/atomic-write.js';
import { rethrowIo } from '../adapters/files/io-error.js';
import { makeDirectory } from '../adapters/files/make-directory.js';
import { inspectProcessor } from '../adapters/processor/installed.js';
import { readRecord } from '../adapters/processor/run-records.js';
import type { ProcessorRun, RunEnd } from '../adapters/processor/runner.js';
import { durationText } from '../domain/duration.js';
import { OperationsError } from '../domain/failures.js';
import { processorVersion } from '../domain/processor-version.js';
import { STAGE_SENTENCES } from '../domain/stage-words.js';
import { emitPcf } from '../formats/pcf.js';
import { upsertRun } from '../ledger/runs.js';
import type { RunRow } from '../ledger/schema.js';
import type { LevelTask, ProcessingActivities } from './contract.js';
import { runPlaces, type StationContext } from './context.js';
import { pcfOf } from './pcf-of.js';
import { editionOf, givenBy } from './run-record.js';
import type { StagingManifest } from './stage.js';
import { recordedStage } from './stage-record.js';

/** Run: the processor as a program of its own, which the death of this worker doesn't touch. */
export function runActivities(context: StationContext): Pick<ProcessingActivities, 'runProcessor'> {
  const { mission, ledger, runner } = context;
  return {
    async runProcessor({ task, run, digest }) {
      return recordedStage(context, task, 'run', STAGE_SENTENCES.run(task.level, task.version), async () => {
        const places = runPlaces(context, task.day, task.level, run);
        const key = { mission: mission.mission, day: task.day, level: task.level, run };
        const row = { version: task.version, digest, directory: places.runDirectory };
        // One that was started by an earlier attempt is attended, whatever became of the installed program since.
        const started = await startedRun(places.runDirectory);
        const { processorRun, given } = started
          ? { processorRun: started, given: {} }
          : await plannedRun(context, task, run, digest);
        await upsertRun(ledger, key, { ...row, ...given, state: 'running' });
        await runner.ensureStarted(processorRun);
        const end = await attended(context, processorRun);
        await upsertRun(ledger, key, {
          ...row,
          startedAt: Date.parse(end.startedAt),
          endedAt: Date.parse(end.endedAt),
          exitCode: end.exitCode,
          signal: end.signal,
          timedOut: end.timedOut ? 1 : 0,
          state: end.exitCode === 0 ? 'succeeded' : 'failed',
        });
        await judgeEnd(task, end, places.stderr);
        return { elapsedMs: Date.parse(end.endedAt) - Date.parse(end.startedAt) };
      });
    },
  };
}

async function startedRun(runDirectory: string): Promise<ProcessorRun | undefined> {
  if (!(await readRecord(runDirectory, 'claim'))) return undefined;
  return readRecord(runDirectory, 'run');
}

/**
 * A run that nobody has started: its directory is prepared, and the processor is still what was planned. `given` is what
 * the ledger keeps of its PCF, before it starts.
 */
async function plannedRun(
  context: StationContext,
  task: LevelTask,
  run: number,
  digest: string,
): Promise<{ processorRun: ProcessorRun; given: Partial<RunRow> }> {
  const installed = await inspectProcessor(context.paths.home, task.level, processorVersion(task.version));
  if (installed.digest !== digest) {
    throw new OperationsError(
      'PROCESSOR_CHANGED',
      `${task.level}Processor ${task.version} or its configuration changed after the run was planned.`,
      [`planned: ${digest}`, `now: ${installed.digest}`],
    );
  }
  const given = await prepare(context, task, run, installed.configDirectory).catch((error: unknown) =>
    rethrowIo(error, 'the staging directory'),
  );
  const places = runPlaces(context, task.day, task.level, run);
  const processorRun = {
    runDirectory: places.runDirectory,
    program: installed.program,
    args: [],
    workingDirectory: places.runDirectory,
    environment: environmentOf(places.pcf),
    timeLimitMs: task.timeLimitMs,
    stdoutFile: places.stdout,
    stderrFile: places.stderr,
  };
  return { processorRun, given: { ...given, edition: await editionOf(context, task) } };
}

/** The whole environment of a processor: where its PCF is, and the little that any program needs. */
function environmentOf(pcf: string): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'PGSHOME'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), PGS_PC_INFO_FILE: pcf };
}

/** Everything a run finds when it starts; written once more by each attempt, with the same content. */
async function prepare(
  context: StationContext,
  task: LevelTask,
  run: number,
  configDirectory: string,
): Promise<Pick<RunRow, 'inputs' | 'without' | 'parameters'>> {
  const places = runPlaces(context, task.day, task.level, run);
  const manifest = JSON.parse(await readFile(places.manifest, 'utf8')) as StagingManifest;
  await makeDirectory(places.products);
  await makeDirectory(places.logDirectory);
  const pcf = pcfOf(context.mission, task, run, manifest, {
    inputs: places.inputs,
    products: places.products,
    log: places.runDirectory,
    config: configDirectory,
  });
  await writeFileAtomic(places.pcf, emitPcf(pcf));
  return { ...givenBy(manifest), parameters: pcf.parameters };
}

/** Waits for the end with the progress in the heartbeat; a cancelled day kills its processor, a dying worker doesn't. */
async function attended(context: StationContext, run: ProcessorRun): Promise<RunEnd> {
  const activity = Context.current();
  try {
    return await context.runner.wait(run, {
      signal: activity.cancellationSignal,
      onProgress: (progress) => activity.heartbeat(progress),
    });
  } catch (error) {
    const { reason } = activity.cancellationSignal as { reason: unknown };
    const details = activity.cancellationDetails;
    if (reason instanceof CancelledFailure && details?.cancelRequested) await context.runner.stop(run);
    throw error;
  }
}

async function judgeEnd(task: LevelTask, end: RunEnd, stderr: string): Promise<void> {
  const name = `${task.level}Processor ${task.version} for ${task.day}`;
  if (end.stopped) {
    throw new OperationsError('PROCESSOR_LOST', `${name} was stopped together with the station.`);
  }
  if (end.timedOut) {
    throw new OperationsError(
      'PROCESSOR_TIMEOUT',
      `${name} was stopped at its time limit of ${durationText(task.timeLimitMs)}.`,
      await lastLines(stderr),
    );
  }
  if (end.exitCode === 0) return;
  const how = end.signal ? `was ended by signal ${end.signal}` : `ended with exit status ${end.exitCode}`;
  throw new OperationsError('PROCESSOR_FAILED', `${name} ${how}.`, await lastLines(stderr));
}

async function lastLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .trimEnd()
    .split('\n')
    .slice(-5)
    .filter((line) => line !== '')
    .map((line) => line.slice(0, 300));
}
