import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { FAILURES, type FailureCode } from '../../src/domain/failures.js';
import { STAGES } from '../../src/domain/story.js';
import { holdLevel, levelRow, releaseLevel, upsertLevel, type LevelPatch } from '../../src/ledger/levels.js';
import { deliveryByPdr, upsertDelivery } from '../../src/ledger/deliveries.js';
import { messageRow, recordMessage } from '../../src/ledger/messages.js';
import { describeLedgers } from '../support/ledgers.js';

const mission = 'mopitt';
const day = dataDay('2026-11-20');

const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const words = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll('\0', ' '));
const clearable = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.constant(null), fc.constant(undefined));
const code = fc.constantFrom(...(Object.keys(FAILURES) as FailureCode[]));
const stage = fc.constantFrom(...STAGES);

const patch: fc.Arbitrary<LevelPatch> = fc.record(
  {
    stage,
    state: fc.constantFrom('waiting', 'running', 'done', 'abandoned', undefined),
    since: time,
    until: clearable(time),
    thenWhat: clearable(words),
    sentence: clearable(words),
    missing: clearable(fc.array(words, { maxLength: 5 })),
    here: clearable(fc.nat(60)),
    of: clearable(fc.nat(60)),
    processorVersion: clearable(words),
    qaVerdict: clearable(fc.constantFrom('Passed', 'Suspect', 'Failed')),
    doneAt: clearable(time),
  },
  { requiredKeys: [] },
);

type Step =
  | { readonly do: 'patch'; readonly patch: LevelPatch }
  | { readonly do: 'hold'; readonly hold: Parameters<typeof holdLevel>[2] }
  | { readonly do: 'release'; readonly at: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  patch.map((value) => ({ do: 'patch' as const, patch: value })),
  fc
    .record({
      code,
      sentence: words,
      details: fc.array(words, { maxLength: 3 }),
      at: time,
      stage,
      until: fc.option(time, { nil: undefined }),
    })
    .map((hold) => ({ do: 'hold' as const, hold })),
  time.map((at) => ({ do: 'release' as const, at })),
);

/** The row that the steps should leave, worked out without a database. */
function expected(steps: readonly Step[]): Record<string, unknown> {
  let row: Record<string, unknown> = { mission, day, stage: 'await inputs', state: 'waiting', since: 5 };
  const set = (changes: object) => {
    for (const [name, value] of Object.entries(changes) as [string, unknown][])
      if (value !== undefined) row[name] = value;
    row = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  };
  const free = { heldCode: null, heldSentence: null, heldDetails: null, heldSince: null };
  for (const one of steps) {
    if (one.do === 'patch') set({ ...one.patch, ...(one.patch.state !== undefined && free) });
    if (one.do === 'release' && row['state'] === 'held')
      set({ ...free, state: 'running', since: one.at, until: null, thenWhat: null });
    if (one.do !== 'hold') continue;
    const {
      code: heldCode,
      sentence: heldSentence,
      details: heldDetails,
      at,
      stage: at_,
      until = null,
    } = one.hold;
    set({
      state: 'held',
      stage: at_,
      since: at,
      heldCode,
      heldSentence,
      heldDetails,
      heldSince: at,
      until,
      thenWhat: null,
    });
  }
  return row;
}

describeLedgers('merging rows', (ledgers) => {
  it('leaves, after any writes, each of them repeated, what the writes say of each column last', async () => {
    const ledger = await ledgers.open();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        const key = { mission, day, level: `L${(count += 1)}` };
        await upsertLevel(ledger, key, { since: 5 });
        for (const one of steps) {
          for (const _repeat of [1, 2]) {
            if (one.do === 'patch') await upsertLevel(ledger, key, one.patch);
            if (one.do === 'hold') await holdLevel(ledger, key, one.hold);
            if (one.do === 'release') await releaseLevel(ledger, key, { at: one.at });
          }
        }
        expect(await levelRow(ledger, key)).toEqual({ ...expected(steps), level: key.level });
      }),
      { numRuns: 60 },
    );
  });

  it('gives every text back as it was, but for the character NUL', async () => {
    const ledger = await ledgers.open();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        const id = String((count += 1));
        await recordMessage(ledger, {
          mission,
          id,
          via: 'smtp',
          kind: 'PAN',
          subject: text,
          receivedAt: 1,
          path: 'x',
          state: 'kept',
        });
        const shown = text.replaceAll('\0', '\uFFFD');
        expect((await messageRow(ledger, { mission, id }))?.subject).toBe(shown);
        const key = { mission, day, level: 'L1', pdr: id };
        await upsertDelivery(ledger, key, { files: [{ type: 'MOP01', files: [text] }] });
        expect((await deliveryByPdr(ledger, mission, id))?.files).toEqual([{ type: 'MOP01', files: [text] }]);
      }),
      { numRuns: 60 },
    );
  });

  it('merges writes of different columns that come at once', async () => {
    const location = await ledgers.newLocation();
    const [one, two] = [await ledgers.open(location), await ledgers.open(location)];
    const key = { mission, day, level: 'L1' };
    await Promise.all([
      ...Array.from({ length: 20 }, (_, index) => upsertLevel(one, key, { here: index + 1 })),
      ...Array.from({ length: 20 }, (_, index) => upsertLevel(two, key, { of: index + 1, since: 3 })),
    ]);
    const row = await levelRow(one, key);
    // With several connections a process's own writes may overtake one another; each column holds one that was written.
    expect(row?.here).toBeGreaterThan(0);
    expect(row?.of).toBeGreaterThan(0);
    expect(row).toMatchObject({ since: 3, state: 'waiting', stage: 'await inputs' });
  });
});
