import { readDay } from '../../reading/day.js';
import { readStatus } from '../../reading/status.js';
import { dayOf, type BoardApp, type Kit } from '../kit.js';

/** The same data as JSON, for programs. */
export function apiRoutes(app: BoardApp, kit: Kit): void {
  const { ledger, mission, name, program, sources } = kit;
  app.get('/api/status', async (context) =>
    kit.json(context, await readStatus(ledger, name, sources.station(), kit.now(), program)),
  );
  app.get('/api/days/:day', async (context) => {
    const day = dayOf(context.req.param('day'));
    const view = day && (await readDay(ledger, name, mission, day));
    if (!view)
      return kit.json(context, { error: { code: 'NOT_KNOWN', sentence: 'No such day was opened.' } }, 404);
    return kit.json(context, { ...view.record, inputs: view.grids });
  });
}
