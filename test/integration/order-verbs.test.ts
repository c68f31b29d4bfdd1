import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderHold, OrderNews, OrderTerms } from '../../src/activities/orders/contract.js';
import { findTemporalCli } from '../../src/adapters/temporal-cli.js';
import { SEARCH_ATTRIBUTES, TASK_QUEUES, workflowIds } from '../../src/domain/ids.js';
import type { InterventionRow } from '../../src/ledger/schema.js';
import { recordIntervention } from '../../src/ledger/interventions.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { recordRun } from '../../src/ledger/order-runs.js';
import { orderRow, upsertOrder } from '../../src/ledger/orders.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { Visitor } from '../support/board-visitor.js';
import { mopitt } from '../support/mopitt.js';
import { anOrder, anOrderId, putOrder, putProduct } from '../support/orders.js';

const WHY = 'agreed with the client by telephone';
const FAR = 3_600_000;
const TERMS: OrderTerms = {
  pace: { firstRetryMs: 100, attempts: 2, recheckMs: FAR, heartbeatMs: 15_000 },
  ...{ reminderMs: FAR, expiryMs: 2 * FAR, attentionMs: FAR, retentionMs: FAR, retentionNoticeMs: FAR },
  ...{ lineGraceMs: FAR, linesAtOnce: 1, system: 'local' },
};

