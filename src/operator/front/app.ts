import { Hono } from 'hono';
import type { StationConfig } from '../../adapters/station/config.js';
import { Site } from '../board/access/site.js';
import { Changes } from '../board/changes.js';
import { ICON, SCRIPT } from '../board/static.js';
import { gate } from './access/gate.js';
import { loginRoutes } from './access/login.js';
import { MemberList } from './access/members.js';
import { refuse, REFUSALS } from './access/refusals.js';
import { apiRoutes } from './api/routes.js';
import { demStep } from './dem-step.js';
import { downloadRoutes } from './download/routes.js';
import { equationRoutes } from './equations/routes.js';
import { homeRoutes } from './home.js';
import { FrontKit, type FrontApp, type FrontEnvironment, type FrontSources } from './kit.js';
import { orderRoutes } from './order/routes.js';
import { smallSteps } from './small-steps.js';
import { statusRoutes } from './status/routes.js';
import { FORM_SCRIPT, SPOKEN_SCRIPT, STYLE } from './style.js';

/** Where the front end is served, and to whom. */
export interface FrontAccess {
  /** The address on which it listens. */
  readonly host: string;
  /** Where people reach it through a proxy, and that proxy; as `board` of station.yaml. */
  readonly site: StationConfig['board'];
  /** The projects file. */
  readonly projects: string;
}

/** The routes of the front end, behind the gate that says who may what. */
export function frontApp(sources: FrontSources, access: FrontAccess): { app: FrontApp; changes: Changes } {
  const changes = new Changes(sources.ledger);
  const site = new Site(access.host, access.site);
  const kit = new FrontKit(sources, site, new MemberList(access.projects), changes);
  const app: FrontApp = new Hono<FrontEnvironment>();

  gate(app, kit);
  loginRoutes(app, kit);
  assets(app);
  for (const routes of [
    homeRoutes,
    orderRoutes,
    equationRoutes,
    smallSteps,
    demStep,
    statusRoutes,
    downloadRoutes,
    apiRoutes,
  ])
    routes(app, kit);

  app.notFound((context) => refuse(context, REFUSALS.nothing));
  app.onError((error, context) => {
    sources.onError?.(error);
    return refuse(context, REFUSALS.trouble);
  });
  return { app, changes };
}

/** Style, scripts and icon: texts of this program, nothing from elsewhere. */
function assets(app: FrontApp): void {
  const asset = (path: string, type: string, body: string) =>
    app.get(path, (context) =>
      context.body(body, 200, { 'content-type': type, 'cache-control': 'no-cache' }),
    );
  asset('/front.css', 'text/css; charset=utf-8', STYLE);
  asset('/form.js', 'text/javascript; charset=utf-8', FORM_SCRIPT);
  asset(
    '/live.js',
    'text/javascript; charset=utf-8',
    SCRIPT.replaceAll('The board does', 'The station does') + SPOKEN_SCRIPT,
  );
  asset('/icon.svg', 'image/svg+xml', ICON);
}
