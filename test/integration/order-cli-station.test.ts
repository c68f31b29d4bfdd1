import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { workflowIds } from '../../src/domain/ids.js';
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
    expect(await refused('order', 'confirm', `${id}x`, ...why)).toContain('No order');
  });

  it('is confirmed and held, and takes its formulas when they are right', async () => {
    await accepted('order', 'confirm', id, ...why);
    await shows(/awaiting equations/);
    const bad = (formula: string) => refused('order', 'equations', id, '--add', `Bad=${formula}`, ...why);
    expect(await bad('band1 ** * 2')).toMatch(/at character 10/);
    expect(await bad('band99')).toContain('There is no band 99');
    await accepted('order', 'hold', id, ...why);
    const wanted = ['--add', 'Ratio=band2/(band1+1)', '--plugin', 'fails', '--lines', line(1)];
    expect(await accepted('order', 'equations', id, ...wanted, ...why)).toContain('1 equation and 1 plugin');
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

  it('is not cancelled when it is complete; another is, with a reason, and then takes nothing more', async () => {
    expect(await refused('order', 'cancel', id, ...why)).toContain('There is nothing left to stop');
    await writeFile(at('other.json'), JSON.stringify({ ...order, email: 'grace@example.org' }));
    const sent = JSON.parse(await accepted('order', 'submit', at('other.json'), '--json')) as { id: string };
    await accepted('order', 'cancel', sent.id, ...why);
    expect(await orders.ended(sent.id)).toBe('cancelled');
    expect(await accepted('order', 'show', sent.id)).toContain('ops cancelled it: as agreed by telephone');
    expect(await refused('order', 'hold', sent.id, ...why)).toContain(`No order ${sent.id} is under way`);
    expect(await accepted('order', 'list', '--open')).not.toContain(sent.id);
    await rm(at('plugins/mended'));
  });

  it('has in the audit who said what and why', async () => {
    const told = async (workflowId: string) => {
      const said = await station().rows('interventions', { workflowId });
      const done = said.filter(({ refused: sentence }) => sentence === undefined);
      return done.sort((one, other) => one.at - other.at).map(({ verb, actor, why }) => [verb, actor, why]);
    };
    const said = (verb: string) => [verb, 'ops', 'as agreed by telephone'];
    expect(await told(workflowIds.order(id))).toEqual(['confirm', 'hold', 'equations', 'release'].map(said));
    expect(await told(workflowIds.flightLine(id, line(1)))).toEqual([said('retry')]);
  });
});
