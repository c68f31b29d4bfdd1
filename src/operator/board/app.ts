import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { StationFile } from '../../adapters/station/station-file.js';
import { addDays, dataDay, type DataDay } from '../../domain/data-day.js';
import type { Mission } from '../../domain/mission.js';
import { filesOfDay } from '../../ledger/files.js';
import type { Ledger } from '../../ledger/ledger.js';
import { daysBetween, heldThings, listMessages, listOpenDays } from '../../ledger/read-lists.js';
import type { MessageState } from '../../ledger/schema.js';
import { readDay } from '../reading/day.js';
import { readStatus } from '../reading/status.js';
import { jsonText } from '../words/times.js';
import { openLine } from '../words/commands.js';
import { whatOpens } from '../words/why.js';
import { browseOf, readPicture } from './browse.js';
import { Changes, type Change } from './changes.js';
import { dayPage, filesTable } from './day-page.js';
import { html, type Html } from './html.js';
import { MESSAGE_STATES, messagesPage } from './messages-page.js';
import { lastOfStrip, nowPage, RECENT_DAYS } from './now-page.js';
import { page, type PageFrame } from './page.js';
import { command } from './parts.js';
import { ICON, SCRIPT, STYLE } from './static.js';

/** What the pages are made of. */
export interface BoardSources {
  readonly ledger: Ledger;
  readonly mission: Mission;
  /** The root of the archive, for browse pictures. */
  readonly archive: string;
  /** What the running station publishes, as of now. */
  readonly station: () => StationFile | undefined;
  /** How operators call the command; default `sipstream`. */
  readonly program?: string;
  /** Epoch milliseconds; for tests. */
  readonly now?: () => number;
  /** Hears of what went wrong while a page was made. */
  readonly onError?: (error: unknown) => void;
}

