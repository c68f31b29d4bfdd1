import { dayEnd } from '../../../domain/data-day.js';
import { daysKnown } from '../../../ledger/day-times.js';
import { readTrends, type Trends } from '../../reading/trends.js';
import type { BoardApp, BoardContext, Kit } from '../kit.js';
import { csvByDay, csvByPeriod } from '../trends/csv.js';
import { noTrends, trendsPage } from '../trends/page.js';
import { askedRange, type AskedRange } from '../trends/range.js';

/** How the levels did over the days, as a page and as CSV. */
export function trendRoutes(app: BoardApp, kit: Kit): void {
  const { mission, name } = kit;
  app.get('/trends', async (context) => {
    const asked = await askedTrends(context, kit);
    if (asked === undefined) return kit.shown(context, { title: 'Trends', here: 'trends' }, [noTrends()]);
    const title = `Trends of ${asked.trends.level}`;
    return kit.shown(context, { title, here: 'trends' }, trendsPage({ mission, ...asked }));
  });

  app.get('/trends.csv', async (context) => {
    const asked = await askedTrends(context, kit);
    if (asked === undefined) return context.text('The ledger has no day yet.', 404);
    const { trends } = asked;
    const by = context.req.query('by');
    const body = by === 'month' || by === 'year' ? csvByPeriod(trends, by) : csvByDay(trends);
    const file = `${name}-${trends.level}-${trends.from}-${trends.to}.csv`;
    return context.body(body, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${file}"`,
    });
  });
}

interface Asked {
  readonly range: AskedRange;
  readonly trends: Trends;
  readonly heldUntil: number;
}

/** What an address asks for; undefined while the ledger has no day. An unknown level is the first one. */
async function askedTrends(context: BoardContext, kit: Kit): Promise<Asked | undefined> {
  const { ledger, mission, name } = kit;
  const known = await daysKnown(ledger, name);
  if (!known) return undefined;
  const { level: asked = '', ...query } = context.req.query();
  const range = askedRange(query, known);
  const level = Object.hasOwn(mission.levels, asked) ? asked : Object.keys(mission.levels)[0]!;
  // What holds the newest day holds it after its end.
  const heldUntil = range.to === known.to ? Math.max(kit.now(), dayEnd(range.to)) : dayEnd(range.to);
  const trends = await readTrends(ledger, mission, { level, from: range.from, to: range.to, heldUntil });
  return { range, trends, heldUntil };
}
