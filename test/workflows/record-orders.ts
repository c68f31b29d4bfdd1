import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Order } from '../../src/domain/scops/order.js';
import { cutDem } from '../support/cut-dem.js';
import { gatePlugin } from '../support/gate-plugin.js';
import { installPlugins, letGo, PLUGIN_SETTINGS, pluginFolder, wanting } from '../support/line-plugins.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { TestStation } from '../support/station.js';
import { stubCluster } from '../integration/fixtures/batch-site.js';
import { forget, inRecordingHome, keep, RECORDING_HOME } from './histories.js';

/** Every end that is waited for comes within the minute. */
const TIMES = {
  confirmation: { reminder: '3s', expiry: '45s' },
  lineGrace: '12s',
  retention: '20s',
  retentionNotice: '15s',
};

/** Whether a history is of an order or a flight line, by the name of its file. */
export function isOfOrder(name: string): boolean {
  return /^(order|line)-/.test(name);
}

/** Takes orders through everything that the replay tests replay, and writes the histories. Takes about two minutes. */
export async function recordOrders(): Promise<void> {
  await forget(isOfOrder);
  await inRecordingHome(async () => {
    const site = orderSite({ ...TIMES, ...PLUGIN_SETTINGS });
    const prepare = async (home: string) => {
      await installPlugins(home);
      await site.prepare(home);
    };
    const station = await TestStation.start({ home: RECORDING_HOME, days: [], prepare });
    try {
      const desk = new OrderDesk(() => station);
      const scene: Scene = { station, desk, site };
      // Its stages take every place that the station has for programs.
      await given(scene);
      await Promise.all([expired, complete, changed, partly].map((play) => play(scene)));
    } finally {
      await station.stop();
    }
  });
  await inRecordingHome(recordJob);
}

interface Scene {
  readonly station: TestStation;
  readonly desk: OrderDesk;
  readonly site: ReturnType<typeof orderSite>;
}

const RATIO = { equations: [{ name: 'Ratio', expression: 'band2/(band1+1)' }] };

/** An order of its own for each name. */
function named({ site }: Scene, name: string, more: Partial<Order> = {}): Order {
  return { ...orderOf(site.made(), more), email: `${name}@example.org` };
}

/** Two lines with an equation each: confirmed, made, and removed when their time is over. */
async function complete(scene: Scene): Promise<void> {
  const { desk } = scene;
  const order = named(scene, 'complete', { masking: 'all', formats: ['cog'], ...RATIO });
  const { id } = await desk.submit({ ...order, lines: wanting(order, { equations: ['Ratio'] }) });
  await desk.inState(id, 'awaiting confirmation');
  await desk.say('confirm', id);
  await desk.inState(id, 'removed');
  await save(scene, id, 'complete', [0]);
}

/** Nobody answers. */
async function expired(scene: Scene): Promise<void> {
  const { id } = await scene.desk.submit(named(scene, 'expired'));
  await scene.desk.inState(id, 'expired');
  await save(scene, id, 'expired', []);
}

/** A client who is reminded, says a formula that is refused and one that is not, and changes the elevations twice. */
async function changed(scene: Scene): Promise<void> {
  const { desk, site } = scene;
  const path = join(RECORDING_HOME, 'scops/uploads/GB18_00/small.dem');
  await cutDem(site.made(), path, 0.002);
  const order = named(scene, 'changed', { bandMaths: true, dem: { source: 'upload', path } });
  const { id } = await desk.submit({ ...order, lines: order.lines.slice(0, 1) });
  await scene.station.oneMail(`${id} still waits`);
  await desk.say('confirm', id);
  await desk.inState(id, 'awaiting equations');
  const said = (expression: string) => ({
    equations: [{ name: 'One', expression, lines: [order.lines[0]!.name] }],
    plugins: [],
  });
  await desk.refused('equations', id, said('band1 ** * 2'));
  await desk.say('dem', id, { dem: { source: 'ftp', path: null, confirmed: false } });
  await desk.say('equations', id, said('band1'));
  await desk.inState(id, 'awaiting DEM');
  await desk.say('dem', id, { dem: { source: 'upload', path } });
  await desk.inState(id, 'needs attention');
  await desk.say('dem', id, { dem: { source: 'mosaic', name: 'srtm' } });
  await desk.inState(id, 'complete');
  // Whose order is complete may be fetching it: the engine alone can end it before its time.
  await desk.handle(id).cancel();
  await desk.inState(id, 'cancelled');
  await save(scene, id, 'changed', []);
}

