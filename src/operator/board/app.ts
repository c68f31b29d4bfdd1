import { Hono } from 'hono';
import { Access, type AccessOptions } from './access/access.js';
import { gate } from './access/gate.js';
import { loginRoutes } from './access/login-routes.js';
import { noSuchAddress } from './api/route.js';
import { Changes } from './changes.js';
import { html } from './html.js';
import { Kit, type BoardApp, type BoardEnvironment, type BoardSources } from './kit.js';
import { page } from './page.js';
import { apiRoutes } from './routes/api.js';
import { assetRoutes } from './routes/assets.js';
import { calendarRoutes } from './routes/calendar.js';
import { dayRoutes } from './routes/day.js';
import { decisionRoutes } from './routes/decisions.js';
import { eventRoutes, noteMark } from './routes/events.js';
import { fileRoutes } from './routes/files.js';
import { interventionRoutes } from './routes/interventions.js';
import { logRoutes } from './routes/log.js';
import { messageRoutes } from './routes/messages.js';
import { metricsRoutes } from './routes/metrics.js';
import { nowRoutes } from './routes/now.js';
import { orderRoutes } from './routes/orders.js';
import { provenanceRoutes } from './routes/provenance.js';
import { receiptRoutes } from './routes/receipts.js';
import { trendRoutes } from './routes/trends.js';
import { verbRoutes } from './routes/verbs.js';

/** The routes of the board, behind the gate that says who may what. */
export function boardApp(
  sources: BoardSources,
  options: Omit<AccessOptions, 'now'>,
): { app: BoardApp; changes: Changes } {
  const changes = new Changes(sources.ledger);
  const kit = new Kit(sources, changes);
  const access = new Access({ ...options, now: kit.now });
  const app: BoardApp = new Hono<BoardEnvironment>();

  gate(app, kit, access);
  noteMark(app, kit);
  loginRoutes(app, kit, access);
  for (const routes of [
    nowRoutes,
    orderRoutes,
    calendarRoutes,
    dayRoutes,
    logRoutes,
    trendRoutes,
    provenanceRoutes,
    messageRoutes,
    fileRoutes,
    receiptRoutes,
    interventionRoutes,
    decisionRoutes,
    apiRoutes,
    metricsRoutes,
    eventRoutes,
    assetRoutes,
    verbRoutes,
  ])
    routes(app, kit);

  app.notFound((context) =>
    context.req.path.startsWith('/api/')
      ? noSuchAddress(context, kit)
      : kit.nothing(context, 'The board has no such page.'),
  );
  app.onError((error, context) => {
    sources.onError?.(error);
    // The ledger itself may be what failed, so nothing more is asked of it.
    const frame = {
      title: 'Trouble',
      here: 'none',
      mission: kit.mission,
      held: 0,
      orders: sources.orders === true,
      reader: context.get('reader'),
    } as const;
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
