import { closeDay, type DayKey } from './days.js';
import type { Ledger } from './ledger.js';
import { levelsOfDay, upsertLevel } from './levels.js';

/** A level that begins, for the first time or again: nothing of an earlier edition is said of it any more. */
export async function beginLevel(
  ledger: Ledger,
  mission: string,
  task: Pick<DayKey, 'day'> & {
    readonly level: string;
    readonly version: string;
    readonly edition?: number | undefined;
  },
  at: number,
): Promise<void> {
  await upsertLevel(
    ledger,
    { mission, day: task.day, level: task.level },
    {
      stage: 'await inputs',
      state: 'waiting',
      since: at,
      processorVersion: task.version,
      processorDigest: null,
      edition: task.edition,
      qaVerdict: null,
      qaExplanation: null,
      overrides: null,
      offer: null,
      doneAt: null,
      sentence: 'It looks at the archive.',
      until: null,
      thenWhat: null,
    },
  );
}

/**
 * A day ends. The workflow knows of the levels that it had in work; a day that was opened again for one has others too,
 * and it is done when all of them are.
 */
export async function endDay(
  ledger: Ledger,
  key: DayKey,
  { state, at }: { readonly state: 'done' | 'abandoned'; readonly at: number },
): Promise<void> {
  const levels = await levelsOfDay(ledger, key);
  const isDone = levels.length > 0 && levels.every((level) => level.state === 'done');
  await closeDay(ledger, key, { state: isDone ? 'done' : state === 'done' ? 'abandoned' : state, at });
}
