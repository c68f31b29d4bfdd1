import { Hono } from 'hono';
import { Changes } from './changes.js';
import { html } from './html.js';
import { Kit, type BoardApp, type BoardEnvironment, type BoardSources, type Reader } from './kit.js';
import { page } from './page.js';
import { apiRoutes } from './routes/api.js';
import { assetRoutes } from './routes/assets.js';
import { dayRoutes } from './routes/day.js';
import { eventRoutes } from './routes/events.js';
import { fileRoutes } from './routes/files.js';
import { logRoutes } from './routes/log.js';
import { messageRoutes } from './routes/messages.js';
import { nowRoutes } from './routes/now.js';
import { trendRoutes } from './routes/trends.js';

const HEADERS = {
  'content-security-policy':
    "default-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

const NOBODY: Reader = { name: 'reader', role: 'viewer', formToken: '' };

/** The routes of the board; `allowedHosts` are the names under which it may be asked. */
export function boardApp(
  sources: BoardSources,
  allowedHosts?: ReadonlySet<string>,
): { app: BoardApp; changes: Changes } {
  const changes = new Changes(sources.ledger, sources.mission.mission);
  const kit = new Kit(sources, changes);
  const app: BoardApp = new Hono<BoardEnvironment>();

  app.use(async (context, next) => {
    // A page elsewhere could have its own name resolve to this host, and read what is shown here.
    const host = (context.req.header('host') ?? '').replace(/:\d+$/, '');
    if (allowedHosts && !allowedHosts.has(host))
      return context.text('This board is not served under that name.', 403);
    context.set('reader', NOBODY);
    await next();
    for (const [header, value] of Object.entries(HEADERS))
      if (!context.res.headers.has(header)) context.res.headers.set(header, value);
    return undefined;
  });

  for (const routes of [
    nowRoutes,
    dayRoutes,
    logRoutes,
    trendRoutes,
    messageRoutes,
    fileRoutes,
    apiRoutes,
    eventRoutes,
    assetRoutes,
  ])
    routes(app, kit);

  app.notFound((context) => kit.nothing(context, 'The board has no such page.'));
  app.onError((error, context) => {
    sources.onError?.(error);
    // The ledger itself may be what failed, so nothing more is asked of it.
    const frame = { title: 'Trouble', here: 'none', mission: kit.mission, held: 0, reader: NOBODY } as const;
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
