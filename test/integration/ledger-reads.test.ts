import { beforeEach, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { archiveManyOnce } from '../../src/ledger/archive-once.js';
import { closeDay, openDay } from '../../src/ledger/days.js';
import { recordAcknowledgement, upsertDelivery } from '../../src/ledger/deliveries.js';
import { recordIntervention } from '../../src/ledger/interventions.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { holdLevel, startStage, upsertLevel } from '../../src/ledger/levels.js';
import { markMessage, recordMessage } from '../../src/ledger/messages.js';
import { replaceQa } from '../../src/ledger/qa.js';
import { statusCounts } from '../../src/ledger/read-counts.js';
import { dayRecord } from '../../src/ledger/read-day.js';
import {
  daysBetween,
  heldThings,
  listMessages,
  listOpenDays,
  listStrays,
  openReceipts,
} from '../../src/ledger/read-lists.js';
import { openReceipt, setArrivalStates, upsertArrivals, upsertReceipt } from '../../src/ledger/receipts.js';
import { upsertRun } from '../../src/ledger/runs.js';
import { recordStray } from '../../src/ledger/strays.js';
import { describeLedgers } from '../support/ledgers.js';

const mission = 'mopitt';
const day = dataDay('2026-11-20');
const next = dataDay('2026-11-21');

/** A station with two days of one mission, and one of another mission that must not show. */
async function station(ledger: Ledger): Promise<void> {
  for (const name of [mission, 'other']) {
    await openDay(ledger, { mission: name, day }, { at: 1, openedBy: 'input' });
    await openDay(ledger, { mission: name, day: next }, { at: 2, openedBy: 'schedule' });
    await upsertLevel(ledger, { mission: name, day, level: 'L2' }, { since: 1 });
    await upsertLevel(ledger, { mission: name, day, level: 'L1' }, { since: 1, state: 'running' });
  }
  await holdLevel(
    ledger,
    { mission, day: next, level: 'L1' },
    { code: 'MISSING_INPUT', sentence: 'One is missing.', details: ['x'], at: 9, stage: 'await inputs' },
  );
  await closeDay(ledger, { mission: 'other', day: next }, { state: 'done', at: 3 });
  await openReceipt(ledger, { mission, key: 'DN-1', ftpDir: '/', fileCount: 2, at: 1 });
  await openReceipt(ledger, { mission, key: 'DN-2', ftpDir: '/', fileCount: 1, at: 2 });
  await upsertReceipt(
    ledger,
    { mission, key: 'DN-2' },
    { state: 'held', heldCode: 'FILE_NOT_PUSHED', heldSentence: 'It did not come.' },
  );
  await openReceipt(ledger, { mission, key: 'DN-0', ftpDir: '/', fileCount: 0, at: 0 });
  await upsertReceipt(ledger, { mission, key: 'DN-0' }, { state: 'done', doneAt: 1 });
  await upsertArrivals(
    ledger,
    { mission, key: 'DN-1' },
    [
      { name: 'b', expectedSize: 1 },
      { name: 'a', expectedSize: 1 },
    ],
    1,
  );
  await setArrivalStates(ledger, { mission, key: 'DN-1' }, [{ name: 'a', state: 'archived' }], 2);
  const file = {
    mission,
    originalName: 'a',
    type: 'MOP00SCI',
    day,
    size: 4_000_000_000,
    md5: 'x',
    archivedAt: 1,
  };
  await archiveManyOnce(
    ledger,
    [
      { ...file, archivePath: 'L0/a', archiveName: 'a', kind: 'input', receiptKey: 'DN-1' },
      { ...file, archivePath: 'L1/b', archiveName: 'b', kind: 'product', type: 'MOP01', level: 'L1', run: 1 },
    ],
    () => Promise.resolve(),
  );
  await startStage(ledger, { mission, day, level: 'L1', stage: 'run', attempt: 1 }, { at: 20 });
  await startStage(ledger, { mission, day, level: 'L1', stage: 'stage', attempt: 1 }, { at: 10 });
  await upsertRun(ledger, { mission, day, level: 'L1', run: 1 }, { version: '9.4.1', state: 'succeeded' });
  await replaceQa(ledger, { mission, day, level: 'L1' }, [
    {
      product: 'b',
      type: 'MOP01',
      verdict: 'Passed',
      reasons: [],
      figures: { missing: 0.25 },
      run: 1,
      measuredAt: 30,
    },
  ]);
  await upsertDelivery(ledger, { mission, day, level: 'L1', pdr: 'A.PDR' }, { attempt: 1, state: 'failed' });
  await upsertDelivery(ledger, { mission, day, level: 'L1', pdr: 'B.PDR' }, { attempt: 2, state: 'waiting' });
  await recordAcknowledgement(ledger, {
    mission,
    messageId: '<pan>',
    pdr: 'A.PDR',
    kind: 'PAN',
    form: 'long',
    disposition: 'CHECKSUM ERROR',
    receivedAt: 40,
    files: [{ name: 'b', disposition: 'CHECKSUM ERROR' }],
  });
  await recordIntervention(ledger, {
    mission,
    id: 'u1',
    at: 50,
    by: 'ops',
    why: 'because',
    verb: 'resubmit',
    workflowId: 'w',
    day,
    level: 'L1',
    detail: { what: 'all' },
  });
  const about = {
    '<dn>': 'DN-1',
    '<pan>': undefined,
    '<late>': 'mopitt/2026-11-20/L1/delivery',
    '<pdr>': 'B.PDR',
    '<far>': 'mopitt/2026-11-200',
    '<none>': undefined,
  };
  for (const [index, [id, subject]] of Object.entries(about).entries()) {
    await recordMessage(ledger, {
      mission,
      id,
      via: 'smtp',
      kind: id === '<dn>' ? 'DN' : 'PAN',
      receivedAt: index,
      path: id,
      state: 'kept',
    });
    await markMessage(
      ledger,
      { mission, id },
      { state: id === '<none>' ? 'quarantined' : 'acted', about: subject },
    );
  }
  await recordStray(ledger, {
    mission,
    name: 'z',
    state: 'unmatched',
    size: 1,
    seenAt: 1,
    movedTo: 'overflow/unmatched/z',
  });
  await recordStray(ledger, { mission, name: 'y', state: 'unannounced', size: 1, seenAt: 2 });
}

describeLedgers('reading', (ledgers) => {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = await ledgers.open();
    await station(ledger);
  });

  it('lists open days and ranges of days in order, each with its levels', async () => {
    const shape = (days: Awaited<ReturnType<typeof listOpenDays>>) =>
      days.map((one) => [one.day, one.levels.map((row) => row.level)]);
    expect(shape(await listOpenDays(ledger, mission))).toEqual([
      [day, ['L1', 'L2']],
      [next, ['L1']],
    ]);
    expect(shape(await listOpenDays(ledger, 'other'))).toEqual([[day, ['L1', 'L2']]]);
    expect(shape(await daysBetween(ledger, 'other', day, next))).toEqual([
      [day, ['L1', 'L2']],
      [next, []],
    ]);
    expect(shape(await daysBetween(ledger, mission, next, dataDay('2026-12-31')))).toEqual([[next, ['L1']]]);
  });

  it('gives the whole record of a day', async () => {
    const record = await dayRecord(ledger, mission, day);
    expect(record?.day).toMatchObject({ day, state: 'open' });
    expect(record?.levels.map((row) => row.level)).toEqual(['L1', 'L2']);
    expect(record?.stages.map((row) => row.stage)).toEqual(['stage', 'run']);
    expect(record?.files.map((row) => row.archivePath)).toEqual(['L0/a', 'L1/b']);
    expect(record?.runs).toMatchObject([{ run: 1, version: '9.4.1', timedOut: 0 }]);
    expect(record?.qa).toMatchObject([{ product: 'b', figures: { missing: 0.25 }, reasons: [] }]);
    expect(record?.deliveries.map((row) => row.pdr)).toEqual(['A.PDR', 'B.PDR']);
    expect(record?.acknowledgements).toMatchObject([
      { pdr: 'A.PDR', files: [{ name: 'b', disposition: 'CHECKSUM ERROR' }] },
    ]);
    expect(record?.interventions).toMatchObject([{ by: 'ops', verb: 'resubmit', detail: { what: 'all' } }]);
    expect(record?.messages.map((row) => row.id)).toEqual(['<dn>', '<pan>', '<late>', '<pdr>']);
    expect(await dayRecord(ledger, mission, dataDay('2020-01-01'))).toBeUndefined();
  });

  it('lists what is held', async () => {
    const held = await heldThings(ledger, mission);
    expect(held.levels).toMatchObject([
      { day: next, level: 'L1', heldCode: 'MISSING_INPUT', heldDetails: ['x'] },
    ]);
    expect(held.receipts).toMatchObject([{ key: 'DN-2', heldCode: 'FILE_NOT_PUSHED' }]);
    expect(await heldThings(ledger, 'other')).toEqual({ levels: [], receipts: [] });
  });

  it('lists messages, the newest first, by state and kind', async () => {
    const ids = async (filter?: Parameters<typeof listMessages>[2]) =>
      (await listMessages(ledger, mission, filter)).map((row) => row.id);
    expect(await ids({ limit: 2 })).toEqual(['<none>', '<far>']);
    expect(await ids({ state: 'quarantined' })).toEqual(['<none>']);
    expect(await ids({ kind: 'DN', state: 'acted' })).toEqual(['<dn>']);
    expect(await ids()).toHaveLength(6);
  });

  it('lists strays and the receipts that are open, with their files', async () => {
    expect((await listStrays(ledger, mission)).map((row) => row.name)).toEqual(['y', 'z']);
    const receipts = await openReceipts(ledger, mission);
    expect(receipts.map((row) => [row.key, row.arrivals.map((one) => `${one.name} ${one.state}`)])).toEqual([
      ['DN-1', ['a archived', 'b expected']],
      ['DN-2', []],
    ]);
  });

  it('counts everything by state', async () => {
    expect(await statusCounts(ledger, mission)).toEqual({
      days: { open: 2 },
      levels: { waiting: 1, running: 1, held: 1 },
      receipts: { open: 1, held: 1, done: 1 },
      arrivals: { archived: 1, expected: 1 },
      strays: { unmatched: 1, unannounced: 1 },
      messages: { acted: 5, quarantined: 1 },
      deliveries: { failed: 1, waiting: 1 },
      files: { inputs: 1, products: 1, bytes: 8_000_000_000 },
    });
    expect((await statusCounts(ledger, 'unknown')).files).toEqual({ inputs: 0, products: 0, bytes: 0 });
  });
});
