import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { stopRuns } from '../adapters/processor/stop-runs.js';
import { durationMs } from '../domain/duration.js';
import { TASK_QUEUES, workflowIds } from '../domain/ids.js';
import { planInputs } from '../domain/readiness.js';
import { closeDay, openDay } from '../ledger/days.js';
import { recordIntervention } from '../ledger/interventions.js';
import { levelRow, upsertLevel } from '../ledger/levels.js';
import { runsOf } from '../ledger/runs.js';
import type { DayKey, DayPlan, LevelTask, MainActivities, Pace } from './contract.js';
import { stagingDirectory, type StationContext } from './context.js';

/** The mission's pace in milliseconds. */
export function paceOf(context: StationContext): Pace {
  const { pace } = context.mission;
  return {
    firstRetryMs: durationMs(pace.firstRetry),
    attempts: pace.attempts,
    recheckMs: durationMs(pace.recheck),
    heartbeatMs: durationMs(pace.heartbeat),
  };
}

/** Opening and closing product days. */
export function dayActivities(
  context: StationContext,
): Pick<MainActivities, 'openDay' | 'closeDay' | 'startDay' | 'abandonLevel'> {
  const { mission, ledger } = context;
  return {
    async openDay({ day, openedBy, at, why }): Promise<DayPlan> {
      await openDay(ledger, { mission: mission.mission, day }, { at, openedBy });
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
        if (known?.state !== 'done') open.push(level);
      }
      const levels: LevelTask[] = [];
      for (const level of open) {
        const task = levelTask(context, { mission: mission.mission, day }, level, at);
        const earlier = await runsOf(ledger, task);
        levels.push({ ...task, runsBefore: Math.max(0, ...earlier.map((row) => row.run)) });
      }
      for (const task of levels) {
        await upsertLevel(
          ledger,
          { mission: mission.mission, day, level: task.level },
          {
            stage: 'await inputs',
            state: 'waiting',
            since: at,
            processorVersion: task.version,
          },
        );
      }
      return { levels, pace: paceOf(context) };
    },

    async closeDay({ day, state, at }) {
      await closeDay(ledger, { mission: mission.mission, day }, { state, at });
    },

    async startDay({ day, openedBy }) {
      await startProductDay(context, day, openedBy);
    },

    async abandonLevel({ day, level, at }) {
      // Usually its own activity has stopped the processor; not so when no worker was there to be told.
      await stopRuns(context.runner, stagingDirectory(context, day, level));
      await upsertLevel(
        ledger,
        { mission: mission.mission, day, level },
        {
          state: 'abandoned',
          since: at,
          sentence: 'It was given up.',
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

function levelTask(context: StationContext, key: DayKey, level: string, openedAt: number): LevelTask {
  const { mission } = context;
  const plan = mission.levels[level]!;
  return {
    ...key,
    level,
    version: plan.version,
    inputs: planInputs(mission, level, key.day, openedAt),
    pace: paceOf(context),
    runAttempts: plan.run.attempts,
    timeLimitMs: durationMs(plan.run.timeLimit),
    suspect: plan.qa.suspect,
    delivery: {
      expiryMs: durationMs(mission.delivery.expiry),
      panExpectedMs: durationMs(mission.delivery.panExpected),
      panLateMs: durationMs(mission.delivery.panLate),
    },
  };
}
