import type { MiddlewareHandler, Next } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { OperationsError } from '../../../domain/failures.js';
import type { BoardApp, BoardContext, BoardEnvironment, Kit } from '../kit.js';
import { NOBODY, type Access, type Visit } from './access.js';
import { basicOf, byPassword } from './by-password.js';
import { cookieOf, incomingOf } from './cookies.js';
import { HSTS, securityHeaders } from './headers.js';
import { isAsset, isSafe, needOf, verdictOn } from './policy.js';
import { isProgram, refuse, refuseForNow, REFUSALS } from './refusals.js';
import { isToken, TOKEN_FIELD, TOKEN_HEADER } from './tokens.js';
import { untilGone } from './until-gone.js';

/** Bytes that a request may carry: forms with a reason in them. */
export const LARGEST_BODY = 64 * 1024;
/** Pages that renew themselves say so with this header: that is no sign of a reader. */
export const REFRESH_HEADER = 'x-refresh';

/** Puts the gate before all routes that are registered later: none of them has to remember who may what. */
export function gate(app: BoardApp, kit: Kit, access: Access): void {
  app.use(securityHeaders);
  app.use(async (context, next) => {
    context.set('reader', NOBODY);
    await next();
    const { headers } = context.res;
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
    if (access.site.look(incomingOf(context)).secure) headers.set('strict-transport-security', HSTS);
  });
  app.use(bodyLimit({ maxSize: LARGEST_BODY, onError: (context) => refuse(context, kit, REFUSALS.size) }));
  app.use(admission(kit, access));
}

/** Lets only operators pass: for a page that others have no use for. What changes something needs no such reminder. */
export function requireOperator(kit: Kit): MiddlewareHandler<BoardEnvironment> {
  return async (context, next) =>
    context.get('reader').role === 'operator' ? next() : refuse(context, kit, REFUSALS.role);
}

/** Who makes this request. Throws OperationsError STATION_CONFIG when the users file is damaged. */
export function visitOf(context: BoardContext, access: Access, active: boolean): Promise<Visit> {
  const session = (secure: boolean) => cookieOf(context, 'session', secure);
  return access.visit(incomingOf(context), session, active);
}

/** For whom the form token of the login is: a browser, since it is not known yet who uses it. */
export function loginToken(access: Access, visitor: string): string {
  return access.tokens.of(`visit ${visitor}`);
}

function admission(kit: Kit, access: Access): MiddlewareHandler<BoardEnvironment> {
  return async (context, next) => {
    const { method, path } = context.req;
    let visit: Visit;
    try {
      visit = await visitOf(context, access, isActive(context));
    } catch (error) {
      if (!(error instanceof OperationsError)) throw error;
      // The page that says so has a style too.
      if (isAsset(method, path)) return onward(context, next, false);
      kit.sources.onError?.(error);
      return refuse(context, kit, REFUSALS.usersFile);
    }
    const { asked } = visit;
    // A page elsewhere could have its own name resolve to this host, and read what is shown here.
    if (!asked.ownHost) return refuse(context, kit, REFUSALS.host);
    const basic = mayUseBasic(visit, method, path) && basicOf(context.req.header('authorization'));
    if (basic) {
      const attempt = await byPassword(access, visit, basic.name, basic.password);
      if ('waitSeconds' in attempt) return refuseForNow(context, kit, attempt.waitSeconds);
      if (attempt.user) visit = asViewer(visit, attempt.user.name);
    }
    const { situation, reader } = visit;
    context.set('reader', reader);
    if (!isSafe(method) && !asked.ownOrigin) return refuse(context, kit, REFUSALS.origin);

    const need = needOf(method, path);
    switch (verdictOn(situation, need)) {
      case 'login':
        return toLogin(context, kit);
      case 'no users':
        return refuse(context, kit, REFUSALS.noUsers);
      case 'not operator':
        return refuse(context, kit, REFUSALS.role);
      case 'allowed':
    }
    if (!isSafe(method)) {
      const visitor = cookieOf(context, 'visit', asked.secure) ?? '';
      const expected = path === '/login' ? loginToken(access, visitor) : reader.formToken;
      if (!isToken(await tokenOf(context), expected)) return refuse(context, kit, REFUSALS.token);
    }
    await onward(context, next, verdictOn(situation, 'read') === 'allowed');
    if (context.res.headers.get('content-type')?.startsWith('text/event-stream')) {
      const mayGoOn = async () =>
        verdictOn((await visitOf(context, access, false)).situation, need) === 'allowed';
      context.res = untilGone(context.res, mayGoOn);
    }
    return undefined;
  };
}

/** Programs that only look, such as a collector of metrics, may bring name and password with each request. */
function mayUseBasic({ situation }: Visit, method: string, path: string): boolean {
  return situation.known === undefined && isSafe(method) && /^\/(api|metrics)(\/|$)/.test(path);
}

/** Who brings a password along only looks, whatever the role: browsers send such a password by themselves. */
function asViewer(visit: Visit, name: string): Visit {
  return {
    ...visit,
    situation: { ...visit.situation, known: 'viewer' },
    reader: { ...NOBODY, name, knownBy: 'password' },
  };
}

/**
 * Whether a reader did something: sent a form, or went to a page. A page that is open listens, renews itself and loads its
 * pictures again when nobody is there.
 */
function isActive({ req }: BoardContext): boolean {
  if (!isSafe(req.method)) return true;
  return req.header(REFRESH_HEADER) === undefined && (req.header('accept') ?? '').includes('text/html');
}

/** The route's own answer; but the page of what is not there names what is held, which is not for everybody. */
async function onward(context: BoardContext, next: Next, mayRead: boolean): Promise<undefined> {
  await next();
  if (context.res.status === 404 && !mayRead) context.res = context.text('Not found.', 404);
}

/** People are taken to the login and back; programs, and what was to be done, are not. */
function toLogin(context: BoardContext, kit: Kit): Response | Promise<Response> {
  const { method, path, url } = context.req;
  if (!isSafe(method) || isProgram(path)) return refuse(context, kit, REFUSALS.login);
  const next = path + new URL(url).search;
  return context.redirect(next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`, 303);
}

/** The token that a request brings: a body that is no form has none. */
async function tokenOf(context: BoardContext): Promise<unknown> {
  const header = context.req.header(TOKEN_HEADER);
  if (header !== undefined) return header;
  try {
    return (await context.req.parseBody())[TOKEN_FIELD];
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
