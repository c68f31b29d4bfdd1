import { workflowIds } from '../../domain/ids.js';
import type { Story } from '../../domain/story.js';
import type { HoldRecord } from '../../ledger/holds.js';
import type { InterventionRow, LevelRow } from '../../ledger/schema.js';
import { isDelivering } from './ledger-story.js';

/** What a `hold` is said by, and what ends one that has not begun. */
const ENDING: readonly string[] = ['hold', 'release', 'abandon', 'rerun'];

/**
 * The `hold` that was said to a level, or to its delivery, and that takes effect before the next stage; undefined when
 * there is none, or when it has taken effect already.
 */
export function holdAsked(
  level: LevelRow,
  interventions: readonly InterventionRow[],
  holds: readonly HoldRecord[],
): InterventionRow | undefined {
  if (level.state !== 'waiting' && level.state !== 'running') return undefined;
  const { mission, day } = level;
  const workflowId = workflowIds[isDelivering(level) ? 'delivery' : 'level'](mission, day, level.level);
  const isOf = (row: InterventionRow) =>
    row.workflowId === workflowId || (row.verb === 'rerun' && row.level === level.level);
  const last = interventions
    .filter((row) => row.refused === undefined && ENDING.includes(row.verb) && isOf(row))
    .reduce<InterventionRow | undefined>((a, b) => (a && a.at > b.at ? a : b), undefined);
  if (last?.verb !== 'hold') return undefined;
  const hasBegun = holds.some(
    (hold) => hold.workflowId === workflowId && hold.code === 'OPERATOR_HOLD' && hold.at >= last.at,
  );
  return hasBegun ? undefined : last;
}

/** A story with what makes sense while a `hold` is still to take effect. */
export function storyBeforeHold(story: Story): Story {
  return { ...story, verbs: ['release', 'abandon'] };
}
