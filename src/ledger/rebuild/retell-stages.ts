import { join } from 'node:path';
import { judgeReadiness } from '../../domain/readiness.js';
import { awaitingWords, STAGE_SENTENCES } from '../../domain/stage-words.js';
import type { Stage } from '../../domain/story.js';
import { supersedeEarlier } from '../files.js';
import { endStage, startStage, upsertLevel, type LevelPatch } from '../levels.js';
import { addOverride, replaceWaivers, waiverOf } from '../overrides.js';
import { upsertRun } from '../runs.js';
import { stageAttempt } from '../stage-attempt.js';
import type { Override } from '../schema.js';
import { INPUTS, type Input, type Result } from './activity-inputs.js';
import { textsOf, type ActivityFact } from './facts.js';
import type { LevelKey, Moment, Retelling } from './moment.js';

/** An activity with its input, and its result when it has ended well. */
export interface Parsed<I, R = undefined> {
  readonly fact: ActivityFact;
  readonly input: I;
  readonly result: R | undefined;
  /** The activities of the same workflow, in the order in which they were scheduled. */
  readonly all: readonly ActivityFact[];
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
  { fact, input, result, all }: Parsed<Input<'stageLevel'>, Result<'stageLevel'>>,
): Moment[] {
  const { task, run } = input;
  const missed = missedOf(input, all, fact);
  const planned: Moment[] = result
    ? [
        {
          at: fact.endedAt ?? fact.scheduledAt,
          tell: async () => {
            await upsertRun(
              to.ledger,
              { ...keyOf(to, task), run },
              {
                version: task.version,
                digest: result.digest,
                directory: runDirectory(to, task, run),
                state: 'planned',
                edition: task.edition ?? 1,
                without: missed.without,
              },
            );
            await replaceWaivers(to.ledger, keyOf(to, task), missed.overrides);
          },
        },
      ]
    : [];
  const after = result && { processorDigest: result.digest, processorVersion: task.version };
  return [...planned, ...stageMoments(to, fact, task, 'stage', STAGE_SENTENCES.stage(), after)];
}

/** What an operator decided to go without and what is really not there: the archive is looked at before it is staged. */
function missedOf(
  input: Input<'stageLevel'>,
  all: readonly ActivityFact[],
  fact: ActivityFact,
): { without: string[]; overrides: Override[] } {
  const assessed = lastBefore(all, fact, 'assessInputs');
  const there = new Set(textsOf(assessed?.result, 'present'));
  const overrides = input.waivers.flatMap(
    (waiver) =>
      waiverOf(
        waiver,
        waiver.granules.filter((key) => !there.has(key)),
      ) ?? [],
  );
  return { without: input.waived.filter((key) => !there.has(key)), overrides };
}

/** What was staged for a run that is made anew on it. */
function stagedFor(fact: ActivityFact, all: readonly ActivityFact[]): { without?: string[] } {
  const staged = lastBefore(all, fact, 'stageLevel');
  const input = staged && INPUTS.stageLevel.safeParse(staged.input);
  return staged && input?.success ? { without: missedOf(input.data, all, staged).without } : {};
}

function lastBefore(
  all: readonly ActivityFact[],
  fact: ActivityFact,
  type: ActivityFact['type'],
): ActivityFact | undefined {
  return all
    .slice(0, all.indexOf(fact))
    .findLast((earlier) => earlier.type === type && earlier.outcome === 'ok');
}

/** The failures that say that the processor had been started. */
const RUN_FAILURES: readonly string[] = ['PROCESSOR_FAILED', 'PROCESSOR_TIMEOUT'];

/** `run`: the exit status stands in the result or in the words of the failure. */
export function retellRun(
  to: Retelling,
  { fact, input, result, all }: Parsed<Input<'runProcessor'>, Result<'runProcessor'>>,
): Moment[] {
  const { task, run, digest } = input;
  const key = { ...keyOf(to, task), run };
  const row = {
    version: task.version,
    digest,
    directory: runDirectory(to, task, run),
    edition: task.edition ?? 1,
    ...stagedFor(fact, all),
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

/** An operator's word on the products. */
export function retellDecision(
  to: Retelling,
  { fact, input, result }: Parsed<Input<'decideQuality'>, Result<'decideQuality'>>,
): Moment[] {
  if (fact.endedAt === undefined || !result) return [];
  const { task, outcome, decision } = input;
  const { verb, by, why, at, flag } = decision;
  const key = keyOf(to, task);
  const what = `QA said ${outcome.verdict}; the products are flagged ${flag}.`;
  return [
    {
      at: fact.endedAt,
      tell: async () => {
        await upsertLevel(to.ledger, key, { qaVerdict: result.verdict, qaExplanation: result.explanation });
        await addOverride(to.ledger, key, { verb, by, why, at, what });
      },
    },
  ];
}

/** `archive`. What an earlier edition made is superseded. */
export function retellArchive(to: Retelling, { fact, input }: Parsed<Input<'archiveProducts'>>): Moment[] {
  const { verdict, explanation } = input.verdict;
  const after = { qaVerdict: verdict, qaExplanation: explanation };
  const { endedAt } = fact;
  const supersede: Moment[] =
    endedAt !== undefined && fact.outcome === 'ok'
      ? [
          {
            at: endedAt,
            tell: () => supersedeEarlier(to.ledger, keyOf(to, input.task), input.task.edition ?? 1, endedAt),
          },
        ]
      : [];
  return [...supersede, ...stageMoments(to, fact, input.task, 'archive', STAGE_SENTENCES.archive(), after)];
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
