import { apiPage } from '../api-page.js';
import { openApiDocument } from '../api/openapi.js';
import { serveApi } from '../api/route.js';
import { API_ROUTES } from '../api/table.js';
import type { BoardApp, Kit } from '../kit.js';

/** The version of the API: its first part changes when a program that read it may not read it any more. */
const VERSION = '1.0.0';

/** The same data as JSON, for programs; the document that describes it; and a page that people read. */
export function apiRoutes(app: BoardApp, kit: Kit): void {
  let document: string | undefined;
  app.get('/api', (context) => kit.shown(context, { title: 'API', here: 'none' }, apiPage(API_ROUTES)));
  app.get('/api/openapi.json', (context) => {
    document ??= JSON.stringify(
      openApiDocument(API_ROUTES, `sipstream: ${kit.mission.title}`, VERSION),
      null,
      2,
    );
    return context.body(document, 200, { 'content-type': 'application/json; charset=utf-8' });
  });
  serveApi(app, kit, API_ROUTES);
}
