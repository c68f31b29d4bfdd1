import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailer } from '../../src/adapters/mail/outgoing.js';
import { idOf, submitOrder } from '../../src/adapters/scops/submit-order.js';
import { readConfig } from '../../src/adapters/station/config.js';
import { readMission } from '../../src/adapters/station/mission-file.js';
import { readScopsConfig, type ScopsConfigRead } from '../../src/adapters/station/scops-config.js';
import { findTemporalCli } from '../../src/adapters/temporal-cli.js';
import { orderFacts } from '../../src/airborne/delivery/order-facts.js';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../src/domain/ids.js';
import { cfgFromOrder } from '../../src/domain/scops/order-cfg.js';
import type { Order } from '../../src/domain/scops/order.js';
import { emitScopsCfg } from '../../src/formats/scops-cfg.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { runCommand } from '../../src/operator/cli/program.js';
import { makeFlight } from '../../src/simulator/flight/flight.js';
import { watchCfgs } from '../../src/workers/gateway/cfg-watch.js';
import { takeCfg, type CfgContext } from '../../src/workers/gateway/take-cfg.js';
import { anOrder, putOrder } from '../support/orders.js';

const LISTENER = fileURLToPath(new URL('fixtures/order-listener.ts', import.meta.url));

let home: string;
let environment: TestWorkflowEnvironment;
let client: Client;
let worker: Worker;
let running: Promise<void>;
let ledger: Ledger;
let scops: ScopsConfigRead;
let context: CfgContext;
let base: Order;
let count = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sipstream-intake-'));
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: findTemporalCli() },
      searchAttributes: SEARCH_ATTRIBUTES.map((name) =>
        defineSearchAttributeKey(name, SearchAttributeType.KEYWORD),
      ),
    },
  });
  client = environment.client;
  const { code } = await bundleWorkflowCode({ workflowsPath: LISTENER, logger: new DefaultLogger('ERROR') });
  worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: TASK_QUEUES.main,
    workflowBundle: { code },
  });
  running = worker.run();

  const flight = await makeFlight({
    folder: join(home, 'data'),
    geoid: null,
    samples: 16,
    scans: 40,
    bands: 12,
  });
  const lines = flight.lines.map(({ name }, index) => ({ ...anOrder.lines[index]!, name }));
  base = { ...anOrder, sourceFolder: flight.project, lines };
  await writeFile(
    join(home, 'station.yaml'),
    `scops:\n  sources: [data]\n  mail: { error: [scops@example.org] }\n  dem: { mosaics: [{ name: aster, path: data }] }\n`,
  );
  const missionFile = resolve('missions/mopitt/mission.yaml');
  await writeFile(
    join(home, 'station.json'),
    JSON.stringify({
      pid: process.pid,
      mission: 'mopitt',
      missionFile,
      startedAt: new Date().toISOString(),
      temporal: { address: environment.address, namespace: 'default' },
      temporalUi: null,
      board: null,
      ftp: null,
      smtp: null,
    }),
  );
  scops = readScopsConfig(await readConfig(home), { home }, {});
  ledger = await openLedger(join(home, 'ledger.sqlite'));
  const outDirectory = join(home, 'out');
  context = {
    mission: await readMission(missionFile),
    ledger,
    mailer: mailer({ from: 'sipstream@localhost', to: ['ops@example.org'], outDirectory }),
    client,
    now: () => Date.now(),
  };
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await ledger.close();
  await environment.teardown();
  await rm(home, { recursive: true, force: true });
});

/** An order that no other test has. */
function newOrder(): Order {
  count += 1;
  return { ...base, email: `ada${count}@example.org` };
}
const cfgOf = (order: Order) => emitScopsCfg(cfgFromOrder(order));
const submit = async (order: Order) =>
  submitOrder({ client, config: scops, order, facts: await orderFacts(order, scops), by: 'a test' });
