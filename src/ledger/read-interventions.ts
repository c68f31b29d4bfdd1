import { byName, decodeAll } from './codec.js';
import type { Ledger } from './ledger.js';
import { contains, olderThan, pageOf, type After, type PageOf } from './match.js';
import type { InterventionRow } from './schema.js';

/** Which interventions to find. */
export interface InterventionSearch {
  readonly by?: string | undefined;
  readonly verb?: string | undefined;
  /** Contained in who, why, the detail, the workflow, or why it was refused. */
  readonly text?: string | undefined;
  /** When it was, epoch milliseconds; the end is excluded. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly after?: After | undefined;
  readonly limit: number;
}

const SEARCHED = ['actor', 'verb', 'why', 'detail', 'workflowId', 'refused'] as const;

/** A page of interventions, the newest first, down the index of times. */
export async function searchInterventions(
  ledger: Ledger,
  mission: string,
  search: InterventionSearch,
): Promise<PageOf<InterventionRow>> {
  let query = ledger.db.selectFrom('interventions').selectAll().where('mission', '=', mission);
  if (search.by !== undefined) query = query.where('actor', '=', search.by);
  if (search.verb !== undefined) query = query.where('verb', '=', search.verb);
  if (search.from !== undefined) query = query.where('at', '>=', search.from);
  if (search.to !== undefined) query = query.where('at', '<', search.to);
  if (search.text !== undefined) query = query.where(contains(ledger, SEARCHED, search.text));
  if (search.after !== undefined) query = query.where(olderThan('at', 'id', search.after));
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(search.limit + 1)
    .execute();
  const found = decodeAll('interventions', rows).map(byName);
  return pageOf(found, search.limit, (row) => ({ at: row.at, id: row.id }));
}

/** Every intervention that a search finds, the newest first, read a page at a time. */
export async function* everyIntervention(
  ledger: Ledger,
  mission: string,
  search: Omit<InterventionSearch, 'after' | 'limit'>,
  limit = 1000,
): AsyncGenerator<readonly InterventionRow[]> {
  for (let after: After | undefined, more = true; more;) {
    const page: PageOf<InterventionRow> = await searchInterventions(ledger, mission, {
      ...search,
      after,
      limit,
    });
    yield page.rows;
    after = page.next;
    more = page.next !== undefined;
  }
}

/** What the log can be filtered by: everybody who intervened, and every verb, in order. */
export async function interventionChoices(
  ledger: Ledger,
  mission: string,
): Promise<{ readonly people: readonly string[]; readonly verbs: readonly string[] }> {
  const distinct = async (column: 'actor' | 'verb') => {
    const rows = await ledger.db
      .selectFrom('interventions')
      .select(`${column} as value`)
      .distinct()
      .where('mission', '=', mission)
      .orderBy('value')
      .limit(500)
      .execute();
    return rows.map((row) => row.value);
  };
  return { people: await distinct('actor'), verbs: await distinct('verb') };
}

/** The latest interventions in a workflow and in those whose ids go on after its own and a slash, the newest first. */
export async function interventionsBelow(
  ledger: Ledger,
  mission: string,
  workflowId: string,
  limit: number,
): Promise<InterventionRow[]> {
  const rows = await ledger.db
    .selectFrom('interventions')
    .selectAll()
    .where('mission', '=', mission)
    .where((eb) =>
      eb.or([
        eb('workflowId', '=', workflowId),
        // `0` is the character after `/`: the range of all ids that go on with it.
        eb.and([eb('workflowId', '>', `${workflowId}/`), eb('workflowId', '<', `${workflowId}0`)]),
      ]),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return decodeAll('interventions', rows).map(byName);
}
