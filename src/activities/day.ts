import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { stopRuns } from '../adapters/processor/stop-runs.js';
import { OperationsError } from '../domain/failures.js';
import { TASK_QUEUES, workflowIds } from '../domain/ids.js';
import { beginLevel, endDay } from '../ledger/day-steps.js';
import { openDay } from '../ledger/days.js';
import { recordIntervention } from '../ledger/interventions.js';
import { levelRow, upsertLevel } from '../ledger/levels.js';
import type { DayKey, DayPlan, LevelTask, MainActivities } from './contract.js';
import { stagingDirectory, type StationContext } from './context.js';
import { levelTask, paceOf } from './level-task.js';

/** Opening and closing product days. */
export function dayActivities(
  context: StationContext,
): Pick<MainActivities, 'openDay' | 'planRerun' | 'closeDay' | 'startDay' | 'abandonLevel'> {
  const { mission, ledger } = context;
  return {
    async openDay({ day, openedBy, at, why, levels: asked }): Promise<DayPlan> {
      const key = { mission: mission.mission, day };
      await openDay(ledger, key, { at, openedBy });
      if (why !== undefined) {
        const workflowId = workflowIds.day(mission.mission, day);
        await recordIntervention(ledger, {
          mission: mission.mission,
          id: `${workflowId}/open/${at}`,
          at,
          by: openedBy,
          why,
          verb: 'open',
          workflowId,
          day,
          detail: {},
        });
      }
      const open: string[] = [];
      for (const level of Object.keys(mission.levels)) {
        const known = await levelRow(ledger, { mission: mission.mission, day, level });
        if (asked ? asked.includes(level) : known?.state !== 'done') open.push(level);
      }
      const levels: LevelTask[] = [];
      for (const level of open) levels.push(await levelTask(context, { ...key, level }, at));
      for (const task of levels) await beginLevel(ledger, mission.mission, task, at);
      return { levels, pace: paceOf(context) };
    },

    async planRerun({ day, level, version, at }) {
      const names = Object.keys(mission.levels);
      if (!names.includes(level))
        throw new OperationsError(
          'REFUSED',
          `${mission.instrument} has no level ${level}; it has ${names.join(', ')}.`,
        );
      const task = await levelTask(context, { mission: mission.mission, day, level }, at, version);
      await beginLevel(ledger, mission.mission, task, at);
      return task;
    },

    async closeDay({ day, state, at }) {
      await endDay(ledger, { mission: mission.mission, day }, { state, at });
    },

    async startDay({ day, openedBy }) {
      await startProductDay(context, day, openedBy);
    },

    async abandonLevel({ day, level, at, sentence }) {
      // Usually its own activity has stopped the processor; not so when no worker was there to be told.
      await stopRuns(context.runner, stagingDirectory(context, day, level));
      await upsertLevel(
        ledger,
        { mission: mission.mission, day, level },
        {
          state: 'abandoned',
          since: at,
          sentence: sentence ?? 'It was given up.',
          until: null,
          thenWhat: null,
        },
      );
    },
  };
}

/** Starts a product day; a day that runs or has ended is left alone. */
export async function startProductDay(
  context: StationContext,
  day: DayKey['day'],
  openedBy: string,
): Promise<void> {
  const mission = context.mission.mission;
  try {
    await context.client.workflow.start('productDay', {
      args: [{ mission, day, openedBy }],
      workflowId: workflowIds.day(mission, day),
      taskQueue: TASK_QUEUES.main,
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      searchAttributes: { Mission: [mission], DataDay: [day] },
      staticSummary: `Product day ${day} of ${context.mission.instrument}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
