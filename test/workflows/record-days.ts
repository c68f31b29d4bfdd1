import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { dataDay } from '../../src/domain/data-day.js';
import { NAMESPACE, TASK_QUEUES, workflowIds } from '../../src/domain/ids.js';
import type { Story, Verb } from '../../src/domain/story.js';
import { startStation, until, type RunningStation } from '../support/running-station.js';
import { forget, inRecordingHome, keep, RECORDING_HOME } from './histories.js';
import { isOfOrder } from './record-orders.js';

const MISSION_NAME = 'mopitt';
const TROUBLED = dataDay('2026-11-20');
const CALM = dataDay('2026-09-01');
const EMPTY = dataDay('2026-05-05');
const ORDER = { by: 'ops', why: 'a recording for the replay tests' };

const MISSION = `
pickup: { quiet: 1s, unannounced: 5s }
receipt: { recheck: 2s, report: 4s, patience: 1h }
day: { patience: 20s }
delivery: { panExpected: 3m, panLate: 5m }
levels:
  L1: { deadline: 20s, grace: 2s, run: { timeLimit: 2m } }
  L2: { deadline: 1h, grace: 2s, run: { timeLimit: 2m } }
`;

/** Runs a station through every day that the replay tests replay, and writes the histories. Takes about two minutes. */
export async function recordDays(): Promise<void> {
  await inRecordingHome(async () => {
    const running = await startStation({
      home: RECORDING_HOME,
      mission: MISSION,
      days: [TROUBLED, CALM],
      faults: ['missing-granule', 'truncated-file', 'unknown-file', 'pan-failure-long'],
    });
    const { address } = running.station.file.temporal;
    const connection = await Connection.connect({ address });
    try {
      const client = new Client({ connection, namespace: NAMESPACE });
      await act(client, running);
      await save(client);
    } finally {
      await connection.close();
      await running.stop();
    }
  });
}

/** What operators do in the recorded days. */
async function act(client: Client, running: RunningStation): Promise<void> {
  const handle = (id: string) => client.workflow.getHandle(id);
  const level = (day: typeof CALM, name: string) => handle(workflowIds.level(MISSION_NAME, day, name));

  // An operator holds the second level of the calm day before its inputs are there, and lets it go on when it is held.
  const second = level(CALM, 'L2');
  await when(second, (story) => story.state === 'waiting');
  await say(second, 'hold', ORDER);

  // The troubled day misses a granule: it gets more time, is asked for nonsense, and goes on without the granule.
  const troubled = level(TROUBLED, 'L1');
  const held = await when(troubled, (story) => story.hold?.code === 'MISSING_INPUT');
  await troubled
    .executeUpdate('proceed', { args: [{ ...ORDER, without: ['nonsense'] }] })
    .catch(() => undefined);
  const later = new Date(Date.now() + 3_000).toISOString();
  await say(troubled, 'wait', { ...ORDER, until: later });
  await say(troubled, 'proceed', { ...ORDER, without: held.missing });

  await when(second, (story) => story.hold?.code === 'OPERATOR_HOLD');
  await say(second, 'release', ORDER);

  // The DAAC refuses a part of the Level 1 delivery that it takes in first.
  const deliveries = [TROUBLED, CALM].map((day) => handle(workflowIds.delivery(MISSION_NAME, day, 'L1')));
  const refused = await Promise.any(
    deliveries.map(async (delivery) => {
      await when(delivery, (story) => story.hold?.code === 'PAN_PARTIAL');
      return delivery;
    }),
  );
  await say(refused, 'resubmit', { ...ORDER, what: 'failed' });

  // A day of which nothing comes is opened, and given up.
  await client.workflow.start('productDay', {
    args: [{ mission: MISSION_NAME, day: EMPTY, openedBy: 'ops' }],
    workflowId: workflowIds.day(MISSION_NAME, EMPTY),
    taskQueue: TASK_QUEUES.main,
  });
  await when(level(EMPTY, 'L1'), (story) => story.state === 'waiting');
  await when(level(EMPTY, 'L2'), (story) => story.state === 'waiting');
  await say(handle(workflowIds.day(MISSION_NAME, EMPTY)), 'abandon', ORDER);

  await until(
    async () => {
      const { db } = running.station.ledger;
      const open = await db.selectFrom('days').select('day').where('state', '=', 'open').execute();
      const waiting = await db.selectFrom('receipts').select('key').where('state', '!=', 'done').execute();
      return open.length + waiting.length === 0;
    },
    () => Promise.resolve('The recorded days do not come to their end.'),
  );
}

/** Gives a command as soon as it makes sense. */
async function say(handle: WorkflowHandle, verb: Verb, command: object): Promise<void> {
  await when(handle, (story) => story.verbs.includes(verb));
  await handle.executeUpdate(verb, { args: [command] });
}

/** Waits until a workflow is there and says of itself what is wanted. */
async function when(handle: WorkflowHandle, is: (story: Story) => boolean): Promise<Story> {
  let last: Story | undefined;
  await until(
    async () => {
      last = await handle.query<Story>('story').catch(() => undefined); // It is not there yet.
      return last !== undefined && is(last);
    },
    () => Promise.resolve(`${handle.workflowId} does not come to it: ${JSON.stringify(last)}`),
  );
  return last!;
}

/** Which workflows are kept, under which names: every one of the days, and the receipts that differ from each other. */
async function save(client: Client): Promise<void> {
  await forget((name) => !isOfOrder(name));
  const receipts = new Map<string, { id: string; events: number }>();
  for await (const { workflowId, type, historyLength } of client.workflow.list()) {
    if (workflowId.startsWith('temporal-sys-')) continue;
    if (type === 'receipt') {
      const kind = historyLength > 60 ? 'troubled' : 'calm';
      const known = receipts.get(kind);
      const isBetter =
        kind === 'calm' ? historyLength < (known?.events ?? Infinity) : historyLength > (known?.events ?? 0);
      if (isBetter) receipts.set(kind, { id: workflowId, events: historyLength });
    } else if (type !== 'sweep' || !receipts.has('sweep')) {
      if (type === 'sweep') receipts.set('sweep', { id: workflowId, events: historyLength });
      else await keep(client, workflowId, workflowId.slice(MISSION_NAME.length + 1).replaceAll('/', '-'));
    }
  }
  for (const [kind, { id }] of receipts)
    await keep(client, id, kind === 'sweep' ? 'sweep' : `receipt-${kind}`);
}
