import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCOPS } from '../../src/domain/scops/order-input.js';
import { ordersThatNeedAPerson } from '../../src/ledger/read-orders.js';
import type { JobSystem } from '../../src/domain/scops/config.js';
import { gatePlugin, type Gate } from '../support/gate-plugin.js';
import { withoutWorkers } from '../support/line-runs.js';
import { processesOf } from '../support/running-station.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';
import { stubCluster, type StubCluster } from './fixtures/batch-site.js';

const PROGRAM = resolve('bin/sipstream-line');

/** A station whose lines are jobs of a job system that the test has in its hands. */
function clusterStation(system: Exclude<JobSystem, 'local'>, lines: number) {
  const parts = {} as { cluster: StubCluster; gate: Gate; home: string };
  const site = orderSite(
    async (home) => {
      parts.home = home;
      parts.cluster = await stubCluster(join(home, 'cluster'));
      parts.gate = await gatePlugin(home);
      return {
        jobs: { system, command: join(home, 'cluster', system), logDirectory: join(home, 'joblog') },
        temporary: join(home, 'node'),
        plugins: [parts.gate.folder],
      };
    },
    { lines },
  );
  const station = useStation({ days: [], prepare: site.prepare });
  return { site, station, orders: new OrderDesk(station), parts };
}

/** What PROCESS_COMMAND is given for a line, as one string. */
const call = (home: string, id: string, line: string, more = ' -m') =>
  `${PROGRAM} -l ${line} -c ${home}/scops/output/${id}/order.cfg -s fenix -o ${home}/scops/output/${id}${more}`;