/** An operator holds it while a stage runs, and releases it; the other line fails, fails again, and is given up. */
async function partly(scene: Scene): Promise<void> {
  const { desk, station } = scene;
  const order = named(scene, 'partly', { plugins: ['waits', 'fails'] });
  const waits = wanting(order, { plugins: ['waits'] }, [0]);
  const { id } = await desk.submit(
    { ...order, lines: wanting({ ...order, lines: waits }, { plugins: ['fails'] }, [1]) },
    { needed: false },
  );
  const [first, second] = order.lines.map(({ name }) => name);
  await desk.held(id, second!);
  await desk.say('retry', id, {}, second);
  await desk.say('hold', id);
  const { folder } = (await desk.row(id))!;
  await runs(station, folder!, `${first}_waits`);
  await letGo(folder!, `${first}_waits`);
  await station.until('the line stands', async () => {
    const { held } = await desk.story(id, first);
    return held?.code === 'OPERATOR_HOLD';
  });
  await desk.say('release', id);
  await desk.inState(id, 'removed');
  await save(scene, id, 'partly', [0, 1]);
}

/** Nothing comes of it: the workflow of one line is terminated, the other line is cancelled while its stage runs. */
async function given(scene: Scene): Promise<void> {
  const { desk, station } = scene;
  const order = named(scene, 'given', { plugins: ['waits'] });
  const lines = wanting(order, { process: false, plugins: ['waits'] });
  const { id } = await desk.submit({ ...order, lines }, { needed: false });
  const { folder } = await desk.inState(id, 'processing');
  const [first, second] = order.lines.map(({ name }) => name);
  for (const line of [first, second]) await runs(station, folder!, `${line}_waits`);
  await desk.handle(id, first).terminate('a recording for the replay tests');
  await desk.say('cancel', id, {}, second);
  await desk.inState(id, 'failed');
  await save(scene, id, 'given', [1]);
}

/** A line that is one job: it fails, and is sent again. */
async function recordJob(): Promise<void> {
  let gate: Awaited<ReturnType<typeof gatePlugin>> | undefined;
  const site = orderSite(
    async (home) => {
      await stubCluster(join(home, 'cluster'));
      gate = await gatePlugin(home);
      return { jobs: { system: 'sbatch', command: join(home, 'cluster/sbatch') }, plugins: [gate.folder] };
    },
    { lines: 1 },
  );
  const station = await TestStation.start({ home: RECORDING_HOME, days: [], prepare: site.prepare });
  try {
    const desk = new OrderDesk(() => station);
    const order = orderOf(site.made(), { plugins: ['gate'] });
    await gate!.set('broken', true);
    const { id } = await desk.submit(
      { ...order, lines: wanting(order, { plugins: ['gate'] }) },
      { needed: false },
    );
    const line = order.lines[0]!.name;
    await desk.held(id, line);
    await gate!.set('broken', false);
    await desk.say('retry', id, {}, line);
    await desk.inState(id, 'complete');
    await keep(station.client, `scops/${id}/${line}`, 'line-job');
  } finally {
    await station.stop();
  }
}

/** Waits until the plugin `waits` of a product runs. */
async function runs(station: TestStation, folder: string, product: string): Promise<void> {
  const child = join(pluginFolder(folder, product), 'child');
  await station.until(`${product} runs`, () => readFile(child, 'utf8').catch(() => undefined));
}

/** Writes the histories of an order that has ended, and of some of its lines. */
async function save({ desk, station }: Scene, id: string, name: string, lines: number[]): Promise<void> {
  await desk.ended(id);
  const { request } = (await desk.row(id))!;
  await keep(station.client, `scops/${id}`, `order-${name}`);
  for (const number of lines) {
    const line = request.lines[number]!.name;
    await keep(station.client, `scops/${id}/${line}`, `line-${name}-${number + 1}`);
  }
}
