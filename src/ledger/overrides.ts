import { granuleWords } from '../domain/granule.js';
import { transact, type Ledger } from './ledger.js';
import { levelToChange, upsertLevel, type LevelKey } from './levels.js';
import type { Override } from './schema.js';

/** Adds a decision of an operator to a level's; the same decision again (its time and verb) changes nothing. */
export async function addOverride(ledger: Ledger, key: LevelKey, override: Override): Promise<void> {
  await transact(ledger, async (inner) => {
    const known = (await levelToChange(inner, key))?.overrides ?? [];
    if (known.some(({ at, verb }) => at === override.at && verb === override.verb)) return;
    await upsertLevel(inner, key, { overrides: [...known, override] });
  });
}

/** Going without granules, as it is kept with the level; undefined where none of them is missing any more. */
export function waiverOf(
  { by, why, at }: Pick<Override, 'by' | 'why' | 'at'>,
  absent: readonly string[],
): Override | undefined {
  if (absent.length === 0) return undefined;
  const what = `Made without ${absent.map(granuleWords).join(', ')}.`;
  return { verb: 'proceed', by, why, at, what, granules: absent };
}

/** Writes what an operator decided of a level's inputs, in place of what was decided of an earlier run's. */
export async function replaceWaivers(
  ledger: Ledger,
  key: LevelKey,
  waivers: readonly Override[],
): Promise<void> {
  await upsertLevel(ledger, key, { overrides: waivers.length > 0 ? waivers : null });
}
