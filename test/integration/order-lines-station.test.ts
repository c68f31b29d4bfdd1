import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCOPS } from '../../src/domain/scops/order-input.js';
import { LINE_STAGES } from '../../src/domain/scops/stages.js';
import { ordersThatNeedAPerson } from '../../src/ledger/read-orders.js';
import { installPlugins, letGo, PLUGIN_SETTINGS, pluginFolder, wanting } from '../support/line-plugins.js';
import { LineRuns } from '../support/line-runs.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';
import { heldAgainstTruth } from '../support/mapped-truth.js';

const site = orderSite(PLUGIN_SETTINGS);
const station = useStation({
  days: [],
  async prepare(home) {
    await installPlugins(home);
    await site.prepare(home);
  },
});
const orders = new OrderDesk(station);
const [a, b] = [0, 1].map((index) => () => site.made().lines[index]!.name) as [() => string, () => string];

/** Ruins the masks of some lines, when everything was looked at and before any line begins; gives what mends them. */
async function ruined(runs: LineRuns, numbers: readonly number[]): Promise<() => Promise<void>> {
  const elevations = await runs.frozen('dem/GB18_00_2018_123_srtm.dem');
  const files = numbers.map((index) => site.made().lines[index]!.mask);
  const whole = await Promise.all(files.map((file) => readFile(file)));
  for (const file of files) await truncate(file, 1000);
  runs.thaw(elevations);
  return async () => {
    for (const [index, file] of files.entries()) await writeFile(file, whole[index]!);
  };
}

const productRows = (id: string) => station().rows('orderProducts', { orderId: id });
const failed = (id: string, count: number) =>
  station().until(`${count} products have failed`, async () => {
    const rows = (await productRows(id)).filter(({ state }) => state === 'failed');
    return rows.length === count && rows;
  });

describe('a line whose mask was cut off', PATIENT, () => {
  let id = '';
  let runs: LineRuns;
  let mend: () => Promise<void>;

  beforeAll(async () => {
    const order = orderOf(site.made(), {
      masking: 'all',
      equations: [{ name: 'Ratio', expression: 'band2/(band1+1)' }],
    });
    ({ id } = await orders.submit({ ...order, lines: wanting(order, { equations: ['Ratio'] }) }));
    runs = new LineRuns(station, (await orders.inState(id, 'awaiting confirmation')).folder!);
    await orders.say('confirm', id);
    mend = await ruined(runs, [1]);
  }, PATIENT.timeout);

  it('waits for a person, with the code and the sentence, and the other line is made', async () => {
    const rows = await failed(id, 2);
    expect(rows.map(({ product, code }) => `${product} ${code}`)).toEqual([
      `${b()} RASTER_INVALID`,
      `${b()}_Ratio RASTER_INVALID`,
    ]);
    for (const row of rows) {
      expect(row.sentence).toContain(`${site.made().lines[1]!.mask} has 1000 bytes; its header says`);
      expect(row.endedAt).toBeGreaterThan(0);
    }
    await station().until('the other line is made', async () =>
      (await productRows(id)).filter(({ line }) => line === a()).every(({ state }) => state === 'complete'),
    );
    const needed = await ordersThatNeedAPerson(station().ledger, SCOPS);
    expect(needed.map((order) => [order.id, order.failed.length])).toEqual([[id, 2]]);
    const mail = await station().oneMail(`${id} ERROR`);
    expect(mail.text).toContain(`${id} ${b()} is held: LINE_FAILED`);
    expect(mail.text).toContain(`${b()}: RASTER_INVALID`);
  });

  it('goes on by `retry` when the file is mended, and only with what is not there', async () => {
    await mend();
    await orders.say('retry', id, {}, b());
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect([row.state, row.missing]).toEqual(['complete', []]);
    const told = await station().rows('orderRuns', { orderId: id });
    const again = told
      .filter(({ run }) => run > 1)
      .map(({ product, stage, outcome }) => [product, stage, outcome]);
    expect(again.sort()).toEqual([
      [b(), 'mask', 'done'],
      [`${b()}_Ratio`, 'bandmaths', 'done'],
    ]);
    expect((await runs.all()).filter((run) => run.endsWith(' 2'))).toHaveLength(2);
    expect(await orders.entries(row)).toHaveLength(4);
    await station().oneMail(`${id} ERROR`);
    await station().oneMail(`${id} order complete`);
    expect(await ordersThatNeedAPerson(station().ledger, SCOPS)).toEqual([]);
  });

  it('shows the ground where it is, and fills what is masked from the nearest pixel that is not', async () => {
    const { folder } = (await orders.row(id))!;
    const zip = join(folder!, 'mapped', `${a()}3b_mapped.bil.zip`);
    const { cells, filled, misplaced } = await heldAgainstTruth(site.made(), 0, zip);
    expect(cells).toBeGreaterThan(20_000);
    expect(filled).toBeGreaterThan(500);
    expect(misplaced).toBe(0);
  });
});

