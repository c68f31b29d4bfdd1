import type { Client } from '@temporalio/client';
import type { StationPaths } from '../../adapters/station/config.js';
import { recordGap } from '../../ledger/gaps.js';
import { recordIntervention } from '../../ledger/interventions.js';
import { transact } from '../../ledger/ledger.js';
import { recordProcessorChoice } from '../../ledger/processor-choices.js';
import { INPUTS, RESULTS } from '../../ledger/rebuild/activity-inputs.js';
import { decisionsOf } from '../../ledger/rebuild/decisions.js';
import { dataDay } from '../../domain/data-day.js';
import { fieldsOf, textOf, type WorkflowFacts } from '../../ledger/rebuild/facts.js';
import { Heard } from '../../ledger/rebuild/heard.js';
import { tellInOrder, type Retelling } from '../../ledger/rebuild/moment.js';
import { rebuildQuality, type LevelQuality } from '../../ledger/rebuild/quality.js';
import { momentsOf } from '../../ledger/rebuild/retell.js';
import type { Findings } from './findings.js';
import { productMets } from './product-mets.js';
import { provenanceOf, rebuildGiven } from './read-provenance.js';
import { factsOfGroup, groupsOf } from './read-temporal.js';

/**
 * Tells again what every workflow of the mission wrote to the ledger: days, levels, stages, runs, verdicts, deliveries,
 * receipts and what operators decided. Comes after the archive's files. Answers what was heard of messages.
 */
export async function rebuildWorkflows(
  to: Retelling,
  paths: StationPaths,
  client: Client,
  findings: Findings,
  show: (text: string) => void,
): Promise<{ heard: Heard; workflows: number }> {
  const heard = new Heard();
  const { groups, others } = await groupsOf(client, to.mission.mission);
  if (others > 0) findings.add('workflows of other missions, or of none', `${others} of them`);
  let workflows = 0;
  for (const [index, group] of groups.entries()) {
    const facts = await factsOfGroup(client, group);
    for (const workflow of facts) heard.learn(workflow);
    await transact(to.ledger, (ledger) => retellGroup({ ...to, ledger }, paths, facts, findings));
    workflows += facts.length;
    show(`Temporal: ${index + 1} of ${groups.length} (${group[0]?.workflowId ?? ''})`);
  }
  return { heard, workflows };
}

async function retellGroup(
  to: Retelling,
  paths: StationPaths,
  facts: readonly WorkflowFacts[],
  findings: Findings,
): Promise<void> {
  const told = facts.map((workflow) => momentsOf(to, workflow));
  for (const { message } of told.flatMap(({ problems }) => problems))
    findings.add('activities whose record has another shape than this release writes', message);
  await tellInOrder(told.flatMap(({ moments }) => moments));
  for (const workflow of facts) {
    const { interventions, gaps, choices } = decisionsOf(to.mission, workflow);
    for (const row of interventions) await recordIntervention(to.ledger, row);
    for (const row of gaps) await recordGap(to.ledger, row);
    for (const row of choices) await recordProcessorChoice(to.ledger, row);
  }
  const day = facts
    .map(({ input }) => textOf(input, 'day') ?? textOf(fieldsOf(input)['task'], 'day'))
    .find(Boolean);
  if (day === undefined) return;
  const provenance = await provenanceOf(to, paths, dataDay(day), findings);
  for (const quality of lastQuality(to, facts)) {
    const products = await productMets(to, paths, quality.key, quality.run);
    for (const name of await rebuildQuality(to, quality, products, provenance))
      findings.add('products whose metadata has no verdict of QA', name);
  }
  if (provenance) await rebuildGiven(to, dataDay(day), provenance);
}

/** What QA said of every level last. */
function lastQuality(to: Retelling, facts: readonly WorkflowFacts[]): LevelQuality[] {
  const last = new Map<string, LevelQuality>();
  for (const fact of facts.flatMap(({ activities }) => activities)) {
    if (fact.type !== 'assureQuality' || fact.outcome !== 'ok' || fact.endedAt === undefined) continue;
    const input = INPUTS.assureQuality.safeParse(fact.input);
    const result = RESULTS.assureQuality.safeParse(fact.result);
    if (!input.success || !result.success) continue; // Named as not understood already.
    const { task, run } = input.data;
    const key = { mission: to.mission.mission, day: task.day, level: task.level };
    last.set(task.level, { key, run, reasons: result.data.reasons, at: fact.endedAt });
  }
  return [...last.values()];
}
