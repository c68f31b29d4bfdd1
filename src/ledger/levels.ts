import type { FailureCode } from '../domain/failures.js';
import type { Stage } from '../domain/story.js';
import { decode, decodeAll } from './codec.js';
import type { DayKey } from './days.js';
import { statement, toChange, transact, type Ledger } from './ledger.js';
import { mergeRow } from './merge.js';
import type { LevelRow, Patch, StageRow } from './schema.js';

/** One level of a product day. */
export interface LevelKey extends DayKey {
  readonly level: string;
}

/** What changes of a level. */
export type LevelPatch = Patch<LevelRow, keyof LevelKey>;

/** Why a level is held, since when (`at`) and at which stage; `until` and `thenWhat` when it looks again by itself. */
export interface LevelHold {
  readonly code: FailureCode;
  readonly sentence: string;
  readonly details: readonly string[];
  readonly at: number;
  readonly stage: Stage;
  readonly thenWhat?: string | undefined;
  readonly until?: number | undefined;
}

const NOT_HELD = { heldCode: null, heldSentence: null, heldDetails: null, heldSince: null } as const;

/**
 * Writes what changed of a level. A patch that names a state other than `held` ends a hold. A level that is not there
 * begins as waiting for its inputs.
 */
export async function upsertLevel(ledger: Ledger, key: LevelKey, patch: LevelPatch): Promise<void> {
  const ends = patch.state !== undefined && patch.state !== 'held' ? NOT_HELD : {};
  const initial = { stage: 'await inputs', state: 'waiting', since: patch.since ?? Date.now() } as const;
  await mergeRow(ledger, 'levels', bare(key), initial, { ...patch, ...ends });
}

/** Writes that a level is held, and why. */
export async function holdLevel(ledger: Ledger, key: LevelKey, hold: LevelHold): Promise<void> {
  await upsertLevel(ledger, key, {
    state: 'held',
    stage: hold.stage,
    since: hold.at,
    heldCode: hold.code,
    heldSentence: hold.sentence,
    heldDetails: hold.details,
    heldSince: hold.at,
    // What a level waited for before is not what it waits for now.
    until: hold.until ?? null,
    thenWhat: hold.thenWhat ?? null,
  });
}

/** Writes that a hold has ended and the level goes on. A level that is not held stays as it is. */
export async function releaseLevel(
  ledger: Ledger,
  key: LevelKey,
  release: { readonly at: number },
): Promise<void> {
  await statement(ledger, ({ db }) =>
    db
      .updateTable('levels')
      .set({ ...NOT_HELD, state: 'running', since: release.at, until: null, thenWhat: null })
      .where('mission', '=', key.mission)
      .where('day', '=', key.day)
      .where('level', '=', key.level)
      .where('state', '=', 'held')
      .execute(),
  );
}

/** One attempt (from 1) at a stage of a level. */
export interface StageKey extends LevelKey {
  readonly stage: Stage;
  readonly attempt: number;
}

/**
 * Writes that an attempt has begun and, with `level`, what that changes of the level: one transaction. An attempt that
 * is under way keeps its start; one that has ended begins anew when `at` is later than its start.
 */
export async function startStage(
  ledger: Ledger,
  key: StageKey,
  start: { readonly at: number; readonly level?: LevelPatch },
): Promise<void> {
  await transact(ledger, async (inner) => {
    await inner.db
      .insertInto('stages')
      .values({ ...bare(key), stage: key.stage, attempt: key.attempt, startedAt: start.at })
      .onConflict((conflict) =>
        conflict
          .columns(['mission', 'day', 'level', 'stage', 'attempt'])
          .doUpdateSet((eb) => ({
            startedAt: eb.ref('excluded.startedAt'),
            endedAt: null,
            outcome: null,
            detail: null,
          }))
          .where('stages.endedAt', 'is not', null)
          .whereRef('stages.startedAt', '<', 'excluded.startedAt'),
      )
      .execute();
    if (start.level) await upsertLevel(inner, key, start.level);
  });
}

/** Writes how an attempt ended and, with `level`, what that changes of the level: one transaction. */
export async function endStage(
  ledger: Ledger,
  key: StageKey,
  end: {
    readonly at: number;
    readonly outcome: NonNullable<StageRow['outcome']>;
    readonly detail?: string;
    readonly level?: LevelPatch;
  },
): Promise<void> {
  await transact(ledger, async (inner) => {
    const row = { ...bare(key), stage: key.stage, attempt: key.attempt };
    const ended = { endedAt: end.at, outcome: end.outcome, detail: end.detail ?? null };
    await mergeRow(inner, 'stages', row, { startedAt: end.at }, ended);
    if (end.level) await upsertLevel(inner, key, end.level);
  });
}

/** One level, if the ledger has it. */
export async function levelRow(ledger: Ledger, key: LevelKey): Promise<LevelRow | undefined> {
  const row = await oneLevel(ledger, key).executeTakeFirst();
  return row && decode('levels', row);
}

/** One level that a transaction changes by what it reads of it. */
export async function levelToChange(inner: Ledger, key: LevelKey): Promise<LevelRow | undefined> {
  const row = await toChange(inner, oneLevel(inner, key)).executeTakeFirst();
  return row && decode('levels', row);
}

function oneLevel({ db }: Ledger, key: LevelKey) {
  return db
    .selectFrom('levels')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('day', '=', key.day)
    .where('level', '=', key.level);
}

/** The levels of days from `from` to `to` that still wait for inputs or are held, by day and name. */
export async function openLevels(
  ledger: Ledger,
  mission: string,
  from: DayKey['day'],
  to: DayKey['day'],
): Promise<LevelRow[]> {
  const rows = await ledger.db
    .selectFrom('levels')
    .selectAll()
    .where('mission', '=', mission)
    .where('state', 'in', ['waiting', 'running', 'held'])
    .where('stage', '=', 'await inputs')
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy('day')
    .orderBy('level')
    .execute();
  return decodeAll('levels', rows);
}

/** The levels of a day, by name. */
export async function levelsOfDay(ledger: Ledger, key: DayKey): Promise<LevelRow[]> {
  const rows = await ledger.db
    .selectFrom('levels')
    .selectAll()
    .where('mission', '=', key.mission)
    .where('day', '=', key.day)
    .orderBy('level')
    .execute();
  return decodeAll('levels', rows);
}

/** The key alone: callers may pass a task or a longer key. */
function bare(key: LevelKey): LevelKey {
  return { mission: key.mission, day: key.day, level: key.level };
}

/**
 * Takes granules that have arrived off the list of what a level waits for, and counts them in. Only the projection: the
 * level itself looks at the archive. `sentence` says how it stands then, from how many are missing, here, and wanted.
 */
export async function noteArrivals(
  ledger: Ledger,
  key: LevelKey,
  granules: readonly string[],
  sentence: (missing: number, here: number, of: number) => string,
): Promise<void> {
  const arrived = new Set(granules);
  await transact(ledger, async (inner) => {
    const row = await levelToChange(inner, key);
    if (row?.stage !== 'await inputs' || !row.missing) return;
    const missing = row.missing.filter((granule) => !arrived.has(granule));
    const here = (row.here ?? 0) + row.missing.length - missing.length;
    if (missing.length === row.missing.length) return;
    await upsertLevel(inner, key, {
      missing,
      here,
      sentence: sentence(missing.length, here, row.of ?? here),
    });
  });
}
