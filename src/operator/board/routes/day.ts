import { addDays } from '../../../domain/data-day.js';
import { filesOfDay } from '../../../ledger/files.js';
import { holdsOfDay } from '../../../ledger/holds.js';
import type { DayRecord } from '../../../ledger/read-day.js';
import { readDay } from '../../reading/day.js';
import { daysUpTo, figureHistories } from '../../reading/figures.js';
import { openLine } from '../../words/commands.js';
import { whatOpens } from '../../words/why.js';
import { browseOf, readPicture } from '../browse.js';
import { dayPage } from '../day/page.js';
import { runsToShow } from '../day/logs.js';
import { HISTORY_DAYS } from '../day/quality.js';
import { html } from '../html.js';
import { dayOf, type BoardApp, type Kit } from '../kit.js';
import { logPath, readTail } from '../log/log-file.js';
import type { ShownLog } from '../log/page.js';
import { command } from '../parts.js';
import { verbForm } from '../verbs/verb-form.js';

/** The page of a product day, and its browse picture. */
export function dayRoutes(app: BoardApp, kit: Kit): void {
  const { ledger, mission, name, program, sources } = kit;

  app.get('/days/:day', async (context) => {
    const day = dayOf(context.req.param('day'));
    if (day === undefined) return kit.nothing(context, 'That is not a day; a day is written YYYY-MM-DD.');
    const view = await readDay(ledger, name, mission, day);
    const reader = context.get('reader');
    if (!view) {
      const files = await filesOfDay(ledger, { mission: name, day });
      const body = html`<h1>${day}</h1>
        ${whatOpens(mission, day, addDays(day, 1), files.length).map((sentence) => html`<p>${sentence}</p>`)}
        ${
          reader.role === 'operator'
            ? html`<div class="verbs">
                <details class="verb" open>
                  <summary>open</summary>
                  ${verbForm('open', { does: 'Opens the day; its levels await their inputs.', about: { day }, back: `/days/${day}` }, reader)}
                </details>
              </div>`
            : command(openLine(day, program))
        }`;
      return kit.shown(context, { title: day, here: 'none' }, [body], 404);
    }
    const browse = browseOf(mission, view.record.files);
    const temporalUi = sources.station()?.temporalUi ?? undefined;
    return kit.shown(
      context,
      { title: day, here: 'none', scripts: ['/log.js'] },
      dayPage({
        view,
        mission,
        reader: context.get('reader'),
        holds: await holdsOfDay(ledger, name, day),
        history: await figureHistories(ledger, mission, daysUpTo(day, HISTORY_DAYS)),
        logs: await shownLogs(view.record, sources.paths?.log),
        now: kit.now(),
        program,
        ...(temporalUi !== undefined && { temporalUi }),
        ...(browse && { browse }),
      }),
    );
  });

  app.get('/days/:day/browse', async (context) => {
    const day = dayOf(context.req.param('day'));
    const file = day && browseOf(mission, await filesOfDay(ledger, { mission: name, day }));
    const picture = file && (await readPicture(sources.archive, file));
    if (!picture) return kit.nothing(context, 'That day has no browse picture.');
    return context.body(picture, 200, { 'content-type': 'image/png', 'cache-control': 'no-cache' });
  });
}

/** What of a log stands on the page of its day. */
const BRIEF_BYTES = 4 * 1024;

async function shownLogs({ levels, runs }: DayRecord, directory: string | undefined): Promise<ShownLog[]> {
  if (directory === undefined) return [];
  return Promise.all(
    runsToShow(levels, runs).map(async ({ run, stream }) => ({
      run,
      stream,
      tail: await readTail(logPath(directory, run, stream), BRIEF_BYTES),
    })),
  );
}
