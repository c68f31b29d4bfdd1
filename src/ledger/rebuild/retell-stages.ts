import { join } from 'node:path';
import { judgeReadiness } from '../../domain/readiness.js';
import { awaitingWords, STAGE_SENTENCES } from '../../domain/stage-words.js';
import type { Stage } from '../../domain/story.js';
import { endStage, startStage, type LevelPatch } from '../levels.js';
import { upsertRun } from '../runs.js';
import { stageAttempt } from '../stage-attempt.js';
import type { Input, Result } from './activity-inputs.js';
import type { ActivityFact } from './facts.js';
import type { LevelKey, Moment, Retelling } from './moment.js';

/** An activity with its input, and its result when it has ended well. */
export interface Parsed<I, R = undefined> {
  readonly fact: ActivityFact;
  readonly input: I;
  readonly result: R | undefined;
}

/** `await inputs`: what was missing, judged again from what the archive had. */
export function retellAssess(
  to: Retelling,
  { fact, input, result }: Parsed<Input<'assessInputs'>, Result<'assessInputs'>>,
): Moment[] {
  const at = fact.endedAt;
  if (at === undefined || !result) return [];
  const { task, waived, completeSince, extendedTo } = input;
  const verdict = judgeReadiness(
    task.inputs,
    new Set(result.present),
    new Set(waived),
    at,
    completeSince,
    extendedTo,
  );
  const key = keyOf(to, task);
  const stage = 'await inputs';
  const start = { at, level: { stage, since: at, ...awaitingWords(verdict) } as const };
  return [
    {
      at,
      tell: () => startStage(to.ledger, { ...key, stage, attempt: attemptOf(fact) }, start),
    },
  ];
}

/** `stage`: the run is planned. */
export function retellStaging(
  to: Retelling,
  { fact, input, result }: Parsed<Input<'stageLevel'>, Result<'stageLevel'>>,
): Moment[] {
  const { task, run } = input;
  const planned: Moment[] = result
    ? [
        {
          at: fact.endedAt ?? fact.scheduledAt,
          tell: () =>
            upsertRun(
              to.ledger,
              { ...keyOf(to, task), run },
              {
                version: task.version,
                digest: result.digest,
                directory: runDirectory(to, task, run),
                state: 'planned',
                ...(task.edition !== undefined && { edition: task.edition }),
              },
            ),
        },
      ]
    : [];
  const after = result && { processorDigest: result.digest, processorVersion: task.version };
  return [...planned, ...stageMoments(to, fact, task, 'stage', STAGE_SENTENCES.stage(), after)];
}

/** The failures that say that the processor had been started. */
const RUN_FAILURES: readonly string[] = ['PROCESSOR_FAILED', 'PROCESSOR_TIMEOUT'];

/** `run`: the exit status stands in the result or in the words of the failure. */
export function retellRun(
  to: Retelling,
  { fact, input, result }: Parsed<Input<'runProcessor'>, Result<'runProcessor'>>,
): Moment[] {
  const { task, run, digest } = input;
  const key = { ...keyOf(to, task), run };
  const row = {
    version: task.version,
    digest,
    directory: runDirectory(to, task, run),
    ...(task.edition !== undefined && { edition: task.edition }),
  };
  const moments: Moment[] = [];
  const { startedAt, endedAt, failure } = fact;
  const wasEnded = failure && RUN_FAILURES.includes(failure.code);
  const wasStopped =
    failure?.code === 'PROCESSOR_LOST' && failure.message.includes('together with the station');
  if (startedAt !== undefined && (!failure || wasEnded || failure.code === 'PROCESSOR_LOST'))
    moments.push({ at: startedAt, tell: () => upsertRun(to.ledger, key, { ...row, state: 'running' }) });
  if (endedAt !== undefined && (result || wasEnded || wasStopped)) {
    const end = result
      ? { startedAt: endedAt - result.elapsedMs, exitCode: 0, state: 'succeeded' as const }
      : { startedAt, ...exitOf(failure?.message ?? ''), state: 'failed' as const };
    const timedOut = failure?.code === 'PROCESSOR_TIMEOUT' ? (1 as const) : (0 as const);
    moments.push({
      at: endedAt,
      tell: () => upsertRun(to.ledger, key, { ...row, ...end, endedAt, timedOut }),
    });
  }
  const sentence = STAGE_SENTENCES.run(task.level, task.version);
  return [...moments, ...stageMoments(to, fact, task, 'run', sentence)];
}

function exitOf(message: string): { exitCode?: number; signal?: string } {
  const status = /exit status (\d+)/.exec(message)?.[1];
  const signal = /by signal (SIG[A-Z0-9]+)/.exec(message)?.[1];
  return {
    ...(status !== undefined && { exitCode: Number(status) }),
    ...(signal !== undefined && { signal }),
  };
}

/** `QA` and its verdict; what was measured of each product is written from the products' metadata. */
export function retellQuality(
  to: Retelling,
  { fact, input, result }: Parsed<Input<'assureQuality'>, Result<'assureQuality'>>,
): Moment[] {
  const after = result && { qaVerdict: result.verdict, qaExplanation: result.explanation };
  return stageMoments(to, fact, input.task, 'QA', STAGE_SENTENCES.QA(), after);
}

/** `archive`. */
export function retellArchive(to: Retelling, { fact, input }: Parsed<Input<'archiveProducts'>>): Moment[] {
  const { verdict, explanation } = input.verdict;
  const after = { qaVerdict: verdict, qaExplanation: explanation };
  return stageMoments(to, fact, input.task, 'archive', STAGE_SENTENCES.archive(), after);
}

/** The beginning and the end of a stage, with its row and what it changes of the level. */
export function stageMoments(
  to: Retelling,
  fact: ActivityFact,
  of: Pick<LevelKey, 'day' | 'level'>,
  stage: Stage,
  sentence: string,
  after?: LevelPatch,
): Moment[] {
  const { startedAt, endedAt, outcome, failure } = fact;
  if (startedAt === undefined) return [];
  const key = { ...keyOf(to, of), stage, attempt: attemptOf(fact) };
  const level = { stage, since: startedAt, state: 'running', sentence, until: null, thenWhat: null } as const;
  const begin = { at: startedAt, tell: () => startStage(to.ledger, key, { at: startedAt, level }) };
  if (endedAt === undefined || outcome === 'open' || outcome === 'lost') return [begin];
  const end = {
    at: endedAt,
    outcome,
    ...(outcome === 'failed' && failure && { detail: failure.message }),
    ...(outcome === 'ok' && after && { level: after }),
  };
  return [begin, { at: endedAt, tell: () => endStage(to.ledger, key, end) }];
}

/** The ledger's number of the attempt. */
export function attemptOf(fact: ActivityFact): number {
  return stageAttempt(fact.activityId, fact.attempt);
}

/** The key of a level in the ledger. */
export function keyOf(to: Retelling, { day, level }: Pick<LevelKey, 'day' | 'level'>): LevelKey {
  return { mission: to.mission.mission, day, level };
}

function runDirectory(to: Retelling, { day, level }: Pick<LevelKey, 'day' | 'level'>, run: number): string {
  return join(to.places.staging, day, level, `run-${run}`);
}
