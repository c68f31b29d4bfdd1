import { expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { closeDay, dayRow, openDay } from '../../src/ledger/days.js';
import { deliveryByPdr, latestDelivery, upsertDelivery } from '../../src/ledger/deliveries.js';
import { recordIntervention } from '../../src/ledger/interventions.js';
import { searchInterventions } from '../../src/ledger/read-interventions.js';
import {
  endStage,
  holdLevel,
  levelRow,
  releaseLevel,
  startStage,
  upsertLevel,
} from '../../src/ledger/levels.js';
import { keptMessages, markMessage, messageRow, recordMessage } from '../../src/ledger/messages.js';
import { noticeOnce, noticeRow } from '../../src/ledger/notices.js';
import { replaceQa } from '../../src/ledger/qa.js';
import {
  arrivalsOf,
  expectedReceipts,
  openReceipt,
  receiptRow,
  setArrivalStates,
  upsertArrivals,
  upsertReceipt,
} from '../../src/ledger/receipts.js';
import { runsOf, upsertRun } from '../../src/ledger/runs.js';
import { type MessageRow } from '../../src/ledger/schema.js';
import { describeLedgers } from '../support/ledgers.js';

const mission = 'mopitt';
const day = dataDay('2026-11-20');
const dayKey = { mission, day };
const level = { mission, day, level: 'L1' };
const receipt = { mission, key: 'DN-42' };
const message: MessageRow = {
  mission,
  id: '<1@daac>',
  via: 'smtp',
  kind: 'PAN',
  sender: 'daac@example.org',
  receivedAt: 10,
  path: 'mail/in/1',
  state: 'kept',
};

describeLedgers('writing', (ledgers) => {
  it('keeps the first opening of an open day, and opens a closed one again for a later opening only', async () => {
    const ledger = await ledgers.open();
    await openDay(ledger, dayKey, { at: 10, openedBy: 'input' });
    await openDay(ledger, dayKey, { at: 20, openedBy: 'schedule' });
    expect(await dayRow(ledger, dayKey)).toMatchObject({ state: 'open', openedAt: 10, openedBy: 'input' });
    await closeDay(ledger, dayKey, { state: 'done', at: 30 });
    await openDay(ledger, dayKey, { at: 10, openedBy: 'input' });
    expect(await dayRow(ledger, dayKey)).toMatchObject({ state: 'done', doneAt: 30 });
    await openDay(ledger, dayKey, { at: 40, openedBy: 'ops' });
    expect(await dayRow(ledger, dayKey)).toEqual({
      ...dayKey,
      state: 'open',
      openedAt: 40,
      openedBy: 'ops',
      workflowId: 'mopitt/2026-11-20',
    });
  });

  it('ends a hold when the level goes on, and releases only what is held', async () => {
    const ledger = await ledgers.open();
    const hold = {
      code: 'DISK_FULL',
      sentence: 'Full.',
      details: ['/staging'],
      at: 5,
      stage: 'stage',
      until: 9,
      thenWhat: 'it looks again',
    } as const;
    await holdLevel(ledger, level, hold);
    expect(await levelRow(ledger, level)).toMatchObject({
      state: 'held',
      stage: 'stage',
      heldCode: 'DISK_FULL',
      heldDetails: ['/staging'],
      heldSince: 5,
      until: 9,
    });
    await releaseLevel(ledger, level, { at: 7 });
    expect(await levelRow(ledger, level)).toEqual({ ...level, stage: 'stage', state: 'running', since: 7 });
    await upsertLevel(ledger, level, { state: 'done', doneAt: 8, since: 8 });
    await releaseLevel(ledger, level, { at: 9 });
    expect(await levelRow(ledger, level)).toMatchObject({ state: 'done', since: 8 });
  });

  it('keeps the start of an attempt that is under way and begins one anew that has ended', async () => {
    const ledger = await ledgers.open();
    const key = { ...level, stage: 'run', attempt: 1 } as const;
    const stages = () => ledger.db.selectFrom('stages').selectAll().execute();
    await startStage(ledger, key, { at: 1 });
    await startStage(ledger, key, { at: 2 });
    expect(await stages()).toMatchObject([{ startedAt: 1, endedAt: null }]);
    await endStage(ledger, key, {
      at: 3,
      outcome: 'failed',
      detail: 'exit 1',
      level: { state: 'running', since: 3 },
    });
    expect(await stages()).toMatchObject([{ startedAt: 1, endedAt: 3, outcome: 'failed', detail: 'exit 1' }]);
    expect(await levelRow(ledger, level)).toMatchObject({ state: 'running', since: 3 });
    await startStage(ledger, key, { at: 4 });
    expect(await stages()).toMatchObject([{ startedAt: 4, endedAt: null, outcome: null, detail: null }]);
  });

  it('keeps the states of files when their DN comes again, and what it said of them', async () => {
    const ledger = await ledgers.open();
    await openReceipt(ledger, { ...receipt, ftpDir: '/a', fileCount: 2, orderId: 'o', at: 1 });
    await upsertArrivals(
      ledger,
      receipt,
      [
        { name: 'f1', expectedSize: 9, type: 'MOP00SCI' },
        { name: 'f2', expectedSize: 8 },
      ],
      1,
    );
    await setArrivalStates(
      ledger,
      receipt,
      [
        { name: 'f1', state: 'archived', seenSize: 9 },
        { name: 'f2', state: 'incomplete', reason: 'short', seenSize: 3 },
      ],
      2,
    );
    await setArrivalStates(
      ledger,
      receipt,
      [
        { name: 'f1', state: 'complete' },
        { name: 'f2', state: 'complete' },
        { name: 'f3', state: 'complete' },
      ],
      3,
    );
    await openReceipt(ledger, { ...receipt, ftpDir: '/b', fileCount: 2, at: 4 });
    await upsertArrivals(
      ledger,
      receipt,
      [
        { name: 'f1', expectedSize: 9 },
        { name: 'f2', expectedSize: 10 },
      ],
      4,
    );
    expect(await arrivalsOf(ledger, receipt)).toEqual([
      {
        mission,
        receiptKey: 'DN-42',
        name: 'f1',
        type: 'MOP00SCI',
        expectedSize: 9,
        state: 'archived',
        seenSize: 9,
        updatedAt: 2,
      },
      {
        mission,
        receiptKey: 'DN-42',
        name: 'f2',
        expectedSize: 10,
        state: 'complete',
        seenSize: 3,
        updatedAt: 3,
      },
    ]);
    expect(await receiptRow(ledger, receipt)).toEqual({
      ...receipt,
      workflowId: 'mopitt/receipt/DN-42',
      orderId: 'o',
      ftpDir: '/b',
      state: 'open',
      fileCount: 2,
      openedAt: 1,
      since: 1,
    });
  });

  it('names the receipts that still expect a file, the oldest first', async () => {
    const ledger = await ledgers.open();
    const states = { late: 'open', early: 'held', over: 'done', given: 'abandoned' } as const;
    for (const [index, [key, state]] of Object.entries(states).entries()) {
      await openReceipt(ledger, { mission, key, ftpDir: '/', fileCount: 1, at: 100 - index });
      await upsertArrivals(ledger, { mission, key }, [{ name: 'f1', expectedSize: 1 }], 1);
      await upsertReceipt(
        ledger,
        { mission, key },
        { state, ...(state === 'held' && { heldCode: 'FILE_NOT_PUSHED' as const }) },
      );
    }
    const keys = async (name: string) =>
      (await expectedReceipts(ledger, mission, name)).map((row) => row.key);
    expect(await keys('f1')).toEqual(['early', 'late']);
    expect(await keys('f2')).toEqual([]);
    await openReceipt(ledger, { mission, key: 'over', ftpDir: '/', fileCount: 1, at: 200 });
    expect(await keys('f1')).toEqual(['early', 'late', 'over']);
  });

  it('writes batches that are longer than a statement', async () => {
    const ledger = await ledgers.open();
    const files = Array.from({ length: 1001 }, (_, index) => ({ name: `f${index}`, expectedSize: index }));
    await upsertArrivals(ledger, receipt, files, 1);
    await upsertArrivals(ledger, receipt, files, 2);
    expect(await arrivalsOf(ledger, receipt)).toHaveLength(1001);
  });

  it('knows a message that came before, and gives the kept ones in the order in which they came', async () => {
    const ledger = await ledgers.open();
    expect(await recordMessage(ledger, message)).toBe(true);
    expect(await recordMessage(ledger, { ...message, subject: 'again' })).toBe(false);
    await recordMessage(ledger, { ...message, id: '<0@daac>', receivedAt: 5 });
    await recordMessage(ledger, { ...message, id: '<2@daac>', receivedAt: 7 });
    expect(
      await markMessage(ledger, { mission, id: '<2@daac>' }, { state: 'quarantined', code: 'PAN_UNKNOWN' }),
    ).toBe(true);
    expect(await markMessage(ledger, { mission, id: '<9@daac>' }, { state: 'acted' })).toBe(false);
    expect((await keptMessages(ledger, mission)).map((row) => row.id)).toEqual(['<0@daac>', '<1@daac>']);
    expect(await messageRow(ledger, message)).toEqual(message);
  });

  it('replaces what QA measured before', async () => {
    const ledger = await ledgers.open();
    const product = {
      type: 'MOP01',
      verdict: 'Passed',
      reasons: [],
      figures: {},
      run: 1,
      measuredAt: 1,
    } as const;
    await replaceQa(ledger, level, [
      { ...product, product: 'a' },
      { ...product, product: 'b' },
    ]);
    await replaceQa(ledger, { ...level, level: 'L2' }, [{ ...product, product: 'c' }]);
    await replaceQa(ledger, level, [{ ...product, product: 'b', run: 2 }]);
    const rows = await ledger.db
      .selectFrom('qa')
      .select(['level', 'product', 'run'])
      .orderBy('product')
      .execute();
    expect(rows).toEqual([
      { level: 'L1', product: 'b', run: 2 },
      { level: 'L2', product: 'c', run: 1 },
    ]);
  });

  it('merges runs and deliveries, and knows the latest attempt', async () => {
    const ledger = await ledgers.open();
    await upsertRun(ledger, { ...level, run: 1 }, { version: '9.4.1', digest: 'd', directory: 'runs/1' });
    await upsertRun(
      ledger,
      { ...level, run: 1 },
      { state: 'failed', timedOut: 1, signal: 'SIGKILL', startedAt: 1, endedAt: 2 },
    );
    expect(await runsOf(ledger, level)).toEqual([
      {
        ...level,
        run: 1,
        version: '9.4.1',
        digest: 'd',
        directory: 'runs/1',
        state: 'failed',
        timedOut: 1,
        signal: 'SIGKILL',
        startedAt: 1,
        endedAt: 2,
      },
    ]);
    const files = [{ type: 'MOP01', files: ['a', 'a.met'] }];
    await upsertDelivery(ledger, { ...level, pdr: 'B.PDR' }, { attempt: 1, files, directory: 'delivery/B' });
    await upsertDelivery(ledger, { ...level, pdr: 'A.PDR' }, { attempt: 2 });
    await upsertDelivery(
      ledger,
      { ...level, pdr: 'B.PDR' },
      { state: 'failed', disposition: 'CHECKSUM ERROR' },
    );
    expect(await latestDelivery(ledger, level)).toMatchObject({
      pdr: 'A.PDR',
      attempt: 2,
      state: 'preparing',
    });
    expect(await deliveryByPdr(ledger, mission, 'B.PDR')).toEqual({
      ...level,
      pdr: 'B.PDR',
      attempt: 1,
      state: 'failed',
      directory: 'delivery/B',
      files,
      workflowId: 'mopitt/2026-11-20/L1/delivery',
      disposition: 'CHECKSUM ERROR',
    });
    expect(await deliveryByPdr(ledger, mission, 'C.PDR')).toBeUndefined();
  });

  it('never changes an intervention once it is written', async () => {
    const ledger = await ledgers.open();
    const intervention = {
      mission,
      id: 'u1',
      at: 14,
      by: 'ops',
      why: 'because',
      verb: 'retry',
      workflowId: 'w',
      detail: { what: ['x'] },
    };
    expect(await recordIntervention(ledger, intervention)).toBe(true);
    expect(await recordIntervention(ledger, { ...intervention, by: 'somebody else' })).toBe(false);
    expect((await searchInterventions(ledger, mission, { limit: 10 })).rows).toEqual([intervention]);
  });

  it('sends a mail once, and again under the same Message-ID when it is not known to have gone', async () => {
    const ledger = await ledgers.open();
    const notice = { mission, key: 'hold/1', at: 1, subject: 'Held', messageId: '<first@station>' };
    const sent: string[] = [];
    const killed = noticeOnce(ledger, notice, (id) => {
      sent.push(id);
      return Promise.reject(new Error('killed'));
    });
    await expect(killed).rejects.toThrow('killed');
    const send = (id: string) => Promise.resolve((sent.push(id), 'smtp'));
    expect(await noticeOnce(ledger, { ...notice, messageId: '<second@station>' }, send)).toBe(true);
    expect(await noticeOnce(ledger, notice, send)).toBe(false);
    expect(sent).toEqual(['<first@station>', '<first@station>']);
    expect(await noticeRow(ledger, notice)).toEqual({ ...notice, how: 'smtp' });
  });
});
