import { expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { closeDay, openDay } from '../../src/ledger/days.js';
import { recordAcknowledgement, upsertDelivery } from '../../src/ledger/deliveries.js';
import { recordIntervention } from '../../src/ledger/interventions.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { endStage, holdLevel, releaseLevel, startStage, upsertLevel } from '../../src/ledger/levels.js';
import { markMessage, recordMessage } from '../../src/ledger/messages.js';
import { claimNotice } from '../../src/ledger/notices.js';
import { replaceQa } from '../../src/ledger/qa.js';
import { openReceipt, setArrivalStates, upsertArrivals, upsertReceipt } from '../../src/ledger/receipts.js';
import { upsertRun } from '../../src/ledger/runs.js';
import { KEY_COLUMNS, type MessageRow, type TableName } from '../../src/ledger/schema.js';
import { forgetStray, recordStray } from '../../src/ledger/strays.js';
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

/** Every row of every table, to compare states of the ledger. */
async function everything(ledger: Ledger): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const table of Object.keys(KEY_COLUMNS) as TableName[]) {
    const rows = await ledger.db.selectFrom(table).selectAll().execute();
    tables[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return tables;
}

/** One write of each kind. */
const writes: Record<string, (ledger: Ledger) => Promise<unknown>> = {
  openDay: (ledger) => openDay(ledger, dayKey, { at: 1, openedBy: 'input' }),
  upsertLevel: (ledger) =>
    upsertLevel(ledger, level, { since: 1, missing: ['MOP00SCI/2026-11-20/0400'], here: 11, of: 12 }),
  startStage: (ledger) =>
    startStage(
      ledger,
      { ...level, stage: 'run', attempt: 1 },
      { at: 2, level: { stage: 'run', state: 'running', since: 2 } },
    ),
  endStage: (ledger) =>
    endStage(ledger, { ...level, stage: 'run', attempt: 1 }, { at: 3, outcome: 'failed', detail: 'exit 1' }),
  holdLevel: (ledger) =>
    holdLevel(ledger, level, {
      code: 'PROCESSOR_FAILED',
      sentence: 'It failed.',
      details: ['exit 1'],
      at: 4,
      stage: 'run',
    }),
  releaseLevel: (ledger) => releaseLevel(ledger, level, { at: 5 }),
  upsertRun: (ledger) =>
    upsertRun(ledger, { ...level, run: 1 }, { version: '9.4.1', state: 'failed', exitCode: 1 }),
  replaceQa: (ledger) =>
    replaceQa(ledger, level, [
      {
        product: 'p1',
        type: 'MOP01',
        verdict: 'Suspect',
        reasons: ['few'],
        figures: { missing: 0.5 },
        run: 1,
        measuredAt: 6,
      },
    ]),
  openReceipt: (ledger) => openReceipt(ledger, { ...receipt, ftpDir: '/pickup', fileCount: 2, at: 7 }),
  upsertArrivals: (ledger) =>
    upsertArrivals(
      ledger,
      receipt,
      [
        { name: 'f1', expectedSize: 9 },
        { name: 'f2', expectedSize: 8 },
      ],
      7,
    ),
  setArrivalStates: (ledger) =>
    setArrivalStates(ledger, receipt, [{ name: 'f1', state: 'incomplete', reason: 'short', seenSize: 3 }], 8),
  upsertReceipt: (ledger) =>
    upsertReceipt(ledger, receipt, {
      state: 'held',
      heldCode: 'FILE_INCOMPLETE',
      heldDetails: ['f1'],
      since: 8,
    }),
  recordStray: (ledger) =>
    recordStray(ledger, { mission, name: 's', state: 'unannounced', size: 1, seenAt: 9 }),
  recordMessage: (ledger) => recordMessage(ledger, message),
  markMessage: (ledger) => markMessage(ledger, message, { state: 'acted', actedAt: 11, about: 'A.PDR' }),
  upsertDelivery: (ledger) =>
    upsertDelivery(
      ledger,
      { ...level, pdr: 'A.PDR' },
      { state: 'waiting', directory: 'delivery/A', deliveredAt: 12 },
    ),
  recordAcknowledgement: (ledger) =>
    recordAcknowledgement(ledger, {
      mission,
      messageId: '<1@daac>',
      pdr: 'A.PDR',
      kind: 'PAN',
      form: 'short',
      disposition: 'SUCCESSFUL',
      receivedAt: 13,
      files: [],
    }),
  recordIntervention: (ledger) =>
    recordIntervention(ledger, {
      mission,
      id: 'u1',
      at: 14,
      by: 'ops',
      why: 'because',
      verb: 'retry',
      workflowId: 'w',
      day,
      level: 'L1',
      detail: {},
    }),
  claimNotice: (ledger) =>
    claimNotice(ledger, { mission, key: 'k', at: 15, subject: 's', messageId: '<n@station>' }),
  closeDay: (ledger) => closeDay(ledger, dayKey, { state: 'done', at: 16 }),
  forgetStray: (ledger) => forgetStray(ledger, mission, 's'),
};

describeLedgers('repeating a write', (ledgers) => {
  it('changes nothing when a write is repeated', async () => {
    const ledger = await ledgers.open();
    let before = await everything(ledger);
    for (const [name, write] of Object.entries(writes)) {
      await write(ledger);
      const once = await everything(ledger);
      expect(once, `${name} writes`).not.toEqual(before);
      await write(ledger);
      expect(await everything(ledger), `${name} twice`).toEqual(once);
      before = once;
    }
  });
});
