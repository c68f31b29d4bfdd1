import type { PageOf } from '../../../ledger/match.js';
import {
  auditedMissions,
  everyIntervention,
  interventionChoices,
  searchInterventions,
} from '../../../ledger/read-interventions.js';
import type { InterventionRow } from '../../../ledger/schema.js';
import { interventionCsv, interventionsCsvHead } from '../../words/interventions.js';
import { filled, interventionQuery, interventionSearch, problemOf } from '../api/parameters.js';
import { interventionsPage } from '../interventions-page.js';
import type { BoardApp, Kit } from '../kit.js';
import { streamOf } from '../stream.js';

/** What people did, as a page and as CSV. */
export function interventionRoutes(app: BoardApp, kit: Kit): void {
  const { ledger, name } = kit;
  const missions = auditedMissions(name);

  app.get('/interventions', async (context) => {
    const asked = filled(context.req.query());
    const query = interventionQuery.safeParse(asked);
    const page: PageOf<InterventionRow> = query.success
      ? await searchInterventions(ledger, missions, interventionSearch(query.data))
      : { rows: [] };
    const facts = {
      mission: name,
      asked,
      ...(!query.success && { problem: problemOf(query.error) }),
      page,
      ...(await interventionChoices(ledger, missions)),
      now: kit.now(),
    };
    const frame = { title: 'Interventions', here: 'interventions' } as const;
    return kit.shown(context, frame, interventionsPage(facts), query.success ? 200 : 400);
  });

  app.get('/interventions.csv', (context) => {
    const query = interventionQuery
      .omit({ cursor: true, limit: true })
      .safeParse(filled(context.req.query()));
    if (!query.success) return context.text(problemOf(query.error), 400);
    const search = interventionSearch({ ...query.data, limit: 1 });
    async function* lines() {
      yield interventionsCsvHead();
      for await (const rows of everyIntervention(ledger, missions, search))
        yield rows.map(interventionCsv).join('');
    }
    return context.body(streamOf(lines()), 200, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="interventions.csv"',
    });
  });
}
