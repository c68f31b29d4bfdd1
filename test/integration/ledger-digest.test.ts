import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { upsertDelivery } from '../../src/ledger/deliveries.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { upsertLevel } from '../../src/ledger/levels.js';
import { claimNotice, lastNoticeBefore } from '../../src/ledger/notices.js';
import type { DataDay } from '../../src/domain/data-day.js';
import { searchInterventions } from '../../src/ledger/read-interventions.js';
import { readDigest } from '../../src/ledger/read-digest.js';
import {
  expectedArrivals,
  lastMessage,
  latestDays,
  markedLevels,
  outstandingDeliveries,
  recentRunTimes,
  runsUnderWay,
} from '../../src/ledger/read-station.js';
import { upsertArrivals } from '../../src/ledger/receipts.js';
import { describeLedgers, type Ledgers } from '../support/ledgers.js';
import { DAYS, fillMission, NOW } from './fixtures/mission-state.js';

const M = 'mopitt';
const HOUR = 3_600_000;
const scratch = await mkdtemp(join(tmpdir(), 'sipstream-digest-'));
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function filled(ledgers: Ledgers): Promise<Ledger> {
  const ledger = await ledgers.open();
  await fillMission(ledger, join(scratch, 'archive'));
  return ledger;
}

const offer = { since: NOW, granules: ['DLLAPMIS/2026-11-20'], reason: 'DLLAPMIS came.' };
const override = {
  verb: 'proceed',
  by: 'ops',
  why: 'it never comes',
  at: NOW - HOUR,
  what: 'Made without DLLAPMIS.',
} as const;

describeLedgers('what a person has to know of a station', (ledgers) => {
  it('PANs that are outstanding come the oldest first', async () => {
    const ledger = await filled(ledgers);
    for (const [pdr, hours] of [
      ['late', 30],
      ['later', 40],
    ] as const)
      await upsertDelivery(
        ledger,
        { mission: M, day: DAYS.held, level: 'L1', pdr },
        { state: 'waiting', deliveredAt: NOW - hours * HOUR, panExpectedAt: NOW - HOUR },
      );
    expect((await outstandingDeliveries(ledger, M)).map((row) => row.pdr)).toEqual(['later', 'late']);
  });

  it('levels are marked when a rerun is offered, or when they were overridden and their day is open', async () => {
    const ledger = await filled(ledgers);
    await upsertLevel(ledger, { mission: M, day: DAYS.accepted, level: 'L1' }, { overrides: [override] });
    await upsertLevel(ledger, { mission: M, day: DAYS.accepted, level: 'L2' }, { offer });
    await upsertLevel(ledger, { mission: M, day: DAYS.held, level: 'L1' }, { overrides: [override] });
    const marked = await markedLevels(ledger, M);
    expect(marked.map((row) => [row.day, row.level])).toEqual([
      [DAYS.accepted, 'L2'],
      [DAYS.held, 'L1'],
    ]);
  });

  it('messages, arrivals, runs, days and interventions are found', async () => {
    const ledger = await filled(ledgers);
    expect((await lastMessage(ledger, M))?.id).toBe('<spam@elsewhere.example>');
    expect((await lastMessage(ledger, M, ['DN']))?.id).toBe('<dn-4711@daac.example>');
    expect(await lastMessage(ledger, M, ['PAN'])).toBeUndefined();
    expect(await expectedArrivals(ledger, M)).toEqual([]);
    await upsertArrivals(
      ledger,
      { mission: M, key: 'DN-4711' },
      [{ name: 'not pushed', expectedSize: 1 }],
      NOW,
    );
    expect((await expectedArrivals(ledger, M)).map((row) => row.name)).toEqual(['not pushed']);
    expect(await runsUnderWay(ledger, M)).toMatchObject([{ day: DAYS.processing, level: 'L1', run: 1 }]);
    expect(await recentRunTimes(ledger, M, 'L1')).toEqual([39 * 60_000]);
    expect(await latestDays(ledger, M, 2)).toEqual([DAYS.processing, DAYS.held]);
    const ofDay = async (day: DataDay) => (await searchInterventions(ledger, M, { day, limit: 10 })).rows;
    expect(await ofDay(DAYS.held)).toMatchObject([{ verb: 'wait', day: DAYS.held }]);
    expect(await ofDay(DAYS.accepted)).toEqual([]);
  });

  it('the digest has what happened in its time, and how all stands now', async () => {
    const ledger = await filled(ledgers);
    await upsertLevel(
      ledger,
      { mission: M, day: DAYS.accepted, level: 'L2' },
      { overrides: [override], offer },
    );
    const time = { from: Date.parse('2026-11-20T00:00Z'), to: NOW, at: NOW };
    const digest = await readDigest(ledger, M, time);
    expect(digest).toMatchObject({
      open: 2,
      held: [
        { about: { receipt: 'DN-4711' }, code: 'FILE_INCOMPLETE' },
        {
          about: { day: DAYS.held, level: 'L1' },
          code: 'MISSING_INPUT',
          since: Date.parse('2026-11-22T12:00Z'),
        },
      ],
      accepted: [
        { day: DAYS.accepted, level: 'L1' },
        { day: DAYS.accepted, level: 'L2' },
      ],
      waiting: [
        { day: DAYS.held, level: 'L2', missing: 1 },
        { day: DAYS.processing, level: 'L2', missing: 3 },
      ],
      overridden: [{ day: DAYS.accepted, level: 'L2', what: 'Made without DLLAPMIS.' }],
      offered: [{ day: DAYS.accepted, level: 'L2', reason: 'DLLAPMIS came.' }],
      quarantined: [{ code: 'MAIL_SENDER' }],
      quarantine: { since: 1, all: 1 },
      strays: { unmatched: 1, unannounced: 0 },
      trends: {
        latency: [
          { level: 'L1', ms: 12 * HOUR },
          { level: 'L2', ms: 13 * HOUR + 5 * 60_000 },
        ],
        runTime: [
          { level: 'L1', ms: 39 * 60_000 },
          { level: 'L2', ms: 39 * 60_000 },
        ],
        verdicts: { Passed: 1, Suspect: 1 },
      },
    });
    const later = await readDigest(ledger, M, { ...time, from: NOW - HOUR / 2 });
    expect(later).toMatchObject({
      accepted: [],
      overridden: [],
      quarantined: [],
      offered: [{}],
      held: [{}, {}],
    });
    expect(later.trends).toEqual({ latency: [], runTime: [], verdicts: {} });
  });

  it('the last notice of a kind is found by the beginning of its key', async () => {
    const ledger = await ledgers.open();
    for (const [key, at] of [
      ['mopitt/digest/1', 10],
      ['mopitt/digest/2', 20],
      ['mopitt/other', 30],
    ] as const)
      await claimNotice(ledger, { mission: M, key, at, subject: '', messageId: key });
    expect((await lastNoticeBefore(ledger, M, 'mopitt/digest/', 100))?.at).toBe(20);
    expect((await lastNoticeBefore(ledger, M, 'mopitt/digest/', 20))?.at).toBe(10);
    expect(await lastNoticeBefore(ledger, M, 'mopitt/digest/', 10)).toBeUndefined();
  });
});
