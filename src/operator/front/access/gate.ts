import type { MiddlewareHandler } from 'hono';
import { LINK_KEY, type Purpose } from '../../../adapters/scops/capability.js';
import { OperationsError } from '../../../domain/failures.js';
import { orderRow } from '../../../ledger/orders.js';
import { cookieOf, incomingOf } from '../../board/access/cookies.js';
import { HSTS, securityHeaders } from '../../board/access/headers.js';
import { isSafe } from '../../board/access/policy.js';
import type { Asked } from '../../board/access/site.js';
import { isToken, TOKEN_FIELD } from '../../board/access/tokens.js';
import { untilGone } from '../../board/access/until-gone.js';
import { BodyError } from '../body/body-error.js';
import { readForm, removeFiles } from '../body/read-form.js';
import { Filled } from '../body/filled.js';
import type { FrontApp, FrontContext, FrontEnvironment, FrontKit } from '../kit.js';
import { admitProgram } from './api-gate.js';
import { loginToken } from './login.js';
import type { Member, Members } from './members.js';
import { needOf, takesFiles } from './policy.js';
import { refuse, REFUSALS, type Refusal } from './refusals.js';

/** Pages that renew themselves say so with this header: that is no sign of a reader. */
const REFRESH_HEADER = 'x-refresh';

/** Puts the gate before all routes that are registered later: none of them has to remember who may what. */
export function gate(app: FrontApp, kit: FrontKit): void {
  app.use(securityHeaders);
  app.use(async (context, next) => {
    context.set('formToken', '');
    context.set('filled', new Filled());
    await next();
    const { headers } = context.res;
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
    if (kit.site.look(incomingOf(context)).secure) headers.set('strict-transport-security', HSTS);
  });
  app.use(admission(kit));
}

function admission(kit: FrontKit): MiddlewareHandler<FrontEnvironment> {
  return async (context, next) => {
    const { method, path } = context.req;
    const asked = kit.site.look(incomingOf(context));
    // A page elsewhere could have its own name resolve to this host, and read what is shown here.
    if (!asked.ownHost) return refuse(context, REFUSALS.host);
    const need = needOf(method, path);
    if (need.kind === 'nothing') return refuse(context, REFUSALS.nothing);
    const members = await membersNow(kit);
    if (members === undefined) {
      if (need.kind === 'public' && path !== '/login') return next();
      return refuse(context, REFUSALS.projects);
    }
    if (need.kind === 'api') return admitProgram(kit, context, next, { asked, members, need });
    recognise(kit, context, asked, members);
    if (!isSafe(method) && !asked.ownOrigin) return refuse(context, REFUSALS.origin);

    if (need.kind === 'member' && !context.get('member')) return toLogin(context);
    if (need.kind === 'order') {
      const refused = await admitToOrder(kit, context, need.id, need.purpose);
      if (refused) return refused;
    }
    if (isSafe(method)) await next();
    else {
      const refused = await takeForm(kit, context, asked);
      if (refused) return refused;
      try {
        await next();
      } finally {
        await removeFiles(context.get('filled'));
      }
    }
    if (context.res.headers.get('content-type')?.startsWith('text/event-stream'))
      context.res = untilGone(context.res, () => mayGoOn(kit, context, asked, need));
    return undefined;
  };
}

/** Undefined while the projects file is damaged. */
async function membersNow(kit: FrontKit): Promise<Members | undefined> {
  try {
    return await kit.members.now();
  } catch (error) {
    if (!(error instanceof OperationsError)) throw error;
    kit.sources.onError?.(error);
    return undefined;
  }
}

/** Who has logged in in this browser, and the token that its forms carry. */
function recognise(kit: FrontKit, context: FrontContext, asked: Asked, members: Members): void {
  const member = memberOf(kit, context, asked, members, isActive(context));
  if (!member) return;
  context.set('member', member);
  context.set('formToken', kit.tokens.of(`session ${cookieOf(context, 'front session', asked.secure)}`));
}

function memberOf(
  kit: FrontKit,
  context: FrontContext,
  asked: Asked,
  members: Members,
  active: boolean,
): Member | undefined {
  const session = cookieOf(context, 'front session', asked.secure);
  return kit.sessions.userOf(session, members, kit.now, active);
}

/**
 * Lets through who may see an order: a user of its project, or who has a link for just this. To anybody else an order that
 * is another's is as one that is not there.
 */
async function admitToOrder(
  kit: FrontKit,
  context: FrontContext,
  id: string,
  purpose: Purpose | undefined,
): Promise<Response | undefined> {
  const member = context.get('member');
  const key = context.req.query(LINK_KEY);
  const linked = purpose !== undefined && kit.sources.key.allows(key, id, purpose, kit.now);
  if (!member && !linked) return key === undefined ? toLogin(context) : refuse(context, REFUSALS.link);
  const order = await orderRow(kit.ledger, { mission: kit.mission, id });
  const isOwn = order !== undefined && member?.project.code === order.project;
  if (!order || !(isOwn || linked)) return refuse(context, REFUSALS.nothing);
  context.set('order', order);
  if (isOwn || key === undefined) return undefined;
  context.set('linkKey', key);
  if (!member) context.set('formToken', kit.tokens.of(`link ${key}`));
  return undefined;
}

/** Reads what was filled in, when the form is one of ours. */
async function takeForm(kit: FrontKit, context: FrontContext, asked: Asked): Promise<Response | undefined> {
  const { path } = context.req;
  const expected = path === '/login' ? loginToken(kit, context, asked.secure) : context.get('formToken');
  const { uploads: folder, uploadBytes: bytes } = kit.services;
  try {
    const filled = await readForm(context.req.raw, {
      ...(takesFiles(path) && { files: { folder, bytes } }),
      isOurs: (fields) => isToken(fields.get(TOKEN_FIELD)?.[0], expected),
    });
    context.set('filled', filled);
    return undefined;
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return refuseBody(context, error);
  }
}

/** Says why what was sent is not taken, and ends the connection: the rest of it is still on its way. */
export function refuseBody(context: FrontContext, { fault }: BodyError): Response | Promise<Response> {
  context.header('connection', 'close');
  const refusal: Refusal = REFUSALS[fault];
  return refuse(context, refusal);
}

/** Whether somebody who listens may go on: a session may have ended, a link too. */
async function mayGoOn(
  kit: FrontKit,
  context: FrontContext,
  asked: Asked,
  need: ReturnType<typeof needOf>,
): Promise<boolean> {
  if (need.kind !== 'order') return false;
  const { project, id } = context.get('order');
  const key = context.get('linkKey');
  if (key !== undefined && need.purpose) return kit.sources.key.allows(key, id, need.purpose, kit.now);
  const members = await membersNow(kit);
  return members !== undefined && memberOf(kit, context, asked, members, false)?.project.code === project;
}

/** A reader did something: sent a form, or went to a page. A page that is open renews itself when nobody is there. */
function isActive({ req }: FrontContext): boolean {
  if (!isSafe(req.method)) return true;
  return req.header(REFRESH_HEADER) === undefined && (req.header('accept') ?? '').includes('text/html');
}

/** People are taken to the login and back; what was to be done, and what listens, is not. */
function toLogin(context: FrontContext): Response | Promise<Response> {
  const { method, url, path } = context.req;
  if (!isSafe(method) || /\/(events|progress)$/.test(path)) return refuse(context, REFUSALS.login);
  const { pathname, search } = new URL(url);
  return context.redirect(`/login?next=${encodeURIComponent(pathname + search)}`, 303);
}
