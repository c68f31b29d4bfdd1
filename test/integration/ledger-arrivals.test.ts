import { expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { holdLevel, levelRow, noteArrivals, upsertLevel } from '../../src/ledger/levels.js';
import { addOverride } from '../../src/ledger/overrides.js';
import { describeLedgers } from '../support/ledgers.js';

const key = { mission: 'mopitt', day: dataDay('2026-11-20'), level: 'L1' };
const slots = ['0000', '0200', '0400'].map((slot) => `MOP00SCI/2026-11-20/${slot}`);
const say = (missing: number, here: number, of: number) => `${missing} missing, ${here} of ${of}`;

describeLedgers('granules that arrive while a level waits', (ledgers) => {
  it('go off the list of what is missing, each once, however many receipts tell of them at once', async () => {
    const ledger = await ledgers.open();
    // Several rounds: once, they might happen to come one after the other.
    for (let round = 0; round < 20; round += 1) {
      await upsertLevel(ledger, key, {
        stage: 'await inputs',
        state: 'waiting',
        missing: slots,
        here: 57,
        of: 60,
      });
      await Promise.all(
        [...slots.slice(0, 2), slots[0]!].map((granule) => noteArrivals(ledger, key, [granule], say)),
      );
      expect(await levelRow(ledger, key)).toMatchObject({
        missing: slots.slice(2),
        here: 59,
        of: 60,
        sentence: '1 missing, 59 of 60',
      });
    }
  });

  it('leave a hold as it is, and a level that has begun its work too', async () => {
    const ledger = await ledgers.open();
    await upsertLevel(ledger, key, { stage: 'await inputs', missing: slots, here: 57, of: 60, since: 1 });
    await holdLevel(ledger, key, {
      code: 'MISSING_INPUT',
      sentence: 'overdue',
      details: [],
      at: 2,
      stage: 'await inputs',
    });
    await noteArrivals(ledger, key, slots.slice(0, 1), say);
    expect(await levelRow(ledger, key)).toMatchObject({ state: 'held', heldCode: 'MISSING_INPUT', here: 58 });
    await upsertLevel(ledger, key, { stage: 'run', state: 'running', sentence: 'it runs' });
    await noteArrivals(ledger, key, slots, say);
    expect(await levelRow(ledger, key)).toMatchObject({ stage: 'run', sentence: 'it runs', here: 58 });
  });
});

describeLedgers('what operators decide of a level', (ledgers) => {
  it('is all kept, also when it is said at once, and once when it is told twice', async () => {
    const ledger = await ledgers.open();
    await upsertLevel(ledger, key, { stage: 'await inputs' });
    const decided = (at: number) =>
      ({ verb: 'proceed', by: 'ops', why: 'never made', at, what: 'Made without.' }) as const;
    for (let round = 0; round < 20; round += 1) {
      await upsertLevel(ledger, key, { overrides: null });
      await Promise.all([1, 2, 3, 2].map((at) => addOverride(ledger, key, decided(at))));
      const overrides = (await levelRow(ledger, key))?.overrides ?? [];
      expect(overrides.map(({ at }) => at).sort()).toEqual([1, 2, 3]);
    }
  });
});
