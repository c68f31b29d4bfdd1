import {
  CancellationScope,
  ChildWorkflowFailure,
  condition,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { DayKey, LevelTask } from '../activities/contract.js';
import { TASK_QUEUES, workflowIds } from '../domain/ids.js';
import { versionProblem } from '../domain/processor-version.js';
import { startingAttributes } from './attributes.js';
import { delivery } from './delivery.js';
import { Desk } from './desk.js';
import { level } from './level.js';
import { abandon, rerun, type Rerun } from './messages.js';
import { FIRST_PACE, persistentActivities } from './proxies.js';

/** What opens a product day. */
export interface ProductDayInput extends DayKey {
  /** `input`, `schedule` or an operator's name. */
  readonly openedBy: string;
  /** Why an operator opened it. */
  readonly why?: string;
  /** Only these levels; none when the day is opened for a `rerun` that comes with its start. */
  readonly levels?: readonly string[];
}

/**
 * A product day: every level awaits its inputs, is made, archived and delivered. L2 starts when its inputs are in the
 * archive, whatever the delivery of L1 is doing. Done when the DAAC has accepted every level.
 */
export async function productDay(input: ProductDayInput): Promise<'done' | 'abandoned'> {
  const { mission, day } = input;
  const desk = new Desk({ title: day, mission, day }, 'await inputs', FIRST_PACE);
  const crew = new LevelCrew(input);
  desk.answerAbandon(abandon);
  desk.answer(rerun, {
    description: 'Make a level again; what was archived stays and is superseded.',
    always: true,
    check: (command) => crew.problemWith(command),
    act: (command) => crew.plan(command),
  });

  await desk.conduct(async () => {
    const plan = await persistentActivities(FIRST_PACE).openDay({
      mission,
      day,
      openedBy: input.openedBy,
      ...(input.why !== undefined && { why: input.why }),
      ...(input.levels !== undefined && { levels: input.levels }),
      at: workflowInfo().startTime.getTime(),
    });
    if (plan.levels.length > 0)
      desk.waits(`Its levels ${plan.levels.map((task) => task.level).join(' and ')} are in work.`);
    await crew.work(plan.levels, (names) => desk.waits(`In work: ${names.join(' and ')}.`));
  });

  const state = !desk.isGivenUp && crew.allAccepted ? 'done' : 'abandoned';
  await desk.finish(
    state,
    state === 'done' ? 'The DAAC has accepted every level.' : 'Not every level was accepted; see its levels.',
    () => persistentActivities(FIRST_PACE).closeDay({ mission, day, state, at: Date.now() }),
  );
  return state;
}

type End = 'accepted' | 'abandoned' | 'void';

/** The levels of a day that are in work, and what became of the others. */
class LevelCrew {
  private readonly tasks: LevelTask[] = [];
  private readonly inWork = new Map<string, CancellationScope>();
  private readonly planned = new Set<string>();
  private readonly ends = new Map<string, End>();
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly day: DayKey) {}

  get allAccepted(): boolean {
    return [...this.ends.values()].every((end) => end === 'accepted');
  }

  /** The sentence that refuses to make a level again; undefined when it may be. */
  problemWith({ level: name, version, afterwards }: Rerun): string | undefined {
    if (typeof name !== 'string' || name === '') return "Say which level in 'level', for example L1.";
    if (this.planned.has(name)) return `${this.day.day} ${name} is to be made again already.`;
    if (afterwards !== true && (this.inWork.has(name) || this.tasks.some((task) => task.level === name)))
      return `${this.day.day} ${name} is in work; wait for its end, or abandon it first.`;
    return version === undefined ? undefined : versionProblem(version);
  }

  /** Plans a level that is to be made again. Throws what the plan is refused for. */
  async plan({ level: name, version }: Rerun): Promise<void> {
    this.planned.add(name);
    try {
      await condition(() => !this.inWork.has(name));
      this.tasks.push(
        await persistentActivities(FIRST_PACE, `plans ${name} again`).planRerun({
          mission: this.day.mission,
          day: this.day.day,
          level: name,
          ...(version !== undefined && { version }),
          at: Date.now(),
        }),
      );
    } finally {
      this.planned.delete(name);
    }
  }

  /** Works on levels until none is in work and none is asked for. Each runs in the scope in which this is called. */
  async work(tasks: readonly LevelTask[], onChange: (names: readonly string[]) => void): Promise<void> {
    this.tasks.unshift(...tasks);
    for (let first = true; ; first = false) {
      for (const task of this.tasks.splice(0)) this.start(task);
      if (!first && this.inWork.size > 0) onChange([...this.inWork.keys()]);
      const seen = this.inWork.size;
      // Not in the scope of the levels: one that is given up still closes its books.
      await CancellationScope.nonCancellable(() =>
        condition(
          () => this.tasks.length > 0 || (this.planned.size === 0 && this.inWork.size < Math.max(seen, 1)),
        ),
      );
      if (this.failure) throw this.failure.error;
      if (this.tasks.length === 0 && this.planned.size === 0 && this.inWork.size === 0) return;
    }
  }

  private start(task: LevelTask): void {
    const scope = new CancellationScope({ cancellable: true });
    this.inWork.set(task.level, scope);
    this.ends.delete(task.level);
    void scope
      .run(() => levelAndDelivery(task))
      .then((end) => {
        this.ends.set(task.level, end);
        // What feeds on products that will never be made has nothing to make either.
        if (end === 'void') for (const fed of task.feeds ?? []) this.inWork.get(fed)?.cancel();
      })
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.inWork.delete(task.level));
  }
}

/** The day ends when each of its levels has ended, whatever became of the others: one that was ended is no failure. */
async function levelAndDelivery(task: LevelTask): Promise<End> {
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

async function madeAndDelivered(task: LevelTask): Promise<End> {
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
  if (outcome.state !== 'archived') return outcome.state;
  return executeChild(delivery, {
    args: [{ task, granules: outcome.granules }],
    workflowId: workflowIds.delivery(mission, day, task.level),
    taskQueue: TASK_QUEUES.main,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    typedSearchAttributes: startingAttributes({ ...attributes, stage: 'deliver' }),
    staticSummary: `Delivery of ${outcome.granules.length} granules of ${task.level} of ${day}`,
  });
}
