import { WorkflowNotFoundError } from '@temporalio/client';
import { addDays, dataDay, dayOf, type DataDay } from '../domain/data-day.js';
import { OperationsError } from '../domain/failures.js';
import { granulesInGaps, instrumentTypes, type Gap } from '../domain/gap.js';
import { workflowIds } from '../domain/ids.js';
import { planInputs } from '../domain/readiness.js';
import { counted } from '../domain/words.js';
import { recordGap } from '../ledger/gaps.js';
import { openLevels } from '../ledger/levels.js';
import { recordProcessorChoice } from '../ledger/processor-choices.js';
import type { OperationsActivities } from './contract.js';
import type { StationContext } from './context.js';

/** Known gaps, versions of processors, notes. */
export function decisionActivities(
  context: StationContext,
): Pick<OperationsActivities, 'recordGap' | 'chooseProcessor' | 'checkNote'> {
  const { mission, ledger } = context;
  return {
    async recordGap({ id, at, by, why, from, to, types: named }) {
      const types = named && named.length > 0 ? named : instrumentTypes(mission);
      const unknown = types.filter((type) => !mission.inputs[type]);
      if (unknown.length > 0) {
        const known = Object.keys(mission.inputs).join(', ');
        throw new OperationsError('REFUSED', `No input is called ${unknown.join(', ')}; there are ${known}.`);
      }
      const gap: Gap = { fromAt: Date.parse(from), toAt: Date.parse(to), types };
      await recordGap(ledger, { mission: mission.mission, id, ...gap, by, why, at });
      const told = await tellOpenLevels(context, gap);
      return `Known gap from ${from} to ${to} of ${types.join(', ')}. ${told === 0 ? 'No open level waits for what lies in it.' : `${counted(told, 'open level')} no longer ${told === 1 ? 'waits' : 'wait'} for what lies in it.`}`;
    },

    async chooseProcessor({ id, at, by, why, level, version, from, to }) {
      const names = Object.keys(mission.levels);
      if (!names.includes(level))
        throw new OperationsError(
          'REFUSED',
          `${mission.instrument} has no level ${level}; it has ${names.join(', ')}.`,
        );
      await recordProcessorChoice(ledger, {
        mission: mission.mission,
        id,
        level,
        fromDay: dataDay(from),
        ...(to !== undefined && { toDay: dataDay(to) }),
        version,
        by,
        why,
        at,
      });
      const range = to === undefined ? `from ${from} on` : `from ${from} to ${to}`;
      return `${level} of days ${range} is made with ${version}. Days that are open keep the version they were opened with.`;
    },

    async checkNote({ day, level }) {
      if (level !== undefined && !mission.levels[level])
        throw new OperationsError('REFUSED', `${mission.instrument} has no level ${level}.`);
      return `Noted${day === undefined ? '' : ` on ${day}${level === undefined ? '' : ` ${level}`}`}.`;
    },
  };
}

/** Tells the levels that are open which of their granules were never made; says how many were told. */
async function tellOpenLevels(context: StationContext, gap: Gap): Promise<number> {
  const { mission, ledger, client } = context;
  // A level reaches for inputs of days around its own; no rule reaches further than a month.
  const from = addDays(dayOf(gap.fromAt), -32);
  const to = addDays(dayOf(gap.toAt), 32);
  let told = 0;
  for (const { day, level } of await openLevels(ledger, mission.mission, from, to)) {
    const granules = granulesInGaps(granulesOf(context, level, day), [gap]);
    if (granules.length === 0) continue;
    try {
      await client.workflow
        .getHandle(workflowIds.level(mission.mission, day, level))
        .signal('gapKnown', { granules });
      told += 1;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  return told;
}

function granulesOf({ mission }: StationContext, level: string, day: DataDay): string[] {
  return planInputs(mission, level, day, 0).rules.flatMap((rule) => rule.granules);
}
