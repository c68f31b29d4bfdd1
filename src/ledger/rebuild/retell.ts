import type { z } from 'zod';
import type { DataDay } from '../../domain/data-day.js';
import { INPUTS, RESULTS, type Input, type Result, type Told } from './activity-inputs.js';
import { textOf, type ActivityFact, type WorkflowFacts } from './facts.js';
import { NotUnderstood, type Moment, type Retelling } from './moment.js';
import * as day from './retell-day.js';
import * as delivery from './retell-delivery.js';
import * as origins from './retell-origins.js';
import * as receipt from './retell-receipt.js';
import * as stages from './retell-stages.js';

type ResultOf<T extends Told> = T extends keyof typeof RESULTS ? Result<T> : undefined;
type Teller<T extends Told> = (to: Retelling, activity: stages.Parsed<Input<T>, ResultOf<T>>) => Moment[];

/** How each activity is told again. Interventions are told apart: they belong to no stage. */
const TELLERS: { readonly [T in Exclude<Told, 'recordIntervention'>]: Teller<T> } = {
  openDay: day.retellOpen,
  planRerun: day.retellRerun,
  closeDay: day.retellClose,
  abandonLevel: day.retellAbandon,
  announceHold: day.retellHold,
  announceRelease: day.retellRelease,
  noteWaiting: day.retellWaiting,
  assessInputs: stages.retellAssess,
  stageLevel: stages.retellStaging,
  runProcessor: stages.retellRun,
  assureQuality: stages.retellQuality,
  decideQuality: stages.retellDecision,
  archiveProducts: (to, told) => [...stages.retellArchive(to, told), ...origins.originsOfProducts(to, told)],
  deliver: delivery.retellDeliver,
  settleDelivery: delivery.retellSettle,
  chasePan: delivery.retellChase,
  recordAnswer: delivery.retellAnswer,
  receiveFiles: receipt.retellReceive,
  archiveInputs: (to, told) => [...receipt.retellArchiving(to, told), ...origins.originsOfInputs(to, told)],
  closeReceipt: receipt.retellReceiptEnd,
};

/**
 * What a workflow wrote to the ledger, activity by activity, and what of it cannot be read. The station's activities
 * write the ledger from what they are given and what they give back, and both stand in the history.
 */
export function momentsOf(
  to: Retelling,
  workflow: WorkflowFacts,
): { readonly moments: Moment[]; readonly problems: NotUnderstood[] } {
  const problems: NotUnderstood[] = [];
  const moments = workflow.activities.flatMap((fact) => {
    if (!(fact.type in TELLERS)) return [];
    const told = momentsOfActivity(to, fact.type as keyof typeof TELLERS, fact, workflow.activities);
    if (!told) problems.push(new NotUnderstood(workflow, fact.activityId, fact.type));
    return told ?? [];
  });
  if (workflow.type === 'level') {
    const [dataDay, level] = [textOf(workflow.input, 'day'), textOf(workflow.input, 'level')];
    if (dataDay !== undefined && level !== undefined) {
      const key = { mission: to.mission.mission, day: dataDay as DataDay, level };
      moments.push(...workflow.signals.flatMap((signal) => day.retellArrivals(to, key, signal)));
    }
  }
  return { moments, problems };
}

function momentsOfActivity<T extends keyof typeof TELLERS>(
  to: Retelling,
  type: T,
  fact: ActivityFact,
  all: readonly ActivityFact[],
): Moment[] | undefined {
  const input = (INPUTS[type] as unknown as z.ZodType<Input<T>>).safeParse(fact.input);
  if (!input.success) return undefined;
  const schema = (RESULTS as Partial<Record<Told, z.ZodType>>)[type];
  const result = schema && fact.outcome === 'ok' ? schema.safeParse(fact.result) : undefined;
  if (result && !result.success) return undefined;
  const tell = TELLERS[type] as Teller<T>;
  return tell(to, { fact, all, input: input.data, result: result?.data as ResultOf<T> | undefined });
}
