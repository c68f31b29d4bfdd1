import { fileURLToPath } from 'node:url';
import { type Client, WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type {
  DeliveryActivities,
  LevelTask,
  MainActivities,
  NoteActivities,
  OperationsActivities,
  ProcessingActivities,
  ProductGranule,
} from '../../src/activities/contract.js';
import type { AirborneActivities, OrderActivities } from '../../src/activities/orders/contract.js';
import { StageInterceptor } from '../../src/activities/interceptor.js';
import { dataDay, type DataDay } from '../../src/domain/data-day.js';
import { OperationsError, type FailureCode } from '../../src/domain/failures.js';
import { NAMESPACE, TASK_QUEUES } from '../../src/domain/ids.js';
import type { MissionVerb, Story, Verb } from '../../src/domain/story.js';
import { FAR, PACE } from './pace.js';
import { usualOfOrders } from './usual-orders.js';
import { startEngine, type Engine } from '../support/engine.js';

type All = MainActivities &
  NoteActivities &
  ProcessingActivities &
  DeliveryActivities &
  OperationsActivities &
  OrderActivities &
  AirborneActivities;
type Name = keyof All;
type Input<N extends Name> = Parameters<All[N]>[0];

/** Who says a command, and why. */
export const BY = { by: 'ops', why: 'a test' } as const;

export { PACE };

const SOURCES = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));

const LOOK_MS = 50;

/** A real Temporal server with the station's workflows, and activities that keep everything in memory. */
export class Workbench {
  /** What was called, in order; an attempt that fails counts too. */
  readonly calls: { readonly name: Name; readonly input: unknown }[] = [];
  /** What a test wants otherwise. */
  acts: Partial<All> = {};
  /** What the archive has, by granule key. */
  readonly archive = new Set<string>();
  private workers: Worker[] = [];
  private running: Promise<unknown> = Promise.resolve();
  private days = 0;

  private constructor(
    private readonly engine: Engine,
    readonly client: Client,
  ) {}

  static async start(): Promise<Workbench> {
    const engine = await startEngine();
    const { environment } = engine;
    const bench = new Workbench(engine, environment.client);
    const { code } = await bundleWorkflowCode({
      workflowsPath: SOURCES,
      logger: new DefaultLogger('ERROR'),
    });
    const common = {
      connection: environment.nativeConnection,
      namespace: NAMESPACE,
      activities: bench.activities(),
      interceptors: { activity: [() => ({ inbound: new StageInterceptor() })] },
    };
    bench.workers = await Promise.all([
      Worker.create({ ...common, taskQueue: TASK_QUEUES.main, workflowBundle: { code } }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.processing }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.delivery }),
    ]);
    bench.running = Promise.all(bench.workers.map((worker) => worker.run()));
    return bench;
  }

  async stop(): Promise<void> {
    for (const worker of this.workers) worker.shutdown();
    await this.running;
    await this.engine.stop();
  }

  /** Forgets calls, archive and wishes of the test before. */
  reset(): void {
    this.calls.length = 0;
    this.acts = {};
    this.archive.clear();
  }

  /** A day that no other test has. */
  newDay(): DataDay {
    this.days += 1;
    return dataDay(new Date(Date.UTC(2020, 0, this.days)).toISOString().slice(0, 10));
  }

  /** The inputs of the calls of one activity. */
  of<N extends Name>(name: N): Input<N>[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.input as Input<N>);
  }

  begin(type: string, workflowId: string, argument: object): Promise<WorkflowHandle> {
    return this.client.workflow.start(type, { workflowId, taskQueue: TASK_QUEUES.main, args: [argument] });
  }

  /** Starts a workflow and says a verb to it in one breath. */
  async beginWith(type: string, workflowId: string, argument: object, verb: Verb): Promise<WorkflowHandle> {
    const startWorkflowOperation = new WithStartWorkflowOperation(type, {
      workflowId,
      taskQueue: TASK_QUEUES.main,
      args: [argument],
      workflowIdConflictPolicy: 'FAIL',
    });
    await this.client.workflow.executeUpdateWithStart(verb, { startWorkflowOperation, args: [BY] });
    return startWorkflowOperation.workflowHandle();
  }

  /** A workflow that another one starts, as soon as it waits for something. */
  async waitingOne(workflowId: string): Promise<WorkflowHandle> {
    const handle = this.client.workflow.getHandle(workflowId);
    const isThere = () =>
      handle.describe().then(
        () => true,
        () => false,
      );
    await so(isThere);
    await told(handle, ({ state }) => state === 'waiting');
    return handle;
  }

  private activities(): Record<string, (input: never) => Promise<unknown>> {
    const usual = this.usual();
    return Object.fromEntries(
      (Object.keys(usual) as Name[]).map((name) => [
        name,
        (input: never) => {
          this.calls.push({ name, input });
          const act = (this.acts[name] ?? usual[name]) as (input: never) => Promise<unknown>;
          return act(input);
        },
      ]),
    );
  }

  private usual(): All {
    const nothing = () => Promise.resolve();
    return {
      openDay: ({ day }) => Promise.resolve({ levels: [taskOf(day)], pace: PACE }),
      planRerun: ({ day, level, version }) =>
        Promise.resolve(taskOf(day, { level, edition: 2, ...(version !== undefined && { version }) })),
      closeDay: nothing,
      assessInputs: () => Promise.resolve({ present: [...this.archive] }),
      stageLevel: () => Promise.resolve({ inputs: 2, bytes: 2, digest: 'd' }),
      runProcessor: () => Promise.resolve({ elapsedMs: 1 }),
      assureQuality: () => Promise.resolve({ verdict: 'Passed', explanation: 'Good.', reasons: [] }),
      decideQuality: ({ outcome, decision }) =>
        Promise.resolve({ ...outcome, verdict: decision.flag, explanation: decision.why }),
      archiveProducts: () => Promise.resolve(PRODUCTS),
      abandonLevel: nothing,
      receiveFiles: () => Promise.resolve({ complete: [], waiting: [], incomplete: [], refused: [] }),
      archiveInputs: () => Promise.resolve([]),
      closeReceipt: nothing,
      sweepPickup: () => Promise.resolve({ unmatched: 0, unannounced: 0, young: 0 }),
      sendDigest: () => Promise.resolve({ subject: '', isNew: true }),
      startDay: nothing,
      announceHold: nothing,
      announceRelease: nothing,
      recordIntervention: nothing,
      noteWaiting: nothing,
      receiptPatience: () => Promise.resolve({ ...PACE, recheckMs: FAR, reportMs: FAR, patienceMs: FAR }),
      sweepPause: () => Promise.resolve({ pauseMs: 1 }),
      deliver: ({ serial }) => Promise.resolve({ pdr: `PDR.${serial}`, files: 2, bytes: 2 }),
      settleDelivery: nothing,
      chasePan: nothing,
      recordAnswer: nothing,
      recordGap: () => Promise.resolve('Known gap.'),
      chooseProcessor: () => Promise.resolve('Chosen.'),
      identifyFile: () => Promise.resolve('Archived.'),
      rereadMessage: () => Promise.resolve('Acted.'),
      checkNote: () => Promise.resolve('Noted.'),
      ...usualOfOrders(),
    };
  }
}

