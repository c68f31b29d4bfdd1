import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { StationContext } from '../../src/activities/context.js';
import { lostActivities } from '../../src/activities/orders/lost.js';
import type { Order } from '../../src/domain/scops/order.js';
import { installPlugins, PLUGIN_SETTINGS, pluginFolder, wanting } from '../support/line-plugins.js';
import { LineRuns, withoutWorkers } from '../support/line-runs.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { processesOf } from '../support/running-station.js';
import { PATIENT, useStation } from '../support/station.js';

const site = orderSite((home) => Promise.resolve({ ...PLUGIN_SETTINGS, temporary: join(home, 'temp') }), {
  samples: 100,
  scans: 200,
});
const station = useStation({
  days: [],
  async prepare(home) {
    await installPlugins(home);
    await site.prepare(home);
  },
});
const orders = new OrderDesk(station);
const line = (index: number) => site.made().lines[index]!.name;

/** An order that no other test has, and that runs without being confirmed. */
async function ordered(name: string, more: Partial<Order> = {}): Promise<{ id: string; folder: string }> {
  const order = { ...orderOf(site.made(), more), email: `${name}@example.org` };
  const { id } = await orders.submit(order, { needed: false });
  const folder = join(station().home, 'scops/output', id);
  return { id, folder };
}

/** An order whose lines run the plugin `waits`, some of them. */
const waiting = (name: string, numbers: readonly number[]) => {
  const order = orderOf(site.made());
  return ordered(name, { plugins: ['waits'], lines: wanting(order, { plugins: ['waits'] }, [...numbers]) });
};

/** Waits until the plugin of a line runs; gives the process that it has started. */
const child = (id: string, index: number) =>
  station().until('the plugin runs', async () => {
    const file = join(pluginFolder(join(temp(), `ARF_WEB_${id}`), `${line(index)}_waits`), 'child');
    return Number(await readFile(file, 'utf8').catch(() => '')) || undefined;
  });
const temp = () => join(station().home, 'temp');
/** Whether a process is there and not merely unburied. */
const lives = async (pid: number) =>
  !/^$|\) [ZX]/.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));

/** Nothing runs, nothing lies in the way, and the client has heard of the end once. */
async function isCleared(id: string, folder: string): Promise<void> {
  expect(await processesOf(id)).toEqual([]);
  expect((await readdir(temp())).filter((name) => name.includes(id))).toEqual([]);
  const left = await readdir(folder);
  for (const name of ['dem', 'level1b', 'igm', 'mapped', 'status', 'runs']) expect(left).not.toContain(name);
  expect(left).toContain('order.json');
  expect(await orders.row(id)).not.toHaveProperty('masterZip');
  const subjects = await orders.subjects(id);
  expect(subjects).toContain(`${id} cancelled`);
  expect(subjects).not.toContain(`${id} order complete`);
}

describe('an order that is cancelled', PATIENT, () => {
  it.each(['dem/GB18_00_2018_123_srtm.dem', 'geocorrect', 'map', 'pack', 'bundle'])(
    'while %s runs leaves neither that program nor anything of what was made',
    async (place) => {
      const { id, folder } = await ordered(`at-${place.slice(0, 3)}`);
      const runs = new LineRuns(station, folder);
      const program = await runs.frozen(
        place === 'bundle' || place.startsWith('dem/') ? place : `${line(0)}/${place} ${line(0)}`,
      );
      await orders.say('cancel', id, { why: 'a wrong flight' });
      expect(await orders.ended(id)).toBe('cancelled');
      expect(await lives(program.pid)).toBe(false);
      expect((await orders.row(id))!.sentence).toBe('tester cancelled it: a wrong flight');
      await isCleared(id, folder);
      const [mail] = await station().mails(`${id} cancelled`);
      expect(mail!.text).toContain('tester cancelled it: a wrong flight');
    },
  );

  it('while a plugin runs ends what the plugin has started, too', async () => {
    const { id, folder } = await waiting('plugin', [0, 1]);
    const children = [await child(id, 0), await child(id, 1)];
    await orders.say('cancel', id);
    expect(await orders.ended(id)).toBe('cancelled');
    expect(await Promise.all(children.map(lives))).toEqual([false, false]);
    await isCleared(id, folder);
    const states = (await station().rows('orderProducts', { orderId: id })).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['given up']));
  });

  it.each(['by its verb', 'in Temporal'])(
    'while no worker is there (%s) is ended by the next, with the program that ran on meanwhile',
    async (how) => {
      const { id, folder } = await waiting(how === 'in Temporal' ? 'engine' : 'verb', [0]);
      const pid = await child(id, 0);
      const said = await withoutWorkers(station(), async () => {
        const answer = how === 'in Temporal' ? orders.handle(id).cancel() : orders.say('cancel', id);
        if (how === 'in Temporal') await answer;
        await station().until('the death of the workers is known', async () => {
          const { raw } = await orders.handle(id, line(0)).describe();
          const attempts = raw.pendingActivities?.map(({ attempt }) => attempt ?? 0) ?? [];
          return Math.max(...attempts) > 1;
        });
        expect(await lives(pid)).toBe(true);
        return { answer };
      });
      await said.answer;
      expect(await orders.ended(id)).toBe('cancelled');
      expect(await lives(pid)).toBe(false);
      await isCleared(id, folder);
    },
  );
});

