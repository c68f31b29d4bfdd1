import {
  CancellationScope,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { DayKey, LevelTask } from '../activities/contract.js';
import { TASK_QUEUES, workflowIds } from '../domain/ids.js';
import { startingAttributes } from './attributes.js';
import { delivery } from './delivery.js';
import { Desk } from './desk.js';
import { level } from './level.js';
import { abandon } from './messages.js';
import { FIRST_PACE, persistentActivities } from './proxies.js';

/** What opens a product day. */
export interface ProductDayInput extends DayKey {
  /** `input`, `schedule` or an operator's name. */
  readonly openedBy: string;
  /** Why an operator opened it. */
  readonly why?: string;
}

/**
 * A product day: every level awaits its inputs, is made, archived and delivered. L2 starts when its inputs are in the
 * archive, whatever the delivery of L1 is doing. Done when the DAAC has accepted every level.
 */
export async function productDay(input: ProductDayInput): Promise<'done' | 'abandoned'> {
  const { mission, day } = input;
  const desk = new Desk({ title: day, mission, day }, 'await inputs', FIRST_PACE);
  desk.answerAbandon(abandon);

  const outcome = await desk.conduct(async () => {
    const plan = await persistentActivities(FIRST_PACE).openDay({
      mission,
      day,
      openedBy: input.openedBy,
      ...(input.why !== undefined && { why: input.why }),
      at: workflowInfo().startTime.getTime(),
    });
    desk.waits(`Its levels ${plan.levels.map((task) => task.level).join(' and ')} are in work.`);
    return Promise.all(plan.levels.map(levelAndDelivery));
  });

  const state = outcome !== 'abandoned' && outcome.every((end) => end === 'accepted') ? 'done' : 'abandoned';
  await desk.finish(
    state,
    state === 'done' ? 'The DAAC has accepted every level.' : 'Not every level was accepted; see its levels.',
    () => persistentActivities(FIRST_PACE).closeDay({ mission, day, state, at: Date.now() }),
  );
  return state;
}

/** Never throws: the day ends when each of its levels has ended, whatever became of the others. */
async function levelAndDelivery(task: LevelTask): Promise<'accepted' | 'abandoned'> {
  try {
    return await madeAndDelivered(task);
  } catch (error) {
    if (!isCancellation(error) && !(error instanceof ChildWorkflowFailure)) throw error;
    // Given up between two workflows, or one was terminated: nobody else tells the ledger.
    const { mission, day, level, pace } = task;
    await CancellationScope.nonCancellable(() =>
      persistentActivities(pace, `${level} is given up`).abandonLevel({
        mission,
        day,
        level,
        at: Date.now(),
      }),
    );
    return 'abandoned';
  }
}

async function madeAndDelivered(task: LevelTask): Promise<'accepted' | 'abandoned'> {
  const { mission, day } = task;
  const attributes = { mission, day, level: task.level, version: task.version };
  const outcome = await executeChild(level, {
    args: [task],
    workflowId: workflowIds.level(mission, day, task.level),
    taskQueue: TASK_QUEUES.main,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    typedSearchAttributes: startingAttributes({ ...attributes, stage: 'await inputs' }),
    staticSummary: `${task.level} of ${day} with ${task.level}Processor ${task.version}`,
  });
  if (outcome.state === 'abandoned') return 'abandoned';
  return executeChild(delivery, {
    args: [{ task, granules: outcome.granules }],
    workflowId: workflowIds.delivery(mission, day, task.level),
    taskQueue: TASK_QUEUES.main,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    typedSearchAttributes: startingAttributes({ ...attributes, stage: 'deliver' }),
    staticSummary: `Delivery of ${outcome.granules.length} granules of ${task.level} of ${day}`,
  });
}
