import { dataDay, dayStart, type DataDay } from '../../domain/data-day.js';
import { instrumentTypes } from '../../domain/gap.js';
import { workflowIds } from '../../domain/ids.js';
import type { Mission } from '../../domain/mission.js';
import type { GapRow, InterventionRow, ProcessorChoiceRow } from '../schema.js';
import { INPUTS } from './activity-inputs.js';
import { fieldsOf, textOf, textsOf, type WorkflowFacts } from './facts.js';

/** What operators decided, as the ledger has it. */
export interface Decisions {
  readonly interventions: readonly InterventionRow[];
  readonly gaps: readonly GapRow[];
  readonly choices: readonly ProcessorChoiceRow[];
}

/**
 * Every intervention of a workflow's history: those that it recorded itself, and those that it accepted (as an update, or
 * as a signal `command`) and had not recorded yet. Known gaps and choices of processors follow from them.
 */
export function decisionsOf(of: Mission, workflow: WorkflowFacts): Decisions {
  const { mission } = of;
  const recorded = recordedOf(mission, workflow);
  const said = [...acceptedOf(mission, workflow), ...commandedOf(mission, workflow)];
  const known = new Set(recorded.map((row) => row.id));
  const unrecorded = said.filter(
    (row) => !known.has(row.id) && !recorded.some((other) => isSame(row, other)),
  );
  const interventions = [...recorded, ...unrecorded];
  return {
    interventions,
    gaps: interventions.flatMap((row) => gapOf(of, row)),
    choices: interventions.flatMap(choiceOf),
  };
}

/** What the workflow recorded, or was about to: the input of the activity is the row. */
function recordedOf(mission: string, workflow: WorkflowFacts): InterventionRow[] {
  return workflow.activities.flatMap((fact): InterventionRow[] => {
    if (fact.type === 'openDay') {
      const opened = INPUTS.openDay.safeParse(fact.input);
      if (!opened.success || opened.data.why === undefined) return [];
      const { day, openedBy: by, why, at } = opened.data;
      const workflowId = workflowIds.day(mission, day);
      const id = `${workflowId}/open/${at}`;
      return [{ mission, id, at, by, why, verb: 'open', workflowId, day, detail: {} }];
    }
    if (fact.type !== 'recordIntervention') return [];
    const read = INPUTS.recordIntervention.safeParse(fact.input);
    if (!read.success) return [];
    const { receiptKey: _key, day, level, refused, ...row } = read.data;
    return [
      {
        ...row,
        mission,
        ...(day !== undefined && { day }),
        ...(level !== undefined && { level }),
        ...(refused !== undefined && { refused }),
      },
    ];
  });
}

function acceptedOf(mission: string, workflow: WorkflowFacts): InterventionRow[] {
  return workflow.updates
    .filter(({ refused }) => !refused)
    .flatMap(({ id, name, at, command }) => rowOf(mission, workflow, { id, verb: name, at }, command));
}

/** Commands that came as signals: by batch, or by hand. */
function commandedOf(mission: string, workflow: WorkflowFacts): InterventionRow[] {
  return workflow.signals
    .filter((signal) => signal.name === 'command')
    .flatMap(({ id, at, content }) => {
      const { verb, ...command } = fieldsOf(content);
      if (typeof verb !== 'string') return [];
      return rowOf(mission, workflow, { id: `${workflow.runId}/command/${id}`, verb, at }, command);
    });
}

function rowOf(
  mission: string,
  workflow: WorkflowFacts,
  head: { id: string; verb: string; at: number },
  command: unknown,
): InterventionRow[] {
  const { by, why, ...detail } = fieldsOf(command);
  if (typeof by !== 'string' || typeof why !== 'string') return [];
  const { workflowId } = workflow;
  return [{ mission, ...head, by, why, workflowId, ...levelOf(mission, workflowId), detail }];
}

/** Day and level that a workflow is about, from its id. */
function levelOf(mission: string, workflowId: string): { day?: DataDay; level?: string } {
  const id = workflowId.slice(mission.length + 1);
  const [, day, level] = /^(\d{4}-\d{2}-\d{2})(?:\/(\w+))?/.exec(id) ?? [];
  return { ...(day && { day: day as DataDay }), ...(level && { level }) };
}

/** A command that came as a signal and was recorded under an id of the workflow's own. */
function isSame(said: InterventionRow, recorded: InterventionRow): boolean {
  return (
    said.id.includes('/command/') &&
    said.verb === recorded.verb &&
    said.by === recorded.by &&
    said.why === recorded.why &&
    said.at <= recorded.at
  );
}

function gapOf(of: Mission, row: InterventionRow): GapRow[] {
  if (row.verb !== 'gap' || row.refused !== undefined) return [];
  const { mission, id, by, why, at, detail } = row;
  const [fromAt, toAt] = [timeOf(detail, 'from'), timeOf(detail, 'to')];
  if (fromAt === undefined || toAt === undefined) return [];
  const named = textsOf(detail, 'types');
  const types = named.length > 0 ? named : instrumentTypes(of);
  return [{ mission, id, fromAt, toAt, types, by, why, at }];
}

function choiceOf(row: InterventionRow): ProcessorChoiceRow[] {
  if (row.verb !== 'processor' || row.refused !== undefined) return [];
  const { mission, id, by, why, at, detail } = row;
  const [level, version] = [textOf(detail, 'level'), textOf(detail, 'version')];
  const [fromDay, toDay] = [dayIn(detail, 'from'), dayIn(detail, 'to')];
  if (level === undefined || version === undefined || fromDay === undefined) return [];
  return [{ mission, id, level, version, fromDay, ...(toDay && { toDay }), by, why, at }];
}

function timeOf(detail: unknown, name: string): number | undefined {
  const text = textOf(detail, name);
  const day = dayIn(detail, name);
  const ms = day ? dayStart(day) : Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

function dayIn(detail: unknown, name: string): DataDay | undefined {
  try {
    return dataDay(textOf(detail, name) ?? '');
  } catch {
    return undefined; // A time and no day, or nothing at all.
  }
}
