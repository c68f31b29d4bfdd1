import { expect, it } from 'vitest';
import { addDays, dataDay, type DataDay } from '../../src/domain/data-day.js';
import { holdLevel, upsertLevel } from '../../src/ledger/levels.js';
import { levelGroups } from '../../src/ledger/read-calendar.js';
import { describeLedgers } from '../support/ledgers.js';

const mission = 'mopitt';
const first = dataDay('2026-11-01');

describeLedgers('how the levels of a mission stand', (ledgers) => {
  it('is told in groups of what is alike, with every level of every day in one of them', async () => {
    const ledger = await ledgers.open();
    const done = {
      stage: 'accepted',
      state: 'done',
      processorVersion: '1.0.1',
      qaVerdict: 'Passed',
    } as const;
    const key = (count: number, level: string) => ({ mission, day: addDays(first, count), level });
    for (let count = 0; count < 12; count += 1) await upsertLevel(ledger, key(count, 'L1'), done);
    await upsertLevel(ledger, key(3, 'L1'), {
      overrides: [{ verb: 'proceed', by: 'ops', why: 'never made', at: 1, what: 'without MOPCH' }],
      offer: { since: 1, granules: ['MOPCH/2026-11-04'], reason: 'It came.' },
    });
    await upsertLevel(ledger, key(4, 'L1'), { qaVerdict: 'Suspect' });
    await holdLevel(ledger, key(0, 'L2'), {
      code: 'MISSING_INPUT',
      sentence: 'One is missing.',
      details: [],
      at: 1,
      stage: 'await inputs',
    });
    await upsertLevel(ledger, { mission: 'other', day: first, level: 'L1' }, done);

    const groups = await levelGroups(ledger, mission);
    const told = new Map<string, object>();
    for (const { days, ...facts } of groups)
      for (const day of days as DataDay[]) {
        expect(told.has(`${facts.level} ${day}`)).toBe(false);
        told.set(`${facts.level} ${day}`, facts);
      }
    expect(groups).toHaveLength(4);
    expect(told.size).toBe(13);
    const usual = {
      level: 'L1',
      stage: 'accepted',
      state: 'done',
      version: '1.0.1',
      verdict: 'Passed',
      overridden: false,
      offered: false,
    };
    expect(told.get('L1 2026-11-12')).toEqual(usual);
    expect(told.get('L1 2026-11-04')).toEqual({ ...usual, overridden: true, offered: true });
    expect(told.get('L1 2026-11-05')).toEqual({ ...usual, verdict: 'Suspect' });
    expect(told.get('L2 2026-11-01')).toEqual({
      level: 'L2',
      stage: 'await inputs',
      state: 'held',
      heldCode: 'MISSING_INPUT',
      overridden: false,
      offered: false,
    });
  });

  it('is nothing in a ledger that has none', async () => {
    expect(await levelGroups(await ledgers.open(), mission)).toEqual([]);
  });
});
