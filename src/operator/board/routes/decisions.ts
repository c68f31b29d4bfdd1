import { gapsDuring } from '../../../ledger/gaps.js';
import { listProcessorChoices } from '../../../ledger/processor-choices.js';
import { decisionsPage } from '../decisions-page.js';
import type { BoardApp, Kit } from '../kit.js';

/** Known gaps and versions of processors, and the forms that decide them. */
export function decisionRoutes(app: BoardApp, kit: Kit): void {
  const { ledger, name, mission } = kit;
  app.get('/decisions', async (context) =>
    kit.shown(
      context,
      { title: 'Decisions', here: 'decisions' },
      decisionsPage({
        gaps: await gapsDuring(ledger, name),
        choices: await listProcessorChoices(ledger, name),
        usual: Object.entries(mission.levels).map(([level, plan]) => [level, plan.version] as const),
        reader: context.get('reader'),
        now: kit.now(),
      }),
    ),
  );
}
