import { arrivedWords } from '../../domain/stage-words.js';
import { beginLevel, endDay } from '../day-steps.js';
import { openDay } from '../days.js';
import { holdLevel, noteArrivals, releaseLevel, upsertLevel } from '../levels.js';
import { upsertReceipt } from '../receipts.js';
import type { Input, Result } from './activity-inputs.js';
import { textsOf, type SignalFact } from './facts.js';
import type { LevelKey, Moment, Retelling } from './moment.js';
import { keyOf, type Parsed } from './retell-stages.js';

/** A day is opened, and its levels begin. */
export function retellOpen(
  to: Retelling,
  { fact, input, result }: Parsed<Input<'openDay'>, Result<'openDay'>>,
): Moment[] {
  if (fact.endedAt === undefined || !result) return [];
  const { day, at, openedBy } = input;
  const mission = to.mission.mission;
  return [
    {
      at: fact.endedAt,
      tell: async () => {
        await openDay(to.ledger, { mission, day }, { at, openedBy });
        for (const task of result.levels) await beginLevel(to.ledger, mission, task, at);
      },
    },
  ];
}

/** A level is made again. */
export function retellRerun(
  to: Retelling,
  { fact, input, result }: Parsed<Input<'planRerun'>, Result<'planRerun'>>,
): Moment[] {
  if (fact.endedAt === undefined || !result) return [];
  const begin = () => beginLevel(to.ledger, to.mission.mission, result, input.at);
  return [{ at: fact.endedAt, tell: begin }];
}

/** A day ends. */
export function retellClose(to: Retelling, { fact, input }: Parsed<Input<'closeDay'>>): Moment[] {
  if (fact.endedAt === undefined || fact.outcome !== 'ok') return [];
  const { day, state, at } = input;
  const key = { mission: to.mission.mission, day };
  return [{ at: fact.endedAt, tell: () => endDay(to.ledger, key, { state, at }) }];
}

/** A level is given up. */
export function retellAbandon(to: Retelling, { fact, input }: Parsed<Input<'abandonLevel'>>): Moment[] {
  if (fact.endedAt === undefined || fact.outcome !== 'ok') return [];
  const words = { sentence: input.sentence ?? 'It was given up.', until: null, thenWhat: null };
  const patch = { state: 'abandoned', since: input.at, ...words } as const;
  return [{ at: fact.endedAt, tell: () => upsertLevel(to.ledger, keyOf(to, input), patch) }];
}

/** Something is held. The ledger heard of it before the mail went out, also when the telling was broken off. */
export function retellHold(to: Retelling, { fact, input }: Parsed<Input<'announceHold'>>): Moment[] {
  if (fact.endedAt === undefined || (fact.outcome !== 'ok' && fact.outcome !== 'cancelled')) return [];
  const { receiptKey, day, level, stage, code, sentence, details, at, until, thenWhat } = input;
  const told = fact.endedAt;
  if (receiptKey !== undefined) {
    const held = { heldCode: code, heldSentence: sentence, heldDetails: details };
    const key = { mission: to.mission.mission, key: receiptKey };
    return [{ at: told, tell: () => upsertReceipt(to.ledger, key, { state: 'held', since: at, ...held }) }];
  }
  if (day === undefined || level === undefined || stage === 'receive') return [];
  const hold = { code, sentence, details, at, stage, until, thenWhat };
  return [{ at: told, tell: () => holdLevel(to.ledger, keyOf(to, { day, level }), hold) }];
}

/** A hold ends. */
export function retellRelease(to: Retelling, { fact, input }: Parsed<Input<'announceRelease'>>): Moment[] {
  if (fact.endedAt === undefined || fact.outcome !== 'ok') return [];
  const { receiptKey, day, level, at } = input;
  const told = fact.endedAt;
  if (receiptKey !== undefined) {
    const key = { mission: to.mission.mission, key: receiptKey };
    return [{ at: told, tell: () => upsertReceipt(to.ledger, key, { state: 'open', since: at }) }];
  }
  if (day === undefined || level === undefined) return [];
  return [{ at: told, tell: () => releaseLevel(to.ledger, keyOf(to, { day, level }), { at }) }];
}

/** A level waits longer than the ledger said. */
export function retellWaiting(to: Retelling, { fact, input }: Parsed<Input<'noteWaiting'>>): Moment[] {
  if (fact.endedAt === undefined || fact.outcome !== 'ok') return [];
  const { sentence, until, thenWhat } = input;
  const patch = { state: 'waiting', sentence, until, thenWhat } as const;
  return [{ at: fact.endedAt, tell: () => upsertLevel(to.ledger, keyOf(to, input), patch) }];
}

/** Granules arrive: the ledger counts them in before the level itself looks at the archive. */
export function retellArrivals(to: Retelling, key: LevelKey, signal: SignalFact): Moment[] {
  if (signal.name !== 'inputArchived') return [];
  const granules = textsOf(signal.content, 'granules');
  return [{ at: signal.at, tell: () => noteArrivals(to.ledger, key, granules, arrivedWords) }];
}
