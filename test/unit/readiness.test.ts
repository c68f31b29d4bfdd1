import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dataDay, dayEnd, dayOf } from '../../src/domain/data-day.js';
import { granuleKey, granuleOfKey } from '../../src/domain/granule.js';
import type { InputRule, Mission } from '../../src/domain/mission.js';
import {
  granulesOfDay,
  judgeReadiness,
  planInputs,
  servedBy,
  type InputPlan,
  type PlannedRule,
} from '../../src/domain/readiness.js';
import { mopitt } from '../support/mopitt.js';

const HOUR = 3_600_000;
const DAY = dataDay('2026-11-20');
const NOON = dayEnd(DAY) + 12 * HOUR;
const mission = await mopitt();

const NONE: ReadonlySet<string> = new Set();
const l1 = planInputs(mission, 'L1', DAY, NOON);
const l2 = planInputs(mission, 'L2', DAY, NOON);
const keysOf = (plan: InputPlan) => plan.rules.flatMap((rule) => rule.granules);
const without = (keys: readonly string[], ...gone: string[]) =>
  new Set(keys.filter((key) => !gone.includes(key)));

/** A mission whose L1 waits by one rule. */
function withRule(rule: Partial<InputRule> & Pick<InputRule, 'type' | 'need'>): Mission {
  return {
    ...mission,
    levels: {
      ...mission.levels,
      L1: { ...mission.levels['L1']!, inputs: [{ days: [0], lun: 1, ...rule }] },
    },
  };
}

describe('what L1 waits for', () => {
  it('is twelve two-hourly granules of each of five types', () => {
    expect(l1.rules.map(({ type, granules }) => [type, granules.length])).toEqual([
      ['MOPATTNF', 12],
      ['MOPEPHN0', 12],
      ['MOP00SCI', 12],
      ['MOP00ENG', 12],
      ['MOP00TBL', 12],
    ]);
    for (const rule of l1.rules) expect(rule).toMatchObject({ need: 'required', minimum: 12, wanted: 12 });
    expect(l1.rules[2]!.granules[2]).toBe('MOP00SCI/2026-11-20/0400');
  });

  it('has no calibration events in it: they are chosen when it is staged, and never delay it', () => {
    expect(keysOf(l1).filter((key) => key.startsWith('MOPCH'))).toEqual([]);
  });

  it('makes it ready when all sixty are here', () => {
    expect(judgeReadiness(l1, new Set(keysOf(l1)), NONE, NOON, NOON)).toEqual({
      state: 'ready',
      missing: [],
      wished: [],
      here: 60,
      of: 60,
    });
  });

  it.each(keysOf(l1))('is not all here while %s is missing', (key) => {
    const verdict = judgeReadiness(l1, without(keysOf(l1), key), NONE, NOON, undefined);
    expect(verdict).toMatchObject({ state: 'waiting', missing: [key], here: 59, of: 60 });
  });
});

describe('what L2 waits for', () => {
  const [p0, p1, x0, x1] = [
    'DLLAPMIS/2026-11-20',
    'DLLAPMIS/2026-11-21',
    'DLLAXMIS/2026-11-20',
    'DLLAXMIS/2026-11-21',
  ] as const;
  const all = ['MOP01/2026-11-20', p0, p1, x0, x1];

  it('is one L1 product and the meteorology of two days', () => {
    expect(keysOf(l2)).toEqual(all);
  });

  it('makes it ready with both days of meteorology, without a grace time', () => {
    expect(judgeReadiness(l2, new Set(all), NONE, NOON, NOON).state).toBe('ready');
  });

  it.each([
    [p0, x0],
    [p1, x1],
    [p0, x1],
  ])('gives a grace time for the other day when %s and %s are missing', (a, b) => {
    const here = without(all, a, b);
    const during = judgeReadiness(l2, here, NONE, NOON, NOON);
    expect(during).toMatchObject({ state: 'grace', missing: [], wished: [a, b], here: 3, of: 5 });
    expect(during.until).toBe(NOON + 12 * HOUR);
    expect(judgeReadiness(l2, here, NONE, NOON + 12 * HOUR - 1, NOON).state).toBe('grace');
    expect(judgeReadiness(l2, here, NONE, NOON + 12 * HOUR, NOON).state).toBe('ready');
  });

  it('waits, and names both, when neither day of one type is here: nobody can say which will come', () => {
    const verdict = judgeReadiness(l2, without(all, p0, p1), NONE, NOON, undefined);
    expect(verdict).toMatchObject({ state: 'waiting', missing: [p0, p1], wished: [] });
  });

  it('is never ready without its L1 product, however long it waits', () => {
    for (const hours of [0, 60, 1000]) {
      const verdict = judgeReadiness(l2, without(all, all[0]!), NONE, NOON + hours * HOUR, NOON);
      expect(verdict.missing).toEqual(['MOP01/2026-11-20']);
      expect(['waiting', 'overdue']).toContain(verdict.state);
    }
  });
});

