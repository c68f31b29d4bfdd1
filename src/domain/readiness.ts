import { addDays, dayEnd, type DataDay } from './data-day.js';
import { durationMs } from './duration.js';
import { granuleKey, type Granule } from './granule.js';
import type { InputRule, LevelPlan, Mission } from './mission.js';

/** The mission's rules of one level, brought down to one product day: which granules, until when. Plain JSON. */
export interface InputPlan {
  readonly day: DataDay;
  readonly level: string;
  readonly rules: readonly PlannedRule[];
  /** Those of the rules' granules that were never made, by a known gap: nobody waits for them. */
  readonly gaps?: readonly string[];
}

/** One input type of one product day. Times are epoch milliseconds. */
export interface PlannedRule {
  readonly type: string;
  readonly need: InputRule['need'];
  /** Every granule that could count, in order of preference. */
  readonly granules: readonly string[];
  /** How many are needed before the level may start at all. */
  readonly minimum: number;
  /** How many to wait for, for the grace time after the minimum of every type is there. */
  readonly wanted: number;
  readonly deadline: number;
  readonly graceMs: number;
}

/** The slots of a day for inputs that come every two hours: `0000`, `0200` … `2200`. */
export const TWO_HOUR_SLOTS: readonly string[] = Array.from(
  { length: 12 },
  (_, index) => `${String(index * 2).padStart(2, '0')}00`,
);

/**
 * What one level of one day waits for. A deadline counts from the end of the data day, and is never earlier than the
 * mission's patience after the day was opened, so that reprocessing years-old days does not start overdue.
 */
export function planInputs(mission: Mission, level: string, day: DataDay, openedAt: number): InputPlan {
  const plan = levelPlan(mission, level);
  const rules = plan.inputs
    .filter((rule) => rule.nearest === undefined)
    .map((rule): PlannedRule => {
      const granules = rule.days.flatMap((offset) => granulesOfDay(mission, rule.type, addDays(day, offset)));
      const minimum =
        rule.need === 'required' ? Math.min(rule.minimum ?? granules.length, granules.length) : 0;
      const wanted =
        rule.need === 'welcome'
          ? 0
          : Math.min(rule.wanted ?? Math.max(minimum, rule.minimum ?? granules.length), granules.length);
      return {
        type: rule.type,
        need: rule.need,
        granules: granules.map(granuleKey),
        minimum,
        wanted: Math.max(wanted, minimum),
        deadline: Math.max(
          dayEnd(day) + durationMs(rule.deadline ?? plan.deadline),
          openedAt + durationMs(mission.day.patience),
        ),
        graceMs: durationMs(rule.grace ?? plan.grace),
      };
    });
  return { day, level, rules };
}

/** The plan of a level; throws a RangeError when the mission has no such level. */
export function levelPlan(mission: Mission, level: string): LevelPlan {
  const plan = mission.levels[level];
  if (!plan) {
    throw new RangeError(
      `${mission.mission} has no level ${level}; it has ${Object.keys(mission.levels).join(', ')}.`,
    );
  }
  return plan;
}

/** The granules of one type that a day has: twelve two-hourly ones, or one. */
export function granulesOfDay(mission: Mission, type: string, day: DataDay): Granule[] {
  const every = mission.inputs[type]?.every ?? '1d';
  return every === '1d' ? [{ type, day }] : TWO_HOUR_SLOTS.map((slot) => ({ type, day, slot }));
}

/** What a level may do at an instant, and why. */
export interface Readiness {
  /** `void`: a known gap holds all that the level needs of a type; there is nothing to make. */
  readonly state: 'ready' | 'grace' | 'waiting' | 'overdue' | 'void';
  /** Granules without which the level cannot start. */
  readonly missing: readonly string[];
  /** Granules that it would rather have. */
  readonly wished: readonly string[];
  /** How many of the planned granules that can delay the level are here, and of how many. */
  readonly here: number;
  readonly of: number;
  /** When the answer changes if nothing arrives, epoch milliseconds; undefined when it does not. */
  readonly until?: number;
}

/**
 * Judges readiness. `present` and `waived` are granule keys; `completeSince` is when the last required granule came
 * (the grace time runs from there). What the plan's known gaps hold is waived without anybody's decision. Pure: the same
 * facts give the same answer.
 */
export function judgeReadiness(
  plan: InputPlan,
  present: ReadonlySet<string>,
  waived: ReadonlySet<string>,
  now: number,
  completeSince: number | undefined,
  extendedTo?: number,
): Readiness {
  const missing: string[] = [];
  const wished: string[] = [];
  let here = 0;
  let of = 0;
  let deadline = Infinity;
  let graceMs = 0;
  let isVoid = false;
  const gaps = new Set(plan.gaps);
  for (const rule of plan.rules) {
    const absent = rule.granules.filter((key) => !present.has(key));
    const have = rule.granules.length - absent.length;
    const lacking = absent.filter((key) => !waived.has(key) && !gaps.has(key));
    const never = absent.filter((key) => gaps.has(key)).length;
    isVoid ||= rule.need === 'required' && never > 0 && never === rule.granules.length;
    here += Math.min(have, rule.wanted);
    of += Math.max(0, rule.wanted - never);
    const short = Math.min(rule.minimum - have, lacking.length);
    if (short > 0) {
      // With a minimum below the full count nobody can say which of the absent ones will make it up: all are named.
      missing.push(...lacking);
      deadline = Math.min(deadline, rule.deadline);
    } else if (rule.wanted - have > 0 && lacking.length > 0) {
      wished.push(...lacking);
      graceMs = Math.max(graceMs, rule.graceMs);
    }
  }
  const figures = { missing, wished, here, of };
  if (isVoid) return { state: 'void', ...figures };
  if (missing.length > 0) {
    const limit = Math.max(deadline, extendedTo ?? 0);
    return now >= limit ? { state: 'overdue', ...figures } : { state: 'waiting', ...figures, until: limit };
  }
  if (wished.length > 0) {
    const limit = Math.max((completeSince ?? now) + graceMs, extendedTo ?? 0);
    if (now < limit) return { state: 'grace', ...figures, until: limit };
  }
  return { state: 'ready', ...figures };
}

/** The product days and levels that a granule of a type serves: day offsets of the rules, turned round. */
export function servedBy(mission: Mission, granule: Granule): { day: DataDay; level: string }[] {
  return Object.entries(mission.levels).flatMap(([level, plan]) =>
    plan.inputs
      .filter((rule) => rule.type === granule.type && rule.nearest === undefined)
      .flatMap((rule) => rule.days.map((offset) => ({ day: addDays(granule.day, -offset), level }))),
  );
}