describe('a flight line whose workflow is terminated', PATIENT, () => {
  it('is one that the order is packed without: its client hears of it, and its program is gone', async () => {
    const { id, folder } = await waiting('terminated', [0]);
    const pid = await child(id, 0);
    await orders.handle(id, line(0)).terminate('by hand');
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect(row.state).toBe('partly complete');
    expect(await orders.entries(row)).toEqual([`GB18_00_2018123/${line(1)}3b_mapped.bil.zip`]);
    const missing = [line(0), `${line(0)}_waits`];
    expect(row.missing).toEqual(missing.map((name) => `${name}: an operator ended its work.`));
    const { text } = await station().oneMail(`${id} order complete`);
    for (const sentence of row.missing!) expect(text).toContain(sentence);
    expect(await lives(pid)).toBe(false);
    const runs = (await new LineRuns(station, folder).all()).filter((run) => run.startsWith(line(0)));
    expect(runs).toEqual([`${line(0)}/plugin ${line(0)}_waits 1`]);
    expect(await processesOf(id)).toEqual([]);
    const states = await station().rows('orderProducts', { orderId: id, line: line(0) });
    expect(states.map(({ state }) => state)).toEqual(['given up', 'given up']);
    const left = await readdir(join(temp(), `ARF_WEB_${id}`), { recursive: true });
    expect(left.filter((name) => name.includes(line(0)))).toEqual([]);
    await orders.handle(id).cancel();
    await orders.ended(id);
    expect(existsSync(join(folder, 'mapped'))).toBe(false);
  });

  it('while it is held keeps what is packed of it, and leaves no hold behind', async () => {
    const order = orderOf(site.made());
    const { id } = await ordered('held', {
      plugins: ['fails'],
      lines: wanting(order, { plugins: ['fails'] }, [0]),
    });
    await orders.held(id, line(0));
    await orders.handle(id, line(0)).terminate('by hand');
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect([row.state, row.missing]).toEqual([
      'partly complete',
      [`${line(0)}_fails: an operator ended its work.`],
    ]);
    expect(await orders.entries(row)).toEqual(
      [0, 1].map((index) => `GB18_00_2018123/${line(index)}3b_mapped.bil.zip`),
    );
    expect(row).not.toHaveProperty('heldCode');
  });
});

describe('an order whose own workflow is terminated', PATIENT, () => {
  it('is ended by the daily sweep: nothing of it runs or stays, and its client hears of it', async () => {
    const { id, folder } = await waiting('lost', [0]);
    const pid = await child(id, 0);
    await orders.handle(id).terminate('by hand');
    const schedule = station().client.schedule.getHandle('scops/sweep-orders');
    expect((await schedule.describe()).action).toMatchObject({ workflowType: 'sweepOrders' });
    const row = await station().until('it is swept', async () => {
      // Two sweeps at once would each tell the client: while it sweeps, a wish for another is dropped.
      await schedule.trigger(ScheduleOverlapPolicy.SKIP);
      const found = await orders.row(id);
      return found?.state === 'cancelled' && found;
    });
    expect(row.sentence).toBe('Its workflow was ended in Temporal.');
    await station().oneMail(`${id} cancelled`);
    expect(await lives(pid)).toBe(false);
    await isCleared(id, folder);
  });

  it('and whose products are kept is left alone until their time is over', async () => {
    const { id, folder } = await ordered('kept');
    const { createdAt, expiresAt } = await orders.inState(id, 'complete');
    await orders.handle(id).terminate('by hand');
    const { ledger } = station().running.station;
    const { client } = station();
    const lostBy = (now: () => number) =>
      lostActivities({ ledger, client, now } as unknown as StationContext).findLostOrders();
    expect(await lostBy(Date.now)).toEqual([]);
    expect(await lostBy(() => expiresAt!)).toEqual([
      { order: id, to: 'kept@example.org', createdAt, isKept: true },
    ]);
    expect(existsSync(join(folder, 'mapped'))).toBe(true);
  });
});