describe('an order whose lines are jobs of SGE', PATIENT, () => {
  const { site, station, orders, parts } = clusterStation('qsub', 1);
  const line = () => site.made().lines[0]!.name;
  const ordered = (more: Parameters<typeof orderOf>[1] = {}) => {
    const order = orderOf(site.made());
    const lines = order.lines.map((one) => ({ ...one, equations: ['Ratio'], plugins: ['gate'] }));
    const equations = [{ name: 'Ratio', expression: 'band2/(band1+1)' }];
    return { ...order, masking: 'all' as const, equations, plugins: ['gate'], lines, ...more };
  };
  const product = async (id: string, name: string) =>
    (await station().rows('orderProducts', { orderId: id, product: name }))[0];
  const jobsOf = (id: string) => parts.cluster.jobs().filter(({ args }) => args.join(' ').includes(id));
  const log = (id: string, name: string) =>
    readFile(join(parts.home, 'scops/output', id, 'logs', `${name}_log.txt`), 'utf8');
  const begun = (text: string, kind: string) =>
    text.split('\n').filter((said) => said.startsWith(`${kind} of `));
  const worker = () => station().running.station.processes.find(({ name }) => name === 'workers')!;
  let id = '';

  it('sends exactly the command of qsub for a line, and tells its progress', async () => {
    await parts.gate.set('closed', true);
    ({ id } = await orders.submit(ordered()));
    await orders.say('confirm', id);
    await station().until('the plugin of the line runs', async () => {
      const row = await product(id, `${line()}_gate`);
      return row?.state === 'running' && row.stage === 'mask';
    });
    const [job, ...others] = jobsOf(id);
    expect(others).toEqual([]);
    const { home } = parts;
    expect(job!.args).toEqual([
      ...['-N', `WEB_GB18_00_${line()}`, '-q', 'arsf.q', '-P', 'arsfdan', '-p', '0'],
      ...['-wd', join(home, 'scops/output'), '-e', join(home, 'joblog'), '-o', join(home, 'joblog')],
      ...[
        '-m',
        'n',
        '-b',
        'y',
        '-V',
        '-l',
        'apl_throttle=1',
        '-l',
        'apl_web_throttle=1',
        '-l',
        'tmpfree=100',
      ],
      ...call(home, id, line(), ' -m -b').split(' '),
    ]);
    await station().until('the line itself has its masks', async () => {
      const row = await product(id, line());
      return row?.stage === 'mask' && row.state === 'running' && row.progress === 15;
    });
  });

  it('finds the job again when the worker was killed, and sends no other though it ended meanwhile', async () => {
    await parts.gate.set('broken', true);
    await parts.gate.set('closed', false);
    await station().until('the job has ended without a worker', () => {
      const { pid } = worker();
      if (pid !== undefined && existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL');
      return Promise.resolve(jobsOf(id)[0]!.phase === 'ended');
    });
    expect(await orders.held(id, line())).toMatchObject({
      code: 'LINE_FAILED',
      details: [expect.stringMatching(/_gate: .*the gate is broken/)],
    });
    expect(jobsOf(id)).toHaveLength(1);
  });

  it('leaves nothing on the disk of the node when it failed', async () => {
    expect(await readdir(join(parts.home, 'node'))).toEqual([]);
  });

  it('reports the product that failed with its sentence, and has the others', async () => {
    const rows = await station().rows('orderProducts', { orderId: id });
    const of = new Map(rows.map((row) => [row.product, row]));
    expect(of.get(`${line()}_gate`)).toMatchObject({
      state: 'failed',
      code: 'LINE_FAILED',
      sentence: expect.stringContaining('the gate is broken') as string,
    });
    for (const name of [line(), `${line()}_Ratio`])
      expect(of.get(name)).toMatchObject({
        state: 'complete',
        progress: 100,
        mappedBytes: expect.any(Number) as number,
        zipBytes: expect.any(Number) as number,
      });
  });

  it('sends a new job by `retry`, which makes only what is not packed', async () => {
    await parts.gate.set('broken', false);
    await orders.say('retry', id, {}, line());
    const row = await orders.inState(id, 'complete');
    expect(row.missing ?? []).toEqual([]);
    expect(jobsOf(id)).toHaveLength(2);
    const own = await log(id, line());
    for (const kind of ['mask', 'map', 'pack']) expect(begun(own, kind)).toHaveLength(1);
    // The one before left nothing to go on with: it may have run on another node.
    for (const kind of ['geocorrect', 'reproject']) expect(begun(own, kind)).toHaveLength(2);
    expect(begun(await log(id, `${line()}_Ratio`), 'bandmaths')).toHaveLength(1);
    expect(begun(await log(id, `${line()}_gate`), 'plugin')).toHaveLength(2);
    const runs = await station().rows('orderRuns', { orderId: id, stage: 'job' });
    expect(runs.map(({ run, outcome }) => [run, outcome])).toEqual([
      [1, 'failed'],
      [2, 'done'],
    ]);
  });

  it('leaves nothing on the disk of the node when it is done', async () => {
    expect(await readdir(join(parts.home, 'node'))).toEqual([]);
  });

  it('kills the job by `cancel`, with the program that it had started', async () => {
    await parts.gate.set('closed', true);
    const other = await orders.submit(ordered({ pixelSize: { x: 20, y: 20 } }));
    await orders.say('confirm', other.id);
    await station().until(
      'the plugin of the line runs',
      async () => (await product(other.id, `${line()}_gate`))?.state === 'running',
    );
    await orders.say('cancel', other.id);
    await orders.inState(other.id, 'cancelled');
    const [job] = jobsOf(other.id);
    expect(existsSync(`/proc/${job!.pid}`)).toBe(false);
    expect(await processesOf(other.id)).toEqual([]);
    expect(jobsOf(other.id)).toHaveLength(1);
  });

  it('leaves nothing on the disk of the node when it is ended, which nobody but the job may reach', async () => {
    await parts.gate.set('closed', true);
    const other = await orders.submit(ordered({ pixelSize: { x: 22, y: 22 } }));
    await orders.say('confirm', other.id);
    await station().until(
      'the plugin of the line runs',
      async () => (await product(other.id, `${line()}_gate`))?.state === 'running',
    );
    const node = join(parts.home, 'node');
    expect(await readdir(node)).toEqual([`ARF_WEB_${other.id}`]);
    await withoutWorkers(station(), async () => {
      const [job] = jobsOf(other.id);
      process.kill(job!.pid!, 'SIGTERM');
      await station().until('the job has ended', () => Promise.resolve(!existsSync(`/proc/${job!.pid}`)));
      expect(await readdir(node)).toEqual([]);
    });
    await orders.say('cancel', other.id);
    await orders.inState(other.id, 'cancelled');
  });

  it('needs a person when its job cannot be sent, and goes on by `retry`', async () => {
    await parts.gate.set('closed', false);
    await parts.cluster.set('refuse', 'Unable to run job: queue "arsf.q" does not exist.');
    const other = await orders.submit(ordered({ pixelSize: { x: 21, y: 21 } }));
    await orders.say('confirm', other.id);
    const needed = await station().until('the order needs a person for its three products', async () => {
      const found = await ordersThatNeedAPerson(station().ledger, SCOPS);
      return found.find(({ id, failed }) => id === other.id && failed.length === 3);
    });
    expect(needed.failed[0]!.sentence).toContain('queue "arsf.q" does not exist');
    await parts.cluster.set('refuse', undefined);
    await orders.say('retry', other.id);
    expect((await orders.inState(other.id, 'complete', 'partly complete', 'failed')).state).toBe('complete');
  });
});

describe.each([
  [
    'bsub',
    (home: string, name: string) => [
      ...['-J', `WEB_GB18_00_${name}`, '-q', 'arsf.q', '-o', `${home}/joblog/WEB_GB18_00_${name}_%J.o`],
      ...['-e', `${home}/joblog/WEB_GB18_00_${name}_%J.e`, '-W', '12:00', '-n', '1'],
    ],
    (command: string) => `${command}\n`,
  ],
  [
    'sbatch',
    (home: string, name: string) => [
      ...['--parsable', '--job-name', `WEB_GB18_00_${name}`, '--partition', 'arsf.q'],
      ...[
        '--account',
        'arsfdan',
        '--time',
        '12:00:00',
        '--output',
        `${home}/joblog/WEB_GB18_00_${name}_%j.o`,
      ],
      ...[
        '--error',
        `${home}/joblog/WEB_GB18_00_${name}_%j.e`,
        '--ntasks',
        '1',
        '--no-requeue',
        '--export=ALL',
      ],
    ],
    (command: string, home: string) => `#!/bin/sh\ncd ${home}/scops/output || exit 1\nexec ${command}\n`,
  ],
] as const)('an order whose lines are jobs of %s', PATIENT, (system, args, input) => {
  const { site, station, orders, parts } = clusterStation(system, 3);

  it('has one job for each line, sent by exactly its command, and is complete', async () => {
    const { home, cluster } = parts;
    await cluster.set('hold', 'yes');
    const { id } = await orders.submit(orderOf(site.made()));
    await orders.say('confirm', id);
    // All of them wait in the queue: it is the job system that says how many run at a time.
    await station().until('every line is sent', () => Promise.resolve(cluster.jobs().length === 3));
    for (const { id: job } of cluster.jobs()) cluster.start(job);
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect(row.sentence).toBe('Every product can be fetched.');
    const names = site.made().lines.map(({ name }) => name);
    const sent = cluster.jobs().map((job) => ({ args: job.args, stdin: job.stdin, code: job.phase }));
    expect(sent.sort((a, b) => (a.stdin < b.stdin ? -1 : 1))).toEqual(
      names.map((name) => ({
        args: args(home, name),
        stdin: input(call(home, id, name), home),
        code: 'ended',
      })),
    );
    const products = await station().rows('orderProducts', { orderId: id });
    expect(products.map(({ product, state }) => [product, state])).toEqual(
      names.map((name) => [name, 'complete']),
    );
  });
});
