import type { DataDay } from '../domain/data-day.js';
import { orderOfWorkflow, workflowIds } from '../domain/ids.js';
import { SCOPS } from '../domain/scops/order-input.js';
import { byName, decodeAll } from './codec.js';
import type { Ledger } from './ledger.js';
import { contains, olderThan, pageOf, type After, type PageOf } from './match.js';
import type { InterventionRow, OrderRow } from './schema.js';

/** Which interventions to find. */
export interface InterventionSearch {
  readonly by?: string | undefined;
  /** A verb, or any of several. */
  readonly verb?: string | readonly string[] | undefined;
  /** A product day. */
  readonly day?: DataDay | undefined;
  /** A workflow, with those whose ids go on after its own and a slash. */
  readonly below?: string | undefined;
  /** Contained in who, why, the detail, the workflow, or why it was refused. */
  readonly text?: string | undefined;
  /** When it was, epoch milliseconds; the end is excluded. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly after?: After | undefined;
  readonly limit: number;
}

/** The verbs that pause, and that end a pause. */
const PAUSING = ['hold', 'release', 'cancel'] as const;
/** More of them than are ever said to orders that are open. */
const MOST_PAUSES = 10_000;

const SEARCHED = ['actor', 'verb', 'why', 'detail', 'workflowId', 'refused'] as const;

/**
 * The missions whose interventions are one log: the station's own, and that of its orders, which the same people look
 * after.
 */
export function auditedMissions(mission: string): string[] {
  return [...new Set([mission, SCOPS])];
}

/** A page of interventions of one mission, or of several, the newest first. */
export async function searchInterventions(
  ledger: Ledger,
  missions: string | readonly string[],
  search: InterventionSearch,
): Promise<PageOf<InterventionRow>> {
  // One question each: asked together, the index of times could not be followed.
  const found: InterventionRow[] = [];
  for (const mission of [missions].flat()) found.push(...(await ofMission(ledger, mission, search)));
  found.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  return pageOf(found, search.limit, (row) => ({ at: row.at, id: row.id }));
}

async function ofMission(
  ledger: Ledger,
  mission: string,
  { by, verb, day, below, from, to, text, after, limit }: InterventionSearch,
): Promise<InterventionRow[]> {
  let query = ledger.db.selectFrom('interventions').selectAll().where('mission', '=', mission);
  if (by !== undefined) query = query.where('actor', '=', by);
  if (verb !== undefined) query = query.where('verb', 'in', [verb].flat());
  if (day !== undefined) query = query.where('day', '=', day);
  if (below !== undefined)
    query = query.where((eb) =>
      eb.or([
        eb('workflowId', '=', below),
        // `0` is the character after `/`: the range of all ids that go on with it.
        eb.and([eb('workflowId', '>', `${below}/`), eb('workflowId', '<', `${below}0`)]),
      ]),
    );
  if (from !== undefined) query = query.where('at', '>=', from);
  if (to !== undefined) query = query.where('at', '<', to);
  if (text !== undefined) query = query.where(contains(ledger, SEARCHED, text));
  if (after !== undefined) query = query.where(olderThan('at', 'id', after));
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return decodeAll('interventions', rows).map(byName);
}

/** Every intervention that a search finds, the newest first, read a page at a time. */
export async function* everyIntervention(
  ledger: Ledger,
  missions: string | readonly string[],
  search: Omit<InterventionSearch, 'after' | 'limit'>,
  limit = 1000,
): AsyncGenerator<readonly InterventionRow[]> {
  for (let after: After | undefined, more = true; more;) {
    const page: PageOf<InterventionRow> = await searchInterventions(ledger, missions, {
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
  missions: string | readonly string[],
): Promise<{ readonly people: readonly string[]; readonly verbs: readonly string[] }> {
  const distinct = async (column: 'actor' | 'verb') => {
    const rows = await ledger.db
      .selectFrom('interventions')
      .select(`${column} as value`)
      .distinct()
      .where('mission', 'in', [missions].flat())
      .orderBy('value')
      .limit(500)
      .execute();
    return rows.map((row) => row.value);
  };
  return { people: await distinct('actor'), verbs: await distinct('verb') };
}

/** The `hold` that an operator said to an order or one of its lines, and that nobody has taken back. */
export interface Pause {
  readonly by: string;
  readonly why: string;
  readonly at: number;
}

/** The pauses of an order, and of its lines by name; absent where nothing was said, or it was taken back. */
export interface OrderPauses {
  readonly order?: Pause;
  readonly lines: ReadonlyMap<string, Pause>;
}

/** Who has told an order, or lines of it, to stop: whether they have stopped, their runs tell. */
export async function pausesOf(
  ledger: Ledger,
  { id, createdAt }: Pick<OrderRow, 'id' | 'createdAt'>,
): Promise<OrderPauses> {
  const { rows } = await searchInterventions(ledger, SCOPS, {
    below: workflowIds.order(id),
    verb: PAUSING,
    // The same order may have been made before.
    from: createdAt,
    limit: MOST_PAUSES,
  });
  return pausesIn(rows);
}

/** The pauses of many orders at once, by id; an order of which nothing is paused is left out. */
export async function pausesOfAll(
  ledger: Ledger,
  orders: readonly Pick<OrderRow, 'id' | 'createdAt'>[],
): Promise<Map<string, OrderPauses>> {
  const found = new Map<string, OrderPauses>();
  if (orders.length === 0) return found;
  const { rows } = await searchInterventions(ledger, SCOPS, {
    verb: PAUSING,
    from: Math.min(...orders.map(({ createdAt }) => createdAt)),
    limit: MOST_PAUSES,
  });
  for (const { id, createdAt } of orders) {
    const own = rows.filter(
      ({ workflowId, at }) => at >= createdAt && orderOfWorkflow(workflowId).order === id,
    );
    const pauses = pausesIn(own);
    if (pauses.order || pauses.lines.size > 0) found.set(id, pauses);
  }
  return found;
}

/** What is paused by the verbs that were said to one order, the newest first. */
function pausesIn(rows: readonly InterventionRow[]): OrderPauses {
  const said = rows.filter(({ refused }) => refused === undefined);
  const lines = new Map<string, Pause>();
  let order: Pause | undefined;
  // The first word about something is the last that was said.
  for (const workflowId of new Set(said.map((row) => row.workflowId))) {
    const last = said.find((row) => row.workflowId === workflowId)!;
    if (last.verb !== 'hold') continue;
    const pause = { by: last.by, why: last.why, at: last.at };
    const { line } = orderOfWorkflow(workflowId);
    if (line === undefined) order = pause;
    else lines.set(line, pause);
  }
  return { ...(order && { order }), lines };
}