describe('a deadline', () => {
  const short = without(keysOf(l1), 'MOP00SCI/2026-11-20/0400');

  it('counts from the end of the data day', () => {
    expect(l1.rules[0]!.deadline).toBe(dayEnd(DAY) + 36 * HOUR + 12 * HOUR);
    expect(planInputs(mission, 'L2', DAY, 0).rules[0]!.deadline).toBe(dayEnd(DAY) + 60 * HOUR);
  });

  it('is the rule’s own where it has one', () => {
    const plan = planInputs(
      withRule({ type: 'MOP00SCI', need: 'required', deadline: '90h', grace: '3h' }),
      'L1',
      DAY,
      0,
    );
    expect(plan.rules[0]).toMatchObject({ deadline: dayEnd(DAY) + 90 * HOUR, graceMs: 3 * HOUR });
  });

  it('is never earlier than the patience after the opening, and never earlier than the rule says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30_000 }),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        fc.constantFrom('L1', 'L2'),
        (number, openedAt, level) => {
          const day = dayOf(number * 86_400_000);
          for (const rule of planInputs(mission, level, day, openedAt).rules) {
            expect(rule.deadline).toBeGreaterThanOrEqual(openedAt + 36 * HOUR);
            expect(rule.deadline).toBeGreaterThanOrEqual(dayEnd(day) + 36 * HOUR);
          }
        },
      ),
    );
  });

  it('makes the level overdue exactly when it passes', () => {
    const { deadline } = l1.rules[0]!;
    expect(judgeReadiness(l1, short, NONE, deadline - 1, undefined)).toMatchObject({
      state: 'waiting',
      until: deadline,
    });
    const after = judgeReadiness(l1, short, NONE, deadline, undefined);
    expect(after.state).toBe('overdue');
    expect(after).not.toHaveProperty('until');
  });

  it('can be put off by an operator, and not brought forward', () => {
    const { deadline } = l1.rules[0]!;
    const later = deadline + HOUR;
    expect(judgeReadiness(l1, short, NONE, deadline, undefined, later)).toMatchObject({
      state: 'waiting',
      until: later,
    });
    expect(judgeReadiness(l1, short, NONE, later, undefined, later).state).toBe('overdue');
    expect(judgeReadiness(l1, short, NONE, deadline - 2, undefined, deadline - HOUR).until).toBe(deadline);
  });

  it('of several missing types is the earliest', () => {
    const rule = (type: string, deadline: number): PlannedRule => ({
      type,
      need: 'required',
      granules: [`${type}/2026-11-20`],
      minimum: 1,
      wanted: 1,
      deadline,
      graceMs: 0,
    });
    const plan = { day: DAY, level: 'L1', rules: [rule('B', 200), rule('A', 100), rule('C', 300)] };
    expect(judgeReadiness(plan, NONE, NONE, 0, undefined).until).toBe(100);
    expect(judgeReadiness(plan, new Set(['A/2026-11-20']), NONE, 150, undefined).until).toBe(200);
  });
});

describe('a grace time', () => {
  const plan = planInputs(
    withRule({ type: 'MOP00SCI', need: 'required', minimum: 10, wanted: 12, grace: '2h' }),
    'L1',
    DAY,
    NOON,
  );
  const eleven = without(keysOf(plan), 'MOP00SCI/2026-11-20/2200');

  it('can be made longer by an operator', () => {
    expect(judgeReadiness(plan, eleven, NONE, NOON + 5 * HOUR, NOON, NOON + 9 * HOUR)).toMatchObject({
      state: 'grace',
      until: NOON + 9 * HOUR,
    });
    expect(judgeReadiness(plan, eleven, NONE, NOON + 9 * HOUR, NOON, NOON + 9 * HOUR).state).toBe('ready');
  });

  it('is not ended by the deadline: the level has what it must have', () => {
    const late = plan.rules[0]!.deadline + HOUR;
    expect(judgeReadiness(plan, eleven, NONE, late, late).state).toBe('grace');
  });

  it('begins only when the minimum is there', () => {
    const nine = new Set(keysOf(plan).slice(0, 9));
    const verdict = judgeReadiness(plan, nine, NONE, NOON, undefined);
    expect(verdict.state).toBe('waiting');
    expect(verdict.missing).toHaveLength(3);
    expect(judgeReadiness(plan, new Set(keysOf(plan).slice(0, 10)), NONE, NOON, NOON).state).toBe('grace');
  });

  it('of nothing is none', () => {
    const eager = { ...plan, rules: plan.rules.map((rule) => ({ ...rule, graceMs: 0 })) };
    expect(judgeReadiness(eager, eleven, NONE, NOON, undefined).state).toBe('ready');
  });
});

