import { z } from 'zod';
import type { DataDay } from '../../domain/data-day.js';
import { isFailureCode, type FailureCode } from '../../domain/failures.js';
import type { InputPlan } from '../../domain/readiness.js';
import { STAGES } from '../../domain/story.js';

/**
 * What the activities that write to the ledger were given and gave back, as far as the ledger has it. Histories may be
 * of another release: what is not used here may have any shape.
 */
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .transform((text) => text as DataDay);
const code = z
  .string()
  .refine(isFailureCode)
  .transform((text) => text as FailureCode);
const texts = z.array(z.string());
const level = z.object({ day, level: z.string() });
const task = level.extend({ version: z.string(), edition: z.number().optional() });
const withTask = z.object({ task, run: z.number() });
const inputPlan = z.object({ rules: z.array(z.unknown()) }).transform((plan) => plan as unknown as InputPlan);
const verdict = z.object({
  verdict: z.enum(['Passed', 'Suspect', 'Failed']),
  explanation: z.string(),
  reasons: texts,
});
const said = { by: z.string(), why: z.string(), at: z.number() };
const waiver = z.object({ ...said, granules: texts });
const decision = z.object({
  ...said,
  verb: z.enum(['accept', 'reject']),
  flag: z.enum(['Passed', 'Suspect', 'Failed']),
});
const noticeFile = z.object({
  name: z.string(),
  size: z.number(),
  cksumType: z.string().optional(),
  cksumValue: z.string().optional(),
});
const receiptTask = z.object({
  key: z.string(),
  receivedAt: z.number(),
  notice: z.object({
    orderId: z.string().optional(),
    requestId: z.string().optional(),
    ftpDir: z.string(),
    granules: z.array(z.object({ files: z.array(noticeFile) })),
  }),
  trusted: texts.default([]),
});
const reasons = z.array(z.object({ name: z.string(), reason: z.string() }));
const subject = {
  workflowId: z.string(),
  day: day.optional(),
  level: z.string().optional(),
  receiptKey: z.string().optional(),
  at: z.number(),
};

/** The inputs, by the activity's name. */
export const INPUTS = {
  openDay: z.object({ day, openedBy: z.string(), at: z.number(), why: z.string().optional() }),
  closeDay: z.object({ day, state: z.enum(['done', 'abandoned']), at: z.number() }),
  planRerun: level.extend({ at: z.number() }),
  abandonLevel: level.extend({ at: z.number(), sentence: z.string().optional() }),
  assessInputs: z.object({
    task: task.extend({ inputs: inputPlan }),
    waived: texts,
    extendedTo: z.number().optional(),
    completeSince: z.number().optional(),
  }),
  stageLevel: withTask.extend({ waived: texts, waivers: z.array(waiver).default([]) }),
  decideQuality: withTask.extend({ outcome: verdict, decision }),
  runProcessor: withTask.extend({ digest: z.string() }),
  assureQuality: withTask,
  archiveProducts: withTask.extend({ verdict }),
  deliver: level.extend({
    version: z.string(),
    serial: z.number(),
    at: z.number(),
    workflowId: z.string(),
    times: z.object({ panExpectedMs: z.number() }),
    granules: z.array(z.object({ type: z.string(), files: texts })),
  }),
  settleDelivery: level.extend({
    pdrs: texts,
    accepted: texts,
    state: z.enum(['accepted', 'abandoned']),
    at: z.number(),
  }),
  chasePan: level.extend({ pdr: z.string(), until: z.number() }),
  recordAnswer: level.extend({ pdr: z.string(), state: z.literal('failed'), disposition: z.string() }),
  noteWaiting: level.extend({ sentence: z.string(), until: z.number(), thenWhat: z.string() }),
  announceHold: z.object({
    ...subject,
    stage: z.enum([...STAGES, 'receive']),
    code,
    sentence: z.string(),
    details: texts,
    until: z.number().optional(),
    thenWhat: z.string().optional(),
  }),
  announceRelease: z.object(subject),
  receiveFiles: receiptTask,
  archiveInputs: z.object({ task: receiptTask, names: texts }),
  closeReceipt: z.object({ key: z.string(), state: z.enum(['done', 'abandoned']), at: z.number() }),
  recordIntervention: z.object({
    ...subject,
    id: z.string(),
    verb: z.string(),
    by: z.string(),
    why: z.string(),
    detail: z.record(z.string(), z.unknown()).default({}),
    refused: z.string().optional(),
  }),
} as const;

/** The results, of those activities that have one which the ledger tells of. */
export const RESULTS = {
  openDay: z.object({ levels: z.array(task) }),
  planRerun: task,
  decideQuality: verdict,
  assessInputs: z.object({ present: texts }),
  stageLevel: z.object({ digest: z.string() }),
  runProcessor: z.object({ elapsedMs: z.number() }),
  assureQuality: verdict,
  deliver: z.object({ pdr: z.string() }),
  receiveFiles: z.object({ complete: texts, waiting: texts, incomplete: reasons, refused: reasons }),
} as const;

/** The activities that wrote to the ledger. */
export type Told = keyof typeof INPUTS;
/** What one of them was given. */
export type Input<T extends Told> = z.infer<(typeof INPUTS)[T]>;
/** What one of them gave back. */
export type Result<T extends keyof typeof RESULTS> = z.infer<(typeof RESULTS)[T]>;