const runs = async (id: string) => {
  const found: string[] = [];
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = 'scops/${id}'` }))
    found.push(runId);
  return found;
};
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await pause(50);
}
async function drop(name: string, text: string): Promise<void> {
  await mkdir(scops.configs, { recursive: true });
  await writeFile(join(scops.configs, name), text);
}
async function mails(): Promise<string[]> {
  const files = await readdir(join(home, 'out')).catch(() => []);
  return Promise.all(files.map((file) => readFile(join(home, 'out', file), 'utf8')));
}

async function sipstream(...words: string[]) {
  let out = '';
  let err = '';
  const status = await runCommand(words, {
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    isTerminal: false,
    environment: { SIPSTREAM_HOME: home, PATH: '' },
    now: () => Date.now(),
  });
  return { status, out, err };
}

describe('an order that is sent', () => {
  it('is one workflow of its id, for whoever looks for it in the engine', async () => {
    const order = newOrder();
    const { id, isNew } = await submit(order);
    expect({ id, isNew }).toEqual({ id: idOf(order), isNew: true });
    const { type, taskQueue, typedSearchAttributes } = await client.workflow
      .getHandle(`scops/${id}`)
      .describe();
    expect([type, taskQueue]).toEqual(['order', TASK_QUEUES.main]);
    expect(typedSearchAttributes.get(defineSearchAttributeKey('Mission', SearchAttributeType.KEYWORD))).toBe(
      'scops',
    );
  });

  it('twice, at once and again, runs once (fault 1)', async () => {
    const order = newOrder();
    const answers = await Promise.all([submit(order), submit(order), submit({ ...order })]);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect((await submit(order)).isNew).toBe(false);
    await until(async () => (await runs(answers[0]!.id)).length > 0);
    expect(await runs(answers[0]!.id)).toHaveLength(1);
  });

  it('with problems is told all of them, and nothing begins', async () => {
    const order = { ...newOrder(), email: 'ada', dem: { source: 'mosaic' as const, name: 'moon' } };
    await expect(submit(order)).rejects.toMatchObject({
      code: 'ORDER_INVALID',
      details: [expect.any(String), expect.any(String)] as unknown,
    });
    expect(await runs(idOf(order))).toEqual([]);
  });
});

describe('a .cfg that is dropped', () => {
  it('becomes an order and lies among the accepted; the same file again is the same order (fault 1)', async () => {
    const order = newOrder();
    await drop('again.cfg', cfgOf(order));
    expect(await takeCfg(context, scops, 'again.cfg')).toBe('accepted');
    await drop('again.cfg', cfgOf(order));
    expect(await takeCfg(context, scops, 'again.cfg')).toBe('accepted');
    expect(await readFile(join(scops.configs, 'accepted', 'again.cfg'), 'utf8')).toBe(cfgOf(order));
    expect(await isThere(join(scops.configs, 'again.cfg'))).toBe(false);
    await until(async () => (await runs(idOf(order))).length > 0);
    expect(await runs(idOf(order))).toHaveLength(1);
  });

  it('and is wrong is refused with its problems beside it and in one mail, and stops no other (faults 3, 4)', async () => {
    const good = [newOrder(), newOrder()];
    await drop('1-bad.cfg', 'nonsense');
    await drop('2-good.cfg', cfgOf(good[0]!));
    await drop('3-upload.cfg', cfgOf({ ...newOrder(), dem: { source: 'upload', path: null } }));
    await drop('4-good.cfg', cfgOf(good[1]!));
    const errors: unknown[] = [];
    const watch = await watchCfgs(context, scops, (error) => errors.push(error));
    const refused = join(scops.configs, 'refused');
    await until(async () => {
      const left = (await readdir(scops.configs)).filter((name) => name.endsWith('.cfg'));
      return left.length === 0;
    });
    await watch.stop();
    expect(errors).toEqual([]);
    for (const order of good) await client.workflow.getHandle(`scops/${idOf(order)}`).describe();
    expect((await readdir(refused)).sort()).toEqual([
      '1-bad.cfg',
      '1-bad.cfg.txt',
      '3-upload.cfg',
      '3-upload.cfg.txt',
    ]);
    expect(await readFile(join(refused, '1-bad.cfg.txt'), 'utf8')).toMatch(/cannot be read: cfg line 1/);
    expect(await readFile(join(refused, '3-upload.cfg.txt'), 'utf8')).toBe(
      'An uploaded DEM is chosen, but none has come; upload it, or choose a mosaic.\n',
    );
    const told = (await mails()).filter((mail) => mail.includes('1-bad.cfg was refused'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('scops@example.org');
  });

  it('keeps an accepted file of its name that says something else', async () => {
    const orders = [newOrder(), newOrder()];
    for (const order of orders) {
      await drop('name.cfg', cfgOf(order));
      expect(await takeCfg(context, scops, 'name.cfg')).toBe('accepted');
    }
    const kept = (await readdir(join(scops.configs, 'accepted'))).filter((name) => name.startsWith('name.'));
    expect(kept).toHaveLength(2);
  });

  it('and says that it is confirmed, or to be restarted, still waits for its client (fault 5)', async () => {
    const order = newOrder();
    await drop(
      'claims.cfg',
      cfgOf(order)
        .replace('confirmed = False', 'confirmed = True')
        .replace('restart = False', 'restart = True'),
    );
    await takeCfg(context, scops, 'claims.cfg');
    const history = await client.workflow.getHandle(`scops/${idOf(order)}`).fetchHistory();
    const payload = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    expect(JSON.parse(Buffer.from(payload!).toString())).toMatchObject({
      needsConfirmation: true,
      by: 'file claims.cfg',
    });
  });
});

describe('orders on the command line', () => {
  it('submits JSON and .cfg, and says what they take', async () => {
    const order = newOrder();
    const json = join(home, 'order.json');
    await writeFile(json, JSON.stringify(order));
    const dry = await sipstream('order', 'submit', json, '--dry-run', '--json');
    expect(dry).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(dry.out)).toMatchObject({
      dryRun: true,
      id: idOf(order),
      estimate: { bytes: expect.any(Number) as number },
    });
    expect(await runs(idOf(order))).toEqual([]);
    expect((await sipstream('order', 'submit', json)).out).toMatch(
      /is ordered\. .*has a mail[\s\S]*About .* of disk/,
    );
    const cfg = join(home, 'order.cfg');
    await writeFile(cfg, cfgOf(order));
    expect((await sipstream('order', 'submit', cfg)).out).toContain('is there already');
  });

  it('tells every problem and ends with 1', async () => {
    const file = join(home, 'bad.json');
    await writeFile(file, JSON.stringify({ ...newOrder(), email: 'x', year: 1, lines: [] }));
    expect(await sipstream('order', 'submit', file)).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^ORDER_INVALID/) as string,
    });
    await writeFile(file, JSON.stringify({ ...newOrder(), email: 'x', julianDay: 999 }));
    const { err } = await sipstream('order', 'submit', file);
    expect(err).toMatch(/The order has 2 problems[\s\S]*not an e-mail address[\s\S]*Day 999/);
    expect((await sipstream('order', 'submit', join(home, 'gone.json'))).status).toBe(1);
    expect((await sipstream('order', 'submit')).status).toBe(2);
  });

  it('imports a .cfg and exports an order, each as it was', async () => {
    const order = newOrder();
    const file = join(home, 'import.cfg');
    await writeFile(file, cfgOf(order).replace('restart = False', 'restart = True'));
    const imported = await sipstream('order', 'import', file);
    expect(JSON.parse(imported.out)).toEqual(order);
    expect(imported.err).toMatch(/restart/);
    await putOrder(ledger, idOf(order), {
      request: order,
      project: order.project,
      email: order.email,
      state: 'awaiting confirmation',
      sentence: 'It waits for its client.',
    });
    expect(JSON.parse((await sipstream('order', 'export', idOf(order))).out)).toEqual(order);
    expect((await sipstream('order', 'export', idOf(order), '--cfg')).out).toBe(cfgOf(order));
    const list = await sipstream('order', 'list', '--open');
    expect(list.out).toMatch(/awaiting confirmation/);
    const shown = await sipstream('order', 'show', idOf(order));
    expect(shown.out).toMatch(/It waits for its client\.[\s\S]*UTM zone 30N/);
    for (const { out } of [list, shown])
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(await sipstream('order', 'show', 'none')).toMatchObject({
      status: 1,
      err: expect.stringContaining('NOT_KNOWN') as string,
    });
  });

  it('says to an order what clients and operators have to say, in the words of its updates', async () => {
    const order = newOrder();
    const { id } = await submit(order);
    await putOrder(ledger, id, { request: order });
    const said = async (...words: string[]) => {
      const { status, out, err } = await sipstream('order', ...words, '--by', 'ada', '--json');
      expect({ words, status, err }).toEqual({ words, status: 0, err: '' });
      const { sentence } = JSON.parse(out) as { sentence: string };
      const at = sentence.indexOf(' ');
      return [sentence.slice(0, at), JSON.parse(sentence.slice(at))] as const;
    };
    const [first, second] = order.lines.map(({ name }) => name);
    expect(await said('confirm', id)).toEqual(['confirm', { by: 'ada' }]);
    expect(
      await said('equations', id, '--add', 'x=band1==2', 'y=band2', '--plugin', 'p', '--lines', first!),
    ).toEqual([
      'equations',
      {
        by: 'ada',
        equations: [
          { name: 'x', expression: 'band1==2', lines: [first] },
          { name: 'y', expression: 'band2', lines: [first] },
        ],
        plugins: [{ name: 'p', lines: [first] }],
      },
    ]);
    expect(await said('equations', id, '--add', 'x=band1')).toMatchObject([
      'equations',
      { equations: [{ lines: [first, second] }] },
    ]);
    expect(await said('dem', id, '--mosaic', 'srtm')).toEqual([
      'dem',
      { by: 'ada', dem: { source: 'mosaic', name: 'srtm' } },
    ]);
    const file = join(home, 'my dem.bil');
    await writeFile(file, 'heights');
    await writeFile(`${file}.hdr`, 'ENVI');
    const [, sent] = await said('dem', id, '--file', file);
    const { path } = (sent as { dem: { path: string } }).dem;
    expect(path.startsWith(`${scops.uploads}/`)).toBe(true);
    expect(await readFile(`${path}.hdr`, 'utf8')).toBe('ENVI');
    expect(await said('dem-confirmed', id, '--file', '/ftp/x.dem', '--why', 'it came')).toEqual([
      'demConfirmed',
      { by: 'ada', why: 'it came', path: '/ftp/x.dem' },
    ]);
    for (const verb of ['retry', 'hold', 'release', 'cancel'])
      expect(await said(verb, id, '--why', 'so')).toEqual([verb, { by: 'ada', why: 'so' }]);
    expect(await sipstream('order', 'retry', id, first!, '--why', 'so')).toMatchObject({
      status: 1,
      err: expect.stringContaining('NOT_KNOWN') as string,
    });
    expect((await sipstream('order', 'hold', id)).status).toBe(2);
  });
});