/** The products that the archive activity answers with: two granules. */
export const PRODUCTS: readonly ProductGranule[] = ['ONE', 'TWO'].map((type) => ({
  type,
  fileType: 'SCIENCE',
  files: [`L1/${type}.he5`, `L1/${type}.he5.met`],
}));

/** The two granules that a level of the tests requires. */
export function granulesOf(day: DataDay): [string, string] {
  return [`MOPATTNF/${day}/0000`, `MOPATTNF/${day}/0200`];
}

/** A level that requires two granules; its deadline and the PAN are an hour away when nothing else is said. */
export function taskOf(
  day: DataDay,
  wishes: Partial<LevelTask> & { deadlineMs?: number; graceMs?: number } = {},
): LevelTask {
  const { deadlineMs = FAR, graceMs = 0, ...others } = wishes;
  const level = others.level ?? 'L1';
  return {
    mission: 'test',
    day,
    level,
    version: '1.0.1',
    inputs: {
      day,
      level,
      rules: [
        {
          type: 'MOPATTNF',
          need: 'required',
          granules: granulesOf(day),
          minimum: 2,
          wanted: 2,
          deadline: Date.now() + deadlineMs,
          graceMs,
        },
      ],
    },
    pace: PACE,
    runAttempts: 2,
    timeLimitMs: FAR,
    suspect: 'hold',
    delivery: { expiryMs: FAR, panExpectedMs: FAR, panLateMs: 2 * FAR },
    ...others,
  };
}

/** A failure as an activity throws it. */
export function failure(code: FailureCode): OperationsError {
  return new OperationsError(code, `The test says ${code}.`);
}

/** Something that a test opens when it is time. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

/** Asks for the story until it is as wanted; the time limit of the test is the limit. */
export async function told(handle: WorkflowHandle, wanted: (story: Story) => boolean): Promise<Story> {
  for (;;) {
    const story = await handle.query<Story>('story');
    if (wanted(story)) return story;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Looks until it is so; the time limit of the test is the limit. */
export async function so(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

/** Whether a story is held for a code. */
export const held = (code: FailureCode) => (story: Story) =>
  story.state === 'held' && story.hold?.code === code;

/** Says a verb; answers the sentence, also that of a refusal. */
export async function say(
  handle: WorkflowHandle,
  verb: Verb | MissionVerb,
  more: object = {},
): Promise<string> {
  try {
    return await handle.executeUpdate<string, [object]>(verb, { args: [{ ...BY, ...more }] });
  } catch (error) {
    const { cause } = error as { cause?: Error };
    return `refused: ${cause?.message ?? String(error)}`;
  }
}
