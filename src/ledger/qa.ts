import { transact, type Ledger } from './ledger.js';
import type { LevelKey } from './levels.js';
import { insertNew } from './merge.js';
import type { QaRow } from './schema.js';

/** Writes what QA measured of all products of a level, in place of what was measured before. */
export async function replaceQa(
  ledger: Ledger,
  key: LevelKey,
  products: readonly Omit<QaRow, keyof LevelKey>[],
): Promise<void> {
  const { mission, day, level } = key;
  await transact(ledger, async (inner) => {
    await inner.db
      .deleteFrom('qa')
      .where('mission', '=', mission)
      .where('day', '=', day)
      .where('level', '=', level)
      .execute();
    await insertNew(
      inner,
      'qa',
      products.map((product): QaRow => ({ ...product, mission, day, level })),
    );
  });
}
