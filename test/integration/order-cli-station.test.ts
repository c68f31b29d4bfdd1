import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../src/domain/scops/order.js';
import { installPlugins, PLUGIN_SETTINGS } from '../support/line-plugins.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

/** How a command ended, and what it said. */
interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

describe('an order by the command alone', PATIENT, () => {
  const site = orderSite(PLUGIN_SETTINGS);
  const station = useStation({
    days: [],
    async prepare(home) {
      await installPlugins(home);
      await site.prepare(home);
    },
  });
  const orders = new OrderDesk(station);
  const line = (index: number) => site.made().lines[index]!.name;
  const at = (name: string) => join(station().home, name);
  const why = ['--why', 'as agreed by telephone', '--by', 'ops'];
  let order: Order;
  let id = '';

  beforeAll(async () => {
    order = orderOf(site.made(), { bandMaths: true, masking: 'all', formats: ['cog'] });
    await writeFile(at('order.json'), JSON.stringify(order));
  });

  /** The command as a program, as an operator types it. */
  function sipstream(...words: string[]): Promise<Said> {
    const env = { ...process.env, SIPSTREAM_HOME: station().home, SIPSTREAM_NO_SETUP: '1' };
    return new Promise((done) => {
      execFile(resolve('bin/sipstream'), words, { env }, (error, out, err) =>
        done({ status: error === null ? 0 : Number(error.code), out, err }),
      );
    });
  }
  async function accepted(...words: string[]): Promise<string> {
    const { status, out, err } = await sipstream(...words);
    expect({ words, status, err }).toEqual({ words, status: 0, err: '' });
    return out;
  }
  async function refused(...words: string[]): Promise<string> {
    const { status, out, err } = await sipstream(...words);
    expect({ words, status, out }).toEqual({ words, status: 1, out: '' });
    return err.replace(/\s+/g, ' ');
  }
  const shows = (what: RegExp) =>
    station().until(`order show says ${String(what)}`, async () =>
      what.test(await accepted('order', 'show', id)),
    );

  it('is rehearsed, and ordered once however often it is sent', async () => {
    const dry = await accepted('order', 'submit', at('order.json'), '--dry-run');
    expect(dry).toMatch(/Would be accepted as GB18_00_2018_123a_/);
    expect(await station().rows('orders')).toEqual([]);
    const sent = JSON.parse(await accepted('order', 'submit', at('order.json'), '--json')) as { id: string };
    ({ id } = sent);
    expect(dry).toContain(id);
    expect(await accepted('order', 'submit', at('order.json'))).toContain('is there already');
    await station().oneMail('NERC-ARF web processor confirmation email');
  });

  it('is seen where operators look, and takes nothing that makes no sense', async () => {
    await shows(/awaiting confirmation[\s\S]*waits for its client to confirm/);
    expect(await accepted('order', 'list', '--open')).toContain(id);
    expect(await refused('order', 'retry', id, ...why)).toMatch(
      /^REFUSED: 'retry' makes no sense for Order .* What can be done now: hold, cancel\./,
    );
    expect(await refused('order', 'hold', id, line(0), ...why)).toContain(
      `Line ${line(0)} of ${id} is not in work`,
    );
    expect(await refused('order', 'confirm', `${id}x`)).toContain('No order');
  });

  it('is confirmed and held, and takes its formulas when they are right', async () => {
    await accepted('order', 'confirm', id, '--by', 'ops');
    await shows(/awaiting equations/);
    expect(await refused('order', 'equations', id, '--add', 'Bad=band1 ** * 2')).toMatch(/at character 10/);
    expect(await refused('order', 'equations', id, '--add', 'Bad=band99')).toContain('There is no band 99');
    await accepted('order', 'hold', id, ...why);
    const wanted = ['--add', 'Ratio=band2/(band1+1)', '--plugin', 'fails', '--lines', line(1)];
    expect(await accepted('order', 'equations', id, ...wanted)).toContain('1 equation and 1 plugin');
    await shows(/OPERATOR_HOLD[\s\S]*as agreed by telephone/);
    expect(await station().rows('orderRuns', { orderId: id })).toEqual([]);
    await accepted('order', 'release', id, ...why);
  });

  it('says which line is held, why, and what to do; and goes on by `retry`', async () => {
    await orders.held(id, line(1));
    await shows(new RegExp(`${line(1)}_fails[\\s\\S]*PLUGIN_FAILED`));
    await writeFile(at('plugins/mended'), '');
    await accepted('order', 'retry', id, line(1), ...why);
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect(row.state).toBe('complete');
    await shows(/Every product can be fetched/);
    expect(await orders.entries(row)).toEqual(
      [line(0), line(1), `${line(1)}_Ratio`, `${line(1)}_fails`].map(
        (product) => `GB18_00_2018123/${product}3b_mapped.bil.zip`,
      ),
    );
  });

  it('leaves as a .cfg that is the same order again', async () => {
    const json = await accepted('order', 'export', id);
    await writeFile(at('again.cfg'), await accepted('order', 'export', id, '--cfg'));
    expect(JSON.parse((await sipstream('order', 'import', at('again.cfg'))).out)).toEqual(JSON.parse(json));
    const dry = await accepted('order', 'submit', at('again.cfg'), '--dry-run', '--json');
    expect(JSON.parse(dry)).toMatchObject({ dryRun: true });
    expect(json).toContain('band2/(band1+1)');
  });

  it('is cancelled with a reason, and then takes nothing more', async () => {
    await accepted('order', 'cancel', id, ...why);
    await shows(/ops cancelled it: as agreed by telephone/);
    expect(await orders.ended(id)).toBe('cancelled');
    expect(await refused('order', 'hold', id, ...why)).toContain(`No order ${id} is under way`);
    expect(await accepted('order', 'list', '--open')).not.toContain(id);
    await rm(at('plugins/mended'));
  });

  it('has in the audit who said what and why', async () => {
    const said = await station().rows('interventions', { mission: 'scops' });
    const told = said
      .filter(({ verb }) => verb !== 'confirm')
      .map(({ verb, actor, why: reason }) => [verb, actor, reason]);
    expect(told).toEqual(
      ['hold', 'release', 'retry', 'cancel'].map((verb) => [verb, 'ops', 'as agreed by telephone']),
    );
  });
});