describe('all lines of an order held', PATIENT, () => {
  it('are reached by one `retry` of the order', async () => {
    const order = orderOf(site.made(), { masking: 'all', pixelSize: { x: 16, y: 16 } });
    const { id } = await orders.submit(order);
    const runs = new LineRuns(station, (await orders.inState(id, 'awaiting confirmation')).folder!);
    await orders.say('confirm', id);
    const mend = await ruined(runs, [0, 1]);
    await failed(id, 2);
    await station().until('both lines have told the operators', async () => {
      const mails = await station().mails(`${id} ERROR`);
      return mails.length === 2;
    });
    await mend();
    await orders.say('retry', id);
    expect((await orders.inState(id, 'complete', 'partly complete', 'failed')).state).toBe('complete');
  });
});

describe('an order that an operator holds while a stage runs', PATIENT, () => {
  let id = '';
  let folder = '';
  const waits = () => `${a()}_waits`;

  beforeAll(async () => {
    const order = orderOf(site.made(), { pixelSize: { x: 17, y: 17 }, plugins: ['waits', 'fails'] });
    const lines = wanting(
      { ...order, lines: wanting(order, { plugins: ['waits'] }, [0]) },
      { plugins: ['fails'] },
      [1],
    );
    ({ id } = await orders.submit({ ...order, lines }));
    folder = (await orders.inState(id, 'awaiting confirmation')).folder!;
    await orders.say('confirm', id);
  }, PATIENT.timeout);

  it('has a product that failed and stops nothing else', async () => {
    const [row] = await failed(id, 1);
    expect([row!.product, row!.code]).toEqual([`${b()}_fails`, 'PLUGIN_FAILED']);
    expect(row!.sentence).toContain('it is not mended');
    await station().until('the line itself is made', async () =>
      (await productRows(id)).some(({ product, state }) => product === b() && state === 'complete'),
    );
  });

  it('goes on with no line before `release`', async () => {
    await station().until('the stage runs', () =>
      readFile(join(pluginFolder(folder, waits()), 'child'), 'utf8').catch(() => undefined),
    );
    await orders.say('hold', id, { why: 'the disk is needed' });
    await station().until('the line has heard of it', async () =>
      (await orders.story(id, a())).verbs.includes('release'),
    );
    await letGo(folder, waits());
    await station().until('the line has stopped', async () => {
      const story = await orders.story(id, a());
      return story.held?.code === 'OPERATOR_HOLD';
    });
    const runs = new LineRuns(station, folder);
    expect((await runs.all()).filter((run) => run.startsWith(a()))).toEqual([`${a()}/plugin ${waits()} 1`]);
    expect((await orders.story(id, a())).held?.sentence).toBe('tester stopped it: the disk is needed');
    const [needed] = await ordersThatNeedAPerson(station().ledger, SCOPS);
    expect(needed!.stopped.find(({ line }) => line === a())?.open).toHaveLength(2);
    await orders.say('release', id);
    await station().until('the line is made', async () =>
      (await productRows(id)).filter(({ line }) => line === a()).every(({ state }) => state === 'complete'),
    );
  });

  it('is packed without a line that is cancelled, and says so', async () => {
    await orders.say('cancel', id, { why: 'nobody wants it' }, b());
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect(row.state).toBe('partly complete');
    expect(row.missing).toEqual([expect.stringContaining(`${b()}_fails: `)]);
    expect(await orders.entries(row)).toEqual(
      [a(), waits(), b()].map((product) => `GB18_00_2018123/${product}3b_mapped.bil.zip`),
    );
    expect(await readFile(join(folder, 'mapped/zip_contents.txt'), 'utf8')).toContain(
      `missing: ${b()}_fails: `,
    );
    const mail = await station().oneMail(`${id} order complete`);
    expect(mail.text).toContain('it is not mended');
  });
});

describe('the progress of a product', PATIENT, () => {
  it('only grows, through the stages in their order and within the weight of each', async () => {
    const order = orderOf(site.made(), { masking: 'all', pixelSize: { x: 3, y: 3 } });
    const { id } = await orders.submit(order);
    await orders.say('confirm', id);
    const seen: { readonly stage: keyof typeof LINE_STAGES; readonly progress: number }[] = [];
    await station().until(
      'the order is complete',
      async () => {
        const row = (await productRows(id)).find(({ product }) => product === a());
        if (row) seen.push(row);
        return (await orders.row(id))?.state === 'complete';
      },
      20,
    );
    const stages = Object.keys(LINE_STAGES);
    for (const [index, { stage, progress }] of seen.entries()) {
      const { base, weight } = LINE_STAGES[stage];
      expect(progress).toBeGreaterThanOrEqual(base);
      expect(progress).toBeLessThanOrEqual(base + weight);
      const before = seen[index - 1];
      if (!before) continue;
      expect(progress).toBeGreaterThanOrEqual(before.progress);
      expect(stages.indexOf(stage)).toBeGreaterThanOrEqual(stages.indexOf(before.stage));
    }
    expect(new Set(seen.map(({ stage }) => stage)).size).toBeGreaterThan(4);
    expect(seen.at(-1)).toMatchObject({ stage: 'complete', progress: 100 });
  });
});
