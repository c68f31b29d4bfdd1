import { streamSSE } from 'hono/streaming';
import { changedLetters } from '../../words/sheet.js';
import { digestOf, filterOf } from '../calendar/address.js';
import { missionPage } from '../calendar/mission-page.js';
import { monthPage } from '../calendar/month-page.js';
import { countsSentence, type CalendarFacts } from '../calendar/parts.js';
import { CALENDAR_SCRIPT } from '../calendar/script.js';
import { Sheets } from '../calendar/sheets.js';
import { yearPage } from '../calendar/year-page.js';
import type { BoardApp, BoardContext, Kit } from '../kit.js';
import { tellChanges } from './events.js';

/** The calendar: the whole mission, a year, a month; and what changes in it while it is looked at. */
export function calendarRoutes(app: BoardApp, kit: Kit): void {
  const sheets = new Sheets(kit);
  const facts = async (context: BoardContext): Promise<CalendarFacts> => {
    const sheet = await sheets.current();
    const filter = filterOf((name) => context.req.query(name));
    return { sheet, filter, letters: sheet.letters(filter) };
  };

  app.get('/calendar', async (context) =>
    kit.shown(
      context,
      { title: 'Calendar', here: 'calendar', scripts: ['/calendar.js'] },
      missionPage(await facts(context)),
    ),
  );
  app.get('/calendar/:year{[0-9]{4}}', async (context) => {
    const shown = await facts(context);
    const year = Number(context.req.param('year'));
    if (!shown.sheet.years.includes(year)) return kit.nothing(context, outside(shown));
    return kit.shown(context, { title: String(year), here: 'calendar' }, yearPage(shown, year));
  });
  app.get('/calendar/:year{[0-9]{4}}/:month{(0[1-9]|1[0-2])}', async (context) => {
    const shown = await facts(context);
    const { year, month } = context.req.param();
    if (!shown.sheet.years.includes(Number(year))) return kit.nothing(context, outside(shown));
    const body = monthPage(shown, Number(year), Number(month));
    return kit.shown(context, { title: `${year}-${month}`, here: 'calendar' }, body);
  });

  app.get('/calendar.js', (context) =>
    context.body(CALENDAR_SCRIPT, 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
    }),
  );

  app.get('/events/calendar', (context) => {
    const filter = filterOf((name) => context.req.query(name));
    return streamSSE(context, (stream) =>
      tellChanges(stream, kit, async (tell) => {
        const first = await sheets.current();
        let told = first.letters(filter);
        const stop = sheets.listen((sheet) => {
          const letters = sheet.letters(filter);
          const changes = changedLetters(told, letters);
          told = letters;
          if (changes === undefined || sheet.years[0] !== first.years[0]) tell('anew', '');
          else if (changes.length > 0)
            tell('cells', JSON.stringify({ changes, counts: countsSentence(letters, filter) }));
        });
        // Something changed while the page was on its way, or its reader was cut off.
        if (context.req.query('seen') !== digestOf(told))
          tell('letters', JSON.stringify({ letters: told, counts: countsSentence(told, filter) }));
        return stop;
      }),
    );
  });
}

function outside({ sheet }: CalendarFacts): string {
  return `The calendar goes from ${sheet.years[0]} to ${sheet.years.at(-1)}.`;
}
