import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { mailer } from '../../src/adapters/mail/outgoing.js';
import { submitOrder, type Submitted } from '../../src/adapters/scops/submit-order.js';
import { readConfig } from '../../src/adapters/station/config.js';
import { readScopsConfig } from '../../src/adapters/station/scops-config.js';
import { findTemporalCli } from '../../src/adapters/temporal-cli.js';
import { orderFacts } from '../../src/airborne/delivery/order-facts.js';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../src/domain/ids.js';
import type { Order } from '../../src/domain/scops/order.js';
import { openLedger } from '../../src/ledger/open.js';
import { runCommand } from '../../src/operator/cli/program.js';
import { makeFlight } from '../../src/simulator/flight/flight.js';
import type { CfgContext } from '../../src/workers/gateway/take-cfg.js';
import { MOPITT_FILE, mopitt } from './mopitt.js';
import { anOrder } from './orders.js';

const LISTENER = fileURLToPath(new URL('../integration/fixtures/order-listener.ts', import.meta.url));
const STATION = `scops:
  sources: [data]
  mail: { error: [scops@example.org] }
  dem: { mosaics: [{ name: aster, path: data }] }
`;

/** A home with a simulated flight, a ledger and a Temporal server, where a listener stands in the place of the orders' workflow. */
export async function openOrderDesk() {
  const home = await mkdtemp(join(tmpdir(), 'sipstream-orders-'));
  const { environment, stop } = await startEngine();
  const { client } = environment;
  const flight = await makeFlight({
    folder: join(home, 'data'),
    geoid: null,
    samples: 16,
    scans: 40,
    bands: 12,
  });
  const lines = flight.lines.map(({ name }, index) => ({ ...anOrder.lines[index]!, name }));
  await writeFile(join(home, 'station.yaml'), STATION);
  await writeFile(join(home, 'station.json'), stationFile(environment.address));
  const scops = readScopsConfig(await readConfig(home), { home }, {});
  const ledger = await openLedger(join(home, 'ledger.sqlite'));
  const outDirectory = join(home, 'out');
  const context: CfgContext = {
    mission: await mopitt(),
    ledger,
    mailer: mailer({ from: 'sipstream@localhost', to: ['ops@example.org'], outDirectory }),
    client,
    now: () => Date.now(),
  };
  let count = 0;

  return {
    home,
    client,
    ledger,
    scops,
    context,
    /** An order that no other test has. */
    newOrder(): Order {
      count += 1;
      return { ...anOrder, sourceFolder: flight.project, lines, email: `ada${count}@example.org` };
    },
    async submit(order: Order): Promise<Submitted> {
      return submitOrder({
        client,
        config: scops,
        order,
        facts: await orderFacts(order, scops),
        by: 'a test',
      });
    },
    /** The runs of an order's workflow that the engine lists. */
    async runs(id: string): Promise<string[]> {
      const found: string[] = [];
      for await (const { runId } of client.workflow.list({ query: `WorkflowId = 'scops/${id}'` }))
        found.push(runId);
      return found;
    },
    /** Puts a file where .cfg files are dropped. */
    async drop(name: string, text: string): Promise<void> {
      await mkdir(scops.configs, { recursive: true });
      await writeFile(join(scops.configs, name), text);
    },
    async mails(): Promise<string[]> {
      const files = (await isThere(outDirectory)) ? await readdir(outDirectory) : [];
      return Promise.all(files.map((file) => readFile(join(outDirectory, file), 'utf8')));
    },
    /** Runs a command with this home. */
    async sipstream(...words: string[]) {
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
    },
    async close(): Promise<void> {
      await ledger.close();
      await stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** What {@link openOrderDesk} answers. */
export type OrderDesk = Awaited<ReturnType<typeof openOrderDesk>>;

/** Waits for a condition. */
export async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await pause(50);
}

/** Whether a path is there. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function startEngine() {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: findTemporalCli() },
      searchAttributes: SEARCH_ATTRIBUTES.map((name) =>
        defineSearchAttributeKey(name, SearchAttributeType.KEYWORD),
      ),
    },
  });
  const { code } = await bundleWorkflowCode({ workflowsPath: LISTENER, logger: new DefaultLogger('ERROR') });
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: TASK_QUEUES.main,
    workflowBundle: { code },
  });
  const running = worker.run();
  return {
    environment,
    async stop() {
      worker.shutdown();
      await running;
      await environment.teardown();
    },
  };
}

function stationFile(address: string): string {
  return JSON.stringify({
    pid: process.pid,
    mission: 'mopitt',
    missionFile: MOPITT_FILE,
    startedAt: new Date().toISOString(),
    temporal: { address, namespace: 'default' },
    temporalUi: null,
    board: null,
    ftp: null,
    smtp: null,
  });
}
