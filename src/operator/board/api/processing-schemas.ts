import { z } from 'zod';
import { STAGES, VERBS, type Story } from '../../../domain/story.js';
import { FAILURES, type FailureCode } from '../../../domain/failures.js';
import type {
  DayRow,
  FileRow,
  GapRow,
  LevelRow,
  ProcessorChoiceRow,
  QaRow,
  RunRow,
  StageRow,
} from '../../../ledger/schema.js';
import { bytes, count, dayText, facts, instant, named, type Shape } from './shapes.js';

const mission = z.string();
const texts = z.array(z.string());
const verdict = z.enum(['Passed', 'Suspect', 'Failed']);

/** A stable failure code. */
export const failureCode = named(
  'FailureCode',
  z.enum(Object.keys(FAILURES) as [FailureCode, ...FailureCode[]]),
);
/** A stage of a level. */
export const stage = named('Stage', z.enum(STAGES));
/** How a level stands. */
export const levelState = named('LevelState', z.enum(['waiting', 'running', 'held', 'done', 'abandoned']));

/** A product day. */
export const dayRow = named(
  'Day',
  z.strictObject({
    mission,
    day: dayText,
    state: z.enum(['open', 'done', 'abandoned']),
    openedAt: instant,
    openedBy: z.string(),
    doneAt: instant.optional(),
    workflowId: z.string(),
  } satisfies Shape<DayRow>),
);

/** A level of a product day. */
export const levelRow = named(
  'Level',
  z.strictObject({
    mission,
    day: dayText,
    level: z.string(),
    stage,
    state: levelState,
    since: instant,
    until: instant.optional(),
    thenWhat: z.string().optional(),
    sentence: z.string().optional(),
    heldCode: failureCode.optional(),
    heldSentence: z.string().optional(),
    heldDetails: texts.optional(),
    heldSince: instant.optional(),
    missing: texts.optional(),
    here: count.optional(),
    of: count.optional(),
    processorVersion: z.string().optional(),
    processorDigest: z.string().optional(),
    qaVerdict: verdict.optional(),
    qaExplanation: z.string().optional(),
    doneAt: instant.optional(),
    edition: count.optional(),
    overrides: z
      .array(
        z.strictObject({
          verb: z.enum(['proceed', 'accept', 'reject']),
          by: z.string(),
          why: z.string(),
          at: instant,
          what: z.string(),
          granules: texts.optional(),
        }),
      )
      .optional(),
    offer: z.strictObject({ since: instant, granules: texts, reason: z.string() }).optional(),
  } satisfies Shape<LevelRow>),
);

/** One attempt at one stage. */
export const stageRow = named(
  'StageAttempt',
  z.strictObject({
    mission,
    day: dayText,
    level: z.string(),
    stage,
    attempt: count,
    startedAt: instant,
    endedAt: instant.optional(),
    outcome: z.enum(['ok', 'failed', 'cancelled']).optional(),
    detail: z.string().optional(),
  } satisfies Shape<StageRow>),
);

/** A file of the archive. */
export const fileRow = named(
  'File',
  z.strictObject({
    mission,
    archivePath: z.string(),
    originalName: z.string(),
    archiveName: z.string(),
    type: z.string(),
    day: dayText,
    slot: z.string().optional(),
    event: z.string().optional(),
    part: z.string().optional(),
    made: z.string().optional(),
    size: bytes,
    md5: z.string(),
    kind: z.enum(['input', 'product']),
    level: z.string().optional(),
    archivedAt: instant,
    receiptKey: z.string().optional(),
    run: count.optional(),
    edition: count.optional(),
    supersededAt: instant.optional(),
    figures: z.record(z.string(), z.number()).optional(),
  } satisfies Shape<FileRow>),
);

/** A run of a processor. */
export const runRow = named(
  'Run',
  z.strictObject({
    mission,
    day: dayText,
    level: z.string(),
    run: count,
    version: z.string(),
    digest: z.string(),
    directory: z.string(),
    startedAt: instant.optional(),
    endedAt: instant.optional(),
    exitCode: z.int().optional(),
    signal: z.string().optional(),
    timedOut: z.literal([0, 1]),
    state: z.enum(['planned', 'running', 'succeeded', 'failed']),
    edition: count.optional(),
    inputs: z.array(z.strictObject({ key: z.string(), files: texts })).optional(),
    without: texts.optional(),
    parameters: z
      .array(z.strictObject({ lun: z.int(), description: z.string(), value: z.string() }))
      .optional(),
  } satisfies Shape<RunRow>),
);

/** What QA measured of a product. */
export const qaRow = named(
  'Quality',
  z.strictObject({
    mission,
    day: dayText,
    level: z.string(),
    product: z.string(),
    type: z.string(),
    verdict,
    reasons: texts,
    figures: facts,
    run: count,
    measuredAt: instant,
  } satisfies Shape<QaRow>),
);

/** A known gap. */
export const gapRow = named(
  'Gap',
  z.strictObject({
    mission,
    id: z.string(),
    fromAt: instant,
    toAt: instant,
    types: texts.describe('Empty: all input types.'),
    by: z.string(),
    why: z.string(),
    at: instant,
  } satisfies Shape<GapRow>),
);

/** The version of a processor that an operator chose. */
export const choiceRow = named(
  'ProcessorChoice',
  z.strictObject({
    mission,
    id: z.string(),
    level: z.string(),
    fromDay: dayText,
    toDay: dayText.optional(),
    version: z.string(),
    by: z.string(),
    why: z.string(),
    at: instant,
  } satisfies Shape<ProcessorChoiceRow>),
);

/** How a level of a day stands, in a calendar. */
export const cell = named(
  'Cell',
  z.strictObject({
    day: dayText,
    level: z.string(),
    stage,
    state: levelState,
    version: z.string().optional(),
    qa: verdict.optional(),
    held: failureCode.optional(),
  }),
);

/** What something says of itself: what it does or waits for, until when, and what an operator can do. */
export const story = named(
  'Story',
  z.strictObject({
    subject: z.string(),
    stage: z.enum([...STAGES, 'receive', 'done', 'abandoned']),
    state: levelState,
    since: instant,
    sentence: z.string(),
    until: instant.optional(),
    then: z.string().optional(),
    missing: texts,
    hold: z
      .strictObject({ code: failureCode, sentence: z.string(), details: texts, since: instant })
      .optional(),
    verbs: z.array(z.enum(VERBS)),
  } satisfies Shape<Story>),
);
