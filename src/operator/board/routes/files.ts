import { filesOfDay } from '../../../ledger/files.js';
import { filesTable } from '../day-page.js';
import { html } from '../html.js';
import { dayOf, type BoardApp, type Kit } from '../kit.js';

/** What the archive has. */
export function fileRoutes(app: BoardApp, kit: Kit): void {
  app.get('/files', async (context) => {
    const day = dayOf(context.req.query('day') ?? '');
    if (day === undefined) return kit.nothing(context, 'Say which day: /files?day=YYYY-MM-DD.');
    const rows = await filesOfDay(kit.ledger, { mission: kit.name, day });
    const body = html`<h1>Files of <a href="/days/${day}">${day}</a></h1>
      ${rows.length === 0 ? html`<p class="calm">The archive has no file of that day.</p>` : filesTable(rows, kit.now())}`;
    return kit.shown(context, { title: `Files of ${day}`, here: 'files' }, [body]);
  });
}
