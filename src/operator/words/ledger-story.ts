import type { FailureCode } from '../../domain/failures.js';
import type { Story, Verb } from '../../domain/story.js';
import type { LevelRow, ReceiptRow } from '../../ledger/schema.js';

/** The stages that the delivery workflow goes through; all before belong to the level workflow. */
const DELIVERY_STAGES: readonly string[] = ['deliver', 'await PAN', 'accepted'];

/** Whether what a level does now is its delivery's work. */
export function isDelivering(level: Pick<LevelRow, 'stage'>): boolean {
  return DELIVERY_STAGES.includes(level.stage);
}

/** What the ledger knows of a level, in the form in which its workflow would say it. */
export function storyOfLevel(level: LevelRow): Story {
  const delivering = isDelivering(level);
  const held = level.state === 'held' && level.heldCode !== undefined;
  return {
    subject: `${level.day} ${level.level}${delivering ? ' delivery' : ''}`,
    stage: level.state === 'abandoned' ? 'abandoned' : level.stage,
    state: level.state,
    since: level.since,
    sentence: (held ? level.heldSentence : level.sentence) ?? '',
    ...(level.until !== undefined && { until: level.until }),
    ...(level.thenWhat !== undefined && { then: level.thenWhat }),
    missing: level.stage === 'await inputs' ? (level.missing ?? []) : [],
    ...(held && {
      hold: {
        code: level.heldCode,
        sentence: level.heldSentence ?? '',
        details: level.heldDetails ?? [],
        since: level.heldSince ?? level.since,
      },
    }),
    verbs: verbsOf(level),
  };
}

/** What the ledger knows of a receipt, in the form in which its workflow would say it. */
export function storyOfReceipt(receipt: ReceiptRow, waitingFor: readonly string[] = []): Story {
  const held = receipt.state === 'held' && receipt.heldCode !== undefined;
  const open = receipt.state === 'open' || receipt.state === 'held';
  const state = held ? 'held' : receipt.state === 'open' ? 'waiting' : receipt.state;
  return {
    subject: `DN ${receipt.key}`,
    stage: state === 'done' || state === 'abandoned' ? state : 'receive',
    state,
    since: receipt.since,
    sentence:
      (held ? receipt.heldSentence : undefined) ??
      (waitingFor.length > 0 ? `It waits for ${waitingFor.join(', ')}.` : ''),
    missing: [],
    ...(held && {
      hold: {
        code: receipt.heldCode,
        sentence: receipt.heldSentence ?? '',
        details: receipt.heldDetails ?? [],
        since: receipt.since,
      },
    }),
    verbs: open
      ? [
          ...(receipt.heldCode === 'FILE_INCOMPLETE' ? (['identify'] as const) : []),
          'retry',
          'wait',
          'abandon',
        ]
      : [],
  };
}

function verbsOf(level: LevelRow): readonly Verb[] {
  if (level.state === 'done' || level.state === 'abandoned') return ['rerun'];
  if (level.state === 'held') return level.heldCode ? verbsOfHold(level.heldCode) : ['release', 'abandon'];
  if (level.state === 'running') return ['hold', 'abandon'];
  return level.stage === 'await inputs'
    ? ['proceed', 'wait', 'hold', 'abandon']
    : ['wait', 'resubmit', 'hold', 'abandon'];
}

function verbsOfHold(code: FailureCode): readonly Verb[] {
  switch (code) {
    case 'MISSING_INPUT':
      return ['proceed', 'wait', 'abandon'];
    case 'OPERATOR_HOLD':
      return ['release', 'abandon'];
    case 'QA_FAILED':
    case 'QA_SUSPECT':
      return ['accept', 'reject', 'retry', 'abandon'];
    case 'PAN_CONTRADICTS':
      return ['release', 'resubmit', 'abandon'];
    case 'PAN_FAILED':
    case 'PAN_PARTIAL':
      return ['resubmit', 'correct', 'abandon'];
    case 'PDRD_RECEIVED':
      return ['correct', 'resubmit', 'abandon'];
    case 'PAN_LATE':
      return ['resubmit', 'wait', 'abandon'];
    default:
      return ['retry', 'abandon'];
  }
}