describe('the verbs of operators to an order, by the board', () => {
  let directory: string;
  let ledger: Ledger;
  let environment: TestWorkflowEnvironment;
  let worker: Worker;
  let running: Promise<void>;
  let board: Board;
  let ada: Visitor;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'order-verbs-'));
    ledger = await openLedger(join(directory, 'ledger.sqlite'));
    await putOrder(ledger, anOrderId);
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    environment = await TestWorkflowEnvironment.createLocal({
      server: {
        executable: { type: 'existing-path', path: findTemporalCli() },
        searchAttributes: SEARCH_ATTRIBUTES.map((name) =>
          defineSearchAttributeKey(name, SearchAttributeType.KEYWORD),
        ),
      },
    });
    const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));
    const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    const nothing = () => Promise.resolve();
    worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue: TASK_QUEUES.main,
      workflowBundle: { code },
      activities: {
        openOrder: () => Promise.resolve(TERMS),
        tellOrder: async ({ order: id, ...news }: OrderNews) => {
          await upsertOrder(ledger, { mission: 'scops', id }, news);
        },
        announceOrderHold: (_: OrderHold) => nothing(),
        announceOrderRelease: nothing,
        writeToClient: nothing,
        removeOrder: nothing,
        recordIntervention: (row: InterventionRow) => recordIntervention(ledger, row),
      },
    });
    running = worker.run();
    await environment.client.workflow.start('order', {
      workflowId: workflowIds.order(anOrderId),
      taskQueue: TASK_QUEUES.main,
      args: [{ id: anOrderId, order: anOrder, by: 'ada', needsConfirmation: true }],
    });
    board = await startBoard({
      ledger,
      mission: await mopitt(),
      archive: directory,
      host: '127.0.0.1',
      port: 0,
      station: () => undefined,
      client: environment.client,
    });
    ada = new Visitor(board.url);
  });
  afterAll(async () => {
    await board?.stop();
    worker?.shutdown();
    await running;
    await environment?.teardown();
    await ledger?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const post = async (verb: string, fields: Record<string, string>) =>
    ada.ask(`/verbs/${verb}`, {
      method: 'POST',
      form: { token: await ada.formToken(), why: WHY, order: anOrderId, back: '/orders', ...fields },
    });
  const said = async () =>
    (await ledger.db.selectFrom('interventions').selectAll().orderBy('at').execute()).map(
      ({ mission, verb, why, workflowId }) => [mission, verb, why, workflowId],
    );

  const offered = async (id = anOrderId) =>
    [...(await ada.ask(`/orders/${id}`)).body.matchAll(/<summary>([a-z]+)<\/summary>/g)].map(
      ([, verb]) => verb,
    );

  it('are rehearsed without anything happening', async () => {
    const answer = await post('hold', { rehearse: '1' });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('This would happen');
    expect(await said()).toEqual([]);
  });

  it('are refused in a sentence when they make no sense, and nothing is done', async () => {
    for (const [verb, fields, sentence] of [
      ['release', {}, 'makes no sense'],
      ['hold', { why: ' ' }, 'Say who and why'],
      ['hold', { order: 'another' }, 'The ledger has no order another.'],
      ['hold', { line: 'f999a011' }, 'has no line f999a011'],
      ['cancel', { line: 'f123a011' }, 'Nothing of f123a011 is under way.'],
      ['demConfirmed', { path: 'relative.dem' }, 'an absolute path'],
      ['proceed', {}, 'is not a verb for orders'],
    ] as const) {
      const answer = await post(verb, fields);
      expect([verb, answer.status]).toEqual([verb, 409]);
      expect(answer.body.replaceAll('&#39;', "'")).toContain(sentence);
    }
    expect(await said()).toEqual([]);
  });

  it('are accepted, recorded with who and why, and told on the page to which the form leads', async () => {
    for (const verb of ['hold', 'release', 'cancel']) {
      const answer = await post(verb, {});
      expect(answer.status).toBe(303);
      const page = await ada.ask(answer.headers.location!);
      expect(page.body).toContain(`${verb} accepted`);
      // It waits for its client: the workflow has had no step before which to stop.
      if (verb === 'hold') expect(await offered()).toEqual(['release', 'cancel']);
      if (verb === 'release') expect(await offered()).toEqual(['hold', 'cancel']);
    }
    await environment.client.workflow.getHandle(workflowIds.order(anOrderId)).result();
    const row = (verb: string) => ['scops', verb, WHY, workflowIds.order(anOrderId)];
    expect(await said()).toEqual([row('hold'), row('release'), row('cancel')]);
    expect(await orderRow(ledger, { mission: 'scops', id: anOrderId })).toMatchObject({ state: 'cancelled' });
  });

  it('are listed with those of days, by who, when and why, and lead to the order', async () => {
    for (const address of ['/interventions', '/interventions?verb=hold']) {
      const { body } = await ada.ask(address);
      expect(body).toContain(`<a href="/orders/${anOrderId}">${anOrderId}</a>`);
      expect(body).toContain(WHY);
      for (const verb of ['hold', 'release', 'cancel']) expect(body).toContain(`>${verb}</option>`);
    }
    expect((await ada.ask('/interventions.csv?verb=cancel')).body).toContain(workflowIds.order(anOrderId));
    const { interventions } = JSON.parse((await ada.ask('/api/interventions')).body) as {
      interventions: { verb: string; mission: string }[];
    };
    expect(interventions.map(({ mission, verb }) => [mission, verb])).toEqual([
      ['scops', 'cancel'],
      ['scops', 'release'],
      ['scops', 'hold'],
    ]);
  });

  it('say of a line that it stops, and that it has stopped when its step has ended', async () => {
    const [id, line] = ['GB18_00_2018_124_0123456789ab', 'f123a011'];
    await putOrder(ledger, id, { state: 'processing', createdAt: 100 });
    await putProduct(ledger, id, line, { state: 'running', stage: 'map', progress: 50 });
    const run = { mission: 'scops', orderId: id, line, product: line, stage: 'map', run: 1, startedAt: 150 };
    await recordRun(ledger, run);
    const say = (verb: string, at: number) =>
      recordIntervention(ledger, {
        ...{ mission: 'scops', id: `${verb}-${at}`, at, by: 'ada', why: WHY, verb, detail: {} },
        workflowId: workflowIds.flightLine(id, line),
      });
    // Of the same order when it was made before.
    await say('hold', 50);
    expect(await offered(id)).toEqual(['hold', 'cancel', 'hold', 'cancel']);
    await say('hold', 200);
    expect(await offered(id)).toEqual(['hold', 'cancel', 'release', 'cancel']);
    expect((await ada.ask('/')).body).not.toContain(id);
    expect((await ada.ask(`/orders/${id}`)).body).toContain('It stops before its next step');
    await recordRun(ledger, { ...run, endedAt: 250, outcome: 'done' });
    expect((await ada.ask(`/orders/${id}`)).body).toContain('The line is held');
    const first = (await ada.ask('/')).body;
    expect(first).toContain(`${id}</a>`);
    expect(first).toMatch(/<summary>release<\/summary>/);
    await say('release', 300);
    expect(await offered(id)).toEqual(['hold', 'cancel', 'hold', 'cancel']);
  });

  it('are refused after the order has ended', async () => {
    const answer = await post('hold', {});
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('The order is cancelled; nothing of it is under way.');
  });
});
