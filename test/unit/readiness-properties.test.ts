import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import {
  judgeReadiness,
  TWO_HOUR_SLOTS,
  type InputPlan,
  type PlannedRule,
  type Readiness,
} from '../../src/domain/readiness.js';

const DAY = dataDay('2026-11-20');
const ORDER: Record<Readiness['state'], number> = { overdue: 0, waiting: 1, grace: 2, ready: 3, void: 4 };

/** Arbitrary plans over small granule lists, with everything that an instant can bring. */
const situation = fc
  .array(
    fc.record({
      count: fc.integer({ min: 1, max: 5 }),
      minimum: fc.integer({ min: 0, max: 5 }),
      more: fc.integer({ min: 0, max: 5 }),
      deadline: fc.integer({ min: 0, max: 50 }),
      graceMs: fc.integer({ min: 0, max: 50 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .chain((given) => {
    const rules = given.map((rule, index): PlannedRule => {
      const minimum = Math.min(rule.minimum, rule.count);
      const type = `T${index}`;
      return {
        type,
        need: minimum > 0 ? 'required' : 'wanted',
        granules: TWO_HOUR_SLOTS.slice(0, rule.count).map((slot) => `${type}/${DAY}/${slot}`),
        minimum,
        wanted: Math.min(minimum + rule.more, rule.count),
        deadline: rule.deadline,
        graceMs: rule.graceMs,
      };
    });
    const keys = rules.flatMap((rule) => rule.granules);
    const some = fc.subarray(keys).map((chosen) => new Set(chosen));
    return fc.record({
      plan: fc.constant<InputPlan>({ day: DAY, level: 'L1', rules }),
      present: some,
      waived: some,
      extra: fc.constantFrom(...keys),
      now: fc.integer({ min: 0, max: 120 }),
      since: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
      extendedTo: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
    });
  });

describe('readiness', () => {
  it('never gets worse by an arrival', () => {
    fc.assert(
      fc.property(situation, ({ plan, present, waived, extra, now, since, extendedTo }) => {
        const before = judgeReadiness(plan, present, waived, now, since, extendedTo);
        const after = judgeReadiness(plan, new Set([...present, extra]), waived, now, since, extendedTo);
        expect(ORDER[after.state]).toBeGreaterThanOrEqual(ORDER[before.state]);
        expect(after.here).toBeGreaterThanOrEqual(before.here);
        expect(before.missing).toEqual(expect.arrayContaining([...after.missing]));
      }),
      { numRuns: 1000 },
    );
  });

  it('never gets worse by a waiver', () => {
    fc.assert(
      fc.property(situation, ({ plan, present, waived, extra, now, since, extendedTo }) => {
        const before = judgeReadiness(plan, present, waived, now, since, extendedTo);
        const after = judgeReadiness(plan, present, new Set([...waived, extra]), now, since, extendedTo);
        expect(ORDER[after.state]).toBeGreaterThanOrEqual(ORDER[before.state]);
        expect(after.missing).not.toContain(extra);
        expect(after.wished).not.toContain(extra);
      }),
      { numRuns: 1000 },
    );
  });

  it('comes for certain when everything that is missing or wished for is waived', () => {
    fc.assert(
      fc.property(situation, ({ plan, present, waived, now, since, extendedTo }) => {
        const { missing, wished } = judgeReadiness(plan, present, waived, now, since, extendedTo);
        const all = new Set([...waived, ...missing, ...wished]);
        expect(judgeReadiness(plan, present, all, now, since, extendedTo).state).toBe('ready');
      }),
    );
  });

  it('never comes with a rule below its minimum, unless an operator waived every granule that it lacks', () => {
    fc.assert(
      fc.property(situation, ({ plan, present, waived, now, since, extendedTo }) => {
        const { state, missing } = judgeReadiness(plan, present, waived, now, since, extendedTo);
        const short = plan.rules.filter((rule) => {
          const absent = rule.granules.filter((key) => !present.has(key));
          const enough = rule.granules.length - absent.length >= rule.minimum;
          return !enough && absent.some((key) => !waived.has(key));
        });
        expect(missing.length > 0).toBe(short.length > 0);
        expect(state === 'waiting' || state === 'overdue').toBe(short.length > 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('never asks for what is here or was waived', () => {
    fc.assert(
      fc.property(situation, ({ plan, present, waived, now, since, extendedTo }) => {
        const { missing, wished, here, of } = judgeReadiness(plan, present, waived, now, since, extendedTo);
        for (const key of [...missing, ...wished]) {
          expect(present.has(key)).toBe(false);
          expect(waived.has(key)).toBe(false);
        }
        expect(new Set([...missing, ...wished]).size).toBe(missing.length + wished.length);
        expect(here).toBeLessThanOrEqual(of);
      }),
    );
  });

  it('changes by time alone exactly at the instant that it names', () => {
    fc.assert(
      fc.property(situation, ({ plan, present, waived, now, since = 0, extendedTo }) => {
        const at = (time: number) => judgeReadiness(plan, present, waived, time, since, extendedTo);
        const { state, until } = at(now);
        if (until === undefined) {
          expect(['ready', 'overdue']).toContain(state);
          expect(at(now + 1000).state).toBe(state);
          return;
        }
        expect(until).toBeGreaterThan(now);
        expect(at(until - 1).state).toBe(state);
        expect(at(until).state).toBe(state === 'waiting' ? 'overdue' : 'ready');
      }),
      { numRuns: 1000 },
    );
  });

  it('takes no account of granules that are not of the plan', () => {
    fc.assert(
      fc.property(situation, ({ plan, present, waived, now, since, extendedTo }) => {
        const foreign = new Set([...present, 'T0/2020-01-01', 'X/2026-11-20']);
        expect(judgeReadiness(plan, foreign, waived, now, since, extendedTo)).toEqual(
          judgeReadiness(plan, present, waived, now, since, extendedTo),
        );
      }),
    );
  });
});
