import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../src/adapters/scops/submit-order.js';
import { TASK_QUEUES } from '../../src/domain/ids.js';
import { cfgFromOrder } from '../../src/domain/scops/order-cfg.js';
import type { Order } from '../../src/domain/scops/order.js';
import { emitScopsCfg } from '../../src/formats/scops-cfg.js';
import { watchCfgs } from '../../src/workers/gateway/cfg-watch.js';
import { takeCfg } from '../../src/workers/gateway/take-cfg.js';
import { isThere, openOrderDesk, until, type OrderDesk } from '../support/order-desk.js';

let desk: OrderDesk;
beforeAll(async () => {
  desk = await openOrderDesk();
});
afterAll(() => desk.close());

const cfgOf = (order: Order) => emitScopsCfg(cfgFromOrder(order));

describe('an order that is sent', () => {
  it('is one workflow of its id, for whoever looks for it in the engine', async () => {
    const order = desk.newOrder();
    const { id, isNew } = await desk.submit(order);
    expect({ id, isNew }).toEqual({ id: idOf(order), isNew: true });
    const { type, taskQueue, typedSearchAttributes } = await desk.client.workflow
      .getHandle(`scops/${id}`)
      .describe();
    expect([type, taskQueue]).toEqual(['order', TASK_QUEUES.main]);
    expect(typedSearchAttributes.get(defineSearchAttributeKey('Mission', SearchAttributeType.KEYWORD))).toBe(
      'scops',
    );
  });

  it('twice, at once and again, runs once (fault 1)', async () => {
    const order = desk.newOrder();
    const answers = await Promise.all([desk.submit(order), desk.submit(order), desk.submit({ ...order })]);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect((await desk.submit(order)).isNew).toBe(false);
    await until(async () => (await desk.runs(answers[0]!.id)).length > 0);
    expect(await desk.runs(answers[0]!.id)).toHaveLength(1);
  });

  it('with problems is told all of them, and nothing begins', async () => {
    const order = { ...desk.newOrder(), email: 'ada', dem: { source: 'mosaic' as const, name: 'moon' } };
    await expect(desk.submit(order)).rejects.toMatchObject({
      code: 'ORDER_INVALID',
      details: [expect.any(String), expect.any(String)] as unknown,
    });
    expect(await desk.runs(idOf(order))).toEqual([]);
  });
});

describe('a .cfg that is dropped', () => {
  it('becomes an order and lies among the accepted; the same file again is the same order (fault 1)', async () => {
    const order = desk.newOrder();
    await desk.drop('again.cfg', cfgOf(order));
    expect(await takeCfg(desk.context, desk.scops, 'again.cfg')).toBe('accepted');
    await desk.drop('again.cfg', cfgOf(order));
    expect(await takeCfg(desk.context, desk.scops, 'again.cfg')).toBe('accepted');
    expect(await readFile(join(desk.scops.configs, 'accepted', 'again.cfg'), 'utf8')).toBe(cfgOf(order));
    expect(await isThere(join(desk.scops.configs, 'again.cfg'))).toBe(false);
    await until(async () => (await desk.runs(idOf(order))).length > 0);
    expect(await desk.runs(idOf(order))).toHaveLength(1);
  });

  it('and is wrong is refused with its problems beside it and in one mail, and stops no other (faults 3, 4)', async () => {
    const good = [desk.newOrder(), desk.newOrder()];
    await desk.drop('1-bad.cfg', 'nonsense');
    await desk.drop('2-good.cfg', cfgOf(good[0]!));
    await desk.drop('3-upload.cfg', cfgOf({ ...desk.newOrder(), dem: { source: 'upload', path: null } }));
    await desk.drop('4-good.cfg', cfgOf(good[1]!));
    const errors: unknown[] = [];
    const watch = await watchCfgs(desk.context, desk.scops, (error) => errors.push(error));
    const refused = join(desk.scops.configs, 'refused');
    await until(async () => {
      const left = (await readdir(desk.scops.configs)).filter((name) => name.endsWith('.cfg'));
      return left.length === 0;
    });
    await watch.stop();
    expect(errors).toEqual([]);
    for (const order of good) await desk.client.workflow.getHandle(`scops/${idOf(order)}`).describe();
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
    const told = (await desk.mails()).filter((mail) => mail.includes('1-bad.cfg was refused'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('scops@example.org');
  });

  it('keeps an accepted file of its name that says something else', async () => {
    const orders = [desk.newOrder(), desk.newOrder()];
    for (const order of orders) {
      await desk.drop('name.cfg', cfgOf(order));
      expect(await takeCfg(desk.context, desk.scops, 'name.cfg')).toBe('accepted');
    }
    const kept = (await readdir(join(desk.scops.configs, 'accepted'))).filter((name) =>
      name.startsWith('name.'),
    );
    expect(kept).toHaveLength(2);
  });

  it('and says that it is confirmed, or to be restarted, still waits for its client (fault 5)', async () => {
    const order = desk.newOrder();
    await desk.drop(
      'claims.cfg',
      cfgOf(order)
        .replace('confirmed = False', 'confirmed = True')
        .replace('restart = False', 'restart = True'),
    );
    await takeCfg(desk.context, desk.scops, 'claims.cfg');
    const history = await desk.client.workflow.getHandle(`scops/${idOf(order)}`).fetchHistory();
    const payload = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    expect(JSON.parse(Buffer.from(payload!).toString())).toMatchObject({
      needsConfirmation: true,
      by: 'file claims.cfg',
    });
  });
});