const HEADERS = {
  'content-security-policy':
    "default-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** The routes of the board. Every one only reads; `allowedHosts` are the names under which it may be asked. */
export function boardApp(
  sources: BoardSources,
  allowedHosts?: ReadonlySet<string>,
): { app: Hono; changes: Changes } {
  const { ledger, mission } = sources;
  const name = mission.mission;
  const program = sources.program ?? 'sipstream';
  const now = sources.now ?? Date.now;
  const changes = new Changes(ledger, name);
  const app = new Hono();

  app.use(async (context, next) => {
    // A page elsewhere could have its own name resolve to this host, and read what is shown here.
    const host = (context.req.header('host') ?? '').replace(/:\d+$/, '');
    if (allowedHosts && !allowedHosts.has(host))
      return context.text('This board is not served under that name.', 403);
    await next();
    for (const [header, value] of Object.entries(HEADERS))
      if (!context.res.headers.has(header)) context.res.headers.set(header, value);
    return undefined;
  });

  const shown = async (
    context: Context,
    frame: Pick<PageFrame, 'title' | 'here'>,
    body: readonly (Html | '')[],
    status: 200 | 404 | 500 = 200,
  ) => {
    const held = await heldThings(ledger, name);
    const count = held.levels.length + held.receipts.length;
    return context.html(page({ ...frame, mission, held: count }, body), status);
  };
  const nothing = (context: Context, sentence: string) =>
    shown(
      context,
      { title: 'Not found', here: 'none' },
      [
        html`<h1>Not found</h1>
          <p>${sentence}</p>`,
      ],
      404,
    );
  const dayOf = (text: string): DataDay | undefined => {
    try {
      return dataDay(text);
    } catch {
      return undefined; // The page says that there is no such day.
    }
  };

  app.get('/', async (context) => {
    const at = now();
    const open = await listOpenDays(ledger, name);
    const newest = await newestDay(ledger, name);
    const last = lastOfStrip(open, newest, at);
    const recent = await daysBetween(ledger, name, addDays(last, 1 - RECENT_DAYS), last);
    const facts = {
      mission,
      status: await readStatus(ledger, name, sources.station(), at, program),
      held: await heldThings(ledger, name),
      open,
      recent,
      program,
    };
    return shown(context, { title: 'Now', here: 'now' }, nowPage(facts));
  });

  app.get('/days/:day', async (context) => {
    const day = dayOf(context.req.param('day'));
    if (day === undefined) return nothing(context, 'That is not a day; a day is written YYYY-MM-DD.');
    const view = await readDay(ledger, name, mission, day);
    if (!view) {
      const files = await filesOfDay(ledger, { mission: name, day });
      const body = html`<h1>${day}</h1>
        ${whatOpens(mission, day, addDays(day, 1), files.length).map((sentence) => html`<p>${sentence}</p>`)}
        ${command(openLine(day, program))}`;
      return shown(context, { title: day, here: 'days' }, [body], 404);
    }
    const browse = browseOf(mission, view.record.files);
    const temporalUi = sources.station()?.temporalUi ?? undefined;
    return shown(
      context,
      { title: day, here: 'days' },
      dayPage({
        view,
        now: now(),
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
    if (!picture) return nothing(context, 'That day has no browse picture.');
    return context.body(picture, 200, { 'content-type': 'image/png', 'cache-control': 'no-cache' });
  });

  app.get('/messages', async (context) => {
    const asked = context.req.query('state');
    const state = MESSAGE_STATES.find((value): value is MessageState => value === asked);
    const rows = await listMessages(ledger, name, { state, limit: 200 });
    return shown(context, { title: 'Messages', here: 'messages' }, messagesPage(rows, state, now()));
  });

  app.get('/files', async (context) => {
    const day = dayOf(context.req.query('day') ?? '');
    if (day === undefined) return nothing(context, 'Say which day: /files?day=YYYY-MM-DD.');
    const rows = await filesOfDay(ledger, { mission: name, day });
    const body = html`<h1>Files of <a href="/days/${day}">${day}</a></h1>
      ${rows.length === 0 ? html`<p class="calm">The archive has no file of that day.</p>` : filesTable(rows, now())}`;
    return shown(context, { title: `Files of ${day}`, here: 'files' }, [body]);
  });

  const json = (context: Context, document: unknown, status: 200 | 404 = 200) =>
    context.body(jsonText(document), status, { 'content-type': 'application/json; charset=utf-8' });
  app.get('/api/status', async (context) =>
    json(context, await readStatus(ledger, name, sources.station(), now(), program)),
  );
  app.get('/api/days/:day', async (context) => {
    const day = dayOf(context.req.param('day'));
    const view = day && (await readDay(ledger, name, mission, day));
    if (!view)
      return json(context, { error: { code: 'NOT_KNOWN', sentence: 'No such day was opened.' } }, 404);
    return json(context, { ...view.record, inputs: view.grids });
  });

  app.get('/events', (context) =>
    streamSSE(context, async (stream) => {
      await new Promise<void>((resolve) => {
        const tell = (change: Change) =>
          void stream.writeSSE({
            event: change.kind,
            data: change.kind === 'trouble' ? change.sentence : '',
          });
        const stop = changes.listen(tell);
        stream.onAbort(() => {
          stop();
          resolve();
        });
        void stream.writeSSE({ event: 'hello', data: '' });
      });
    }),
  );

  const asset = (path: string, type: string, body: string) =>
    app.get(path, (context) =>
      context.body(body, 200, { 'content-type': type, 'cache-control': 'no-cache' }),
    );
  asset('/board.css', 'text/css; charset=utf-8', STYLE);
  asset('/board.js', 'text/javascript; charset=utf-8', SCRIPT);
  asset('/icon.svg', 'image/svg+xml', ICON);

  app.notFound((context) => nothing(context, 'The board has no such page.'));
  app.onError((error, context) => {
    sources.onError?.(error);
    // The ledger itself may be what failed, so nothing more is asked of it.
    const frame = { title: 'Trouble', here: 'none', mission, held: 0 } as const;
    return context.html(
      page(frame, [
        html`<h1>This page cannot be made</h1>
          <p>${error.message}</p>`,
      ]),
      500,
    );
  });
  return { app, changes };
}

async function newestDay(ledger: Ledger, mission: string): Promise<string | undefined> {
  const row = await ledger.db
    .selectFrom('days')
    .select((eb) => eb.fn.max<string | null>('day').as('day'))
    .where('mission', '=', mission)
    .executeTakeFirst();
  return row?.day ?? undefined;
}
