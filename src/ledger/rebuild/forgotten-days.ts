import type { DataDay } from '../../domain/data-day.js';
import { closeDay } from '../days.js';
import { upsertLevel } from '../levels.js';
import type { DeliveryRow } from '../schema.js';
import { versionOf } from './archived-file.js';
import type { LevelKey, Retelling } from './moment.js';
import { worstVerdict, type ProductMet } from './quality.js';

/**
 * Days that Temporal does not tell of, because it was not asked or has forgotten them: a level whose products are in the
 * archive and whose last PDR the DAAC has accepted is done, and so is a day of such levels. Of any other level nothing is
 * written, because nothing tells how it stands; those are returned.
 */
export async function rebuildForgottenDays(
  to: Retelling,
  productsOf: (key: LevelKey) => Promise<readonly ProductMet[]>,
): Promise<LevelKey[]> {
  const { ledger } = to;
  const { mission } = to.mission;
  const silent: LevelKey[] = [];
  const doneAt = new Map<DataDay, Map<string, number>>();
  for (const made of await levelsInArchive(to)) {
    const last = await lastDelivery(to, made);
    if (last?.state !== 'accepted' || last.endedAt === undefined) {
      silent.push({ mission, day: made.day, level: made.level });
      continue;
    }
    const at = last.endedAt;
    const version = versionOf(to.mission, made);
    const key = { mission, day: made.day, level: made.level };
    const qaVerdict = worstVerdict(await productsOf(key));
    await upsertLevel(ledger, key, {
      ...{ stage: 'accepted', state: 'done', since: at, doneAt: at },
      sentence: 'The DAAC has accepted every granule.',
      ...(version !== undefined && { processorVersion: version }),
      ...(qaVerdict !== undefined && { qaVerdict }),
    });
    const levels = doneAt.get(made.day) ?? new Map<string, number>();
    doneAt.set(made.day, levels.set(made.level, at));
  }
  for (const [day, levels] of doneAt) {
    if (!Object.keys(to.mission.levels).every((level) => levels.has(level))) continue;
    await closeDay(ledger, { mission, day }, { state: 'done', at: Math.max(...levels.values()) });
  }
  return silent;
}

interface MadeLevel {
  readonly day: DataDay;
  readonly level: string;
  /** The name of one of its products. */
  readonly archiveName: string;
}

/** The levels that have products in the archive and no row. */
async function levelsInArchive({ ledger, mission }: Retelling): Promise<MadeLevel[]> {
  const rows = await ledger.db
    .selectFrom('files')
    .leftJoin('levels', (join) =>
      join
        .onRef('levels.mission', '=', 'files.mission')
        .onRef('levels.day', '=', 'files.day')
        .onRef('levels.level', '=', 'files.level'),
    )
    .select(['files.day', 'files.level', (eb) => eb.fn.max('files.archiveName').as('archiveName')])
    .where('files.mission', '=', mission.mission)
    .where('files.kind', '=', 'product')
    .where('levels.day', 'is', null)
    .groupBy(['files.day', 'files.level'])
    .orderBy('files.day')
    .orderBy('files.level')
    .execute();
  return rows as unknown as MadeLevel[];
}

async function lastDelivery(
  { ledger, mission }: Retelling,
  { day, level }: MadeLevel,
): Promise<Pick<DeliveryRow, 'state' | 'endedAt'> | undefined> {
  const row = await ledger.db
    .selectFrom('deliveries')
    .select(['state', 'endedAt'])
    .where('mission', '=', mission.mission)
    .where('day', '=', day)
    .where('level', '=', level)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { state: row.state, ...(row.endedAt !== null && { endedAt: row.endedAt }) };
}