describe('needs', () => {
  it('that are welcome never delay, wanted ones only for the grace time', () => {
    const welcome = planInputs(withRule({ type: 'MOP00SCI', need: 'welcome' }), 'L1', DAY, NOON);
    expect(judgeReadiness(welcome, NONE, NONE, NOON, undefined)).toMatchObject({
      state: 'ready',
      missing: [],
      of: 0,
    });
    const wanted = planInputs(withRule({ type: 'MOP00SCI', need: 'wanted' }), 'L1', DAY, NOON);
    const verdict = judgeReadiness(wanted, NONE, NONE, NOON, NOON);
    expect(verdict).toMatchObject({ state: 'grace', missing: [], of: 12 });
    expect(verdict.wished).toHaveLength(12);
    expect(judgeReadiness(wanted, NONE, NONE, NOON + 2 * HOUR, NOON).state).toBe('ready');
  });

  it('never ask for more granules than there are, nor wish for fewer than they require', () => {
    const asked = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined });
    const rule = fc.record({
      type: fc.constantFrom('MOP00SCI', 'DLLAPMIS'),
      need: fc.constantFrom('required' as const, 'wanted' as const, 'welcome' as const),
      days: fc.uniqueArray(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 3 }),
      minimum: asked,
      wanted: asked,
    });
    fc.assert(
      fc.property(rule, ({ minimum, wanted, ...rest }) => {
        const given = { ...rest, ...(minimum && { minimum }), ...(wanted && { wanted }) };
        const [planned] = planInputs(withRule(given), 'L1', DAY, NOON).rules;
        const count = planned!.granules.length;
        expect(count).toBe((rest.type === 'MOP00SCI' ? 12 : 1) * rest.days.length);
        expect(planned!.minimum).toBeLessThanOrEqual(planned!.wanted);
        expect(planned!.wanted).toBeLessThanOrEqual(count);
        if (rest.need !== 'required') expect(planned!.minimum).toBe(0);
        if (rest.need === 'welcome') expect(planned!.wanted).toBe(0);
        if (rest.need === 'required' && minimum === undefined) expect(planned!.minimum).toBe(count);
      }),
    );
  });
});

describe('a waiver', () => {
  it('of every missing granule lets the level start', () => {
    const gone = ['MOP00SCI/2026-11-20/0400', 'MOP00ENG/2026-11-20/2200'];
    const here = without(keysOf(l1), ...gone);
    expect(judgeReadiness(l1, here, new Set(gone), NOON, NOON)).toMatchObject({ state: 'ready', here: 58 });
    expect(judgeReadiness(l1, here, new Set(gone.slice(0, 1)), NOON, undefined).missing).toEqual([gone[1]]);
  });

  it('of a granule that is wished for ends the grace time', () => {
    const here = without(keysOf(l2), 'DLLAPMIS/2026-11-21');
    expect(judgeReadiness(l2, here, NONE, NOON, NOON).state).toBe('grace');
    expect(judgeReadiness(l2, here, new Set(['DLLAPMIS/2026-11-21']), NOON, NOON).state).toBe('ready');
  });

  it('of one day of meteorology still waits for the other', () => {
    const here = new Set(['MOP01/2026-11-20', 'DLLAXMIS/2026-11-20', 'DLLAXMIS/2026-11-21']);
    const verdict = judgeReadiness(l2, here, new Set(['DLLAPMIS/2026-11-20']), NOON, undefined);
    expect(verdict).toMatchObject({ state: 'waiting', missing: ['DLLAPMIS/2026-11-21'] });
  });
});

describe('the days that a granule serves', () => {
  it('are the day itself for Level 0, and two days for meteorology', () => {
    expect(servedBy(mission, granuleOfKey('MOP00SCI/2026-11-20/0400'))).toEqual([{ day: DAY, level: 'L1' }]);
    expect(servedBy(mission, granuleOfKey('DLLAPMIS/2026-11-20'))).toEqual([
      { day: DAY, level: 'L2' },
      { day: '2026-11-19', level: 'L2' },
    ]);
    expect(servedBy(mission, granuleOfKey('MOP01/2026-11-20'))).toEqual([{ day: DAY, level: 'L2' }]);
  });

  it('are none for what is chosen as the nearest, or is of no level', () => {
    expect(servedBy(mission, granuleOfKey('MOPCH/2026-11-20/T2-hot'))).toEqual([]);
    expect(servedBy(mission, granuleOfKey('MOP02/2026-11-20'))).toEqual([]);
  });

  it('are exactly those whose plan names it', () => {
    const types = [...Object.keys(mission.inputs), 'MOP01'];
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.integer({ min: -3, max: 3 }), (type, offset) => {
        const [granule] = granulesOfDay(mission, type, addDays(DAY, offset));
        for (const level of ['L1', 'L2']) {
          const planned = keysOf(planInputs(mission, level, DAY, 0)).includes(granuleKey(granule!));
          const serves = servedBy(mission, granule!).some((of) => of.day === DAY && of.level === level);
          expect(serves).toBe(planned);
        }
      }),
    );
  });
});

it('a level that the mission has not is named together with those that it has', () => {
  expect(() => planInputs(mission, 'L3', DAY, 0)).toThrow(/mopitt has no level L3; it has L1, L2\./);
});
