import type { DataDay } from '../domain/data-day.js';
import { workflowIds } from '../domain/ids.js';
import { decode } from './codec.js';
import { statement, type Ledger } from './ledger.js';
import { mergeRow } from './merge.js';
import type { DayRow } from './schema.js';

/** A product day of a mission. */
export interface DayKey {
  readonly mission: string;
  readonly day: DataDay;
}

/**
 * Opens a day. A day that is open keeps when and by whom it was opened first; a closed one is opened again when `at` is
 * later than its last opening, so that a repeated write of that opening changes nothing.
 */
export async function openDay(
  ledger: Ledger,
  key: DayKey,
  opening: { readonly at: number; readonly openedBy: string; readonly workflowId?: string },
): Promise<void> {
  const { mission, day } = key;
  const workflowId = opening.workflowId ?? workflowIds.day(mission, day);
  await statement(ledger, ({ db }) =>
    db
      .insertInto('days')
      .values({ mission, day, state: 'open', openedAt: opening.at, openedBy: opening.openedBy, workflowId })
      .onConflict((conflict) =>
        conflict
          .columns(['mission', 'day'])
          .doUpdateSet((eb) => ({
            state: 'open',
            openedAt: eb.ref('excluded.openedAt'),
            openedBy: eb.ref('excluded.openedBy'),
            workflowId: eb.ref('excluded.workflowId'),
            doneAt: null,
          }))
          .where('days.state', '<>', 'open')
          .whereRef('days.openedAt', '<', 'excluded.openedAt'),
      )
      .execute(),
  );
}

/** Closes a day. One that the ledger doesn't know is made, so that a new ledger loses no end. */
export async function closeDay(
  ledger: Ledger,
  key: DayKey,
  closing: { readonly state: 'done' | 'abandoned'; readonly at: number },
): Promise<void> {
  const initial = {
    openedAt: closing.at,
    openedBy: 'unknown',
    workflowId: workflowIds.day(key.mission, key.day),
  };
  await mergeRow(ledger, 'days', key, initial, { state: closing.state, doneAt: closing.at });
}

/** One day, if the ledger has it. */
export async function dayRow(ledger: Ledger, key: DayKey): Promise<DayRow | undefined> {
  const row = await ledger.db
    .selectFrom('days')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('day', '=', key.day)
    .executeTakeFirst();
  return row && decode('days', row);
}
