import type { BoardApp, BoardContext, Kit } from '../kit.js';
import type { Access, Visit } from './access.js';
import { barePage } from './bare-page.js';
import { byPassword } from './by-password.js';
import { cookieOf, dropCookie, giveCookie, visitorOf } from './cookies.js';
import { loginToken, visitOf } from './gate.js';
import { loginForm } from './login-page.js';
import { nextPage } from './next.js';
import { refuse, refuseForNow, REFUSALS } from './refusals.js';

/** `/login`, `/logout`, and for programs who they are. */
export function loginRoutes(app: BoardApp, kit: Kit, access: Access): void {
  app.get('/login', async (context) => {
    const visit = await visitOf(context, access, true);
    const next = nextPage(context.req.query('next') ?? pathOf(context.req.header('referer')));
    if (visit.reader.knownBy !== undefined) return context.redirect(next, 303);
    if (visit.users === undefined) return refuse(context, kit, REFUSALS.noUsers);
    return shownLogin(context, visit, { next });
  });

  app.post('/login', async (context) => {
    const visit = await visitOf(context, access, true);
    const { name, password, next } = await fields(context);
    const attempt = await byPassword(access, visit, name, password);
    if ('waitSeconds' in attempt) return refuseForNow(context, kit, attempt.waitSeconds);
    const { user } = attempt;
    if (!user) return shownLogin(context, visit, { next, name, wrong: true });
    const { secure } = visit.asked;
    access.sessions.end(cookieOf(context, 'session', secure));
    giveCookie(context, 'session', secure, access.sessions.begin(user, access.options.now()));
    return context.redirect(next, 303);
  });

  app.post('/logout', async (context) => {
    const { asked } = await visitOf(context, access, false);
    access.sessions.end(cookieOf(context, 'session', asked.secure));
    dropCookie(context, 'session', asked.secure);
    return context.redirect('/', 303);
  });

  app.get('/api/reader', (context) => {
    const { name, role, formToken, knownBy } = context.get('reader');
    return kit.json(context, { name, role, knownBy: knownBy ?? null, formToken });
  });

  function shownLogin(
    context: BoardContext,
    { asked }: Visit,
    said: { next: string; name?: string; wrong?: boolean },
  ): Response | Promise<Response> {
    const formToken = loginToken(access, visitorOf(context, asked.secure));
    const open = asked.place === 'network' && !asked.secure;
    const body = loginForm({ ...said, formToken, open, program: kit.program });
    return context.html(barePage(kit.mission, 'Log in', body), said.wrong ? 403 : 200);
  }
}

async function fields(context: BoardContext): Promise<{ name: string; password: string; next: string }> {
  const { name, password, next } = await context.req.parseBody();
  return {
    name: typeof name === 'string' ? name.trim() : '',
    password: typeof password === 'string' ? password : '',
    next: nextPage(next),
  };
}

/** Path and query of an address, whatever its host is. */
function pathOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { pathname, search } = new URL(address);
  return pathname + search;
}
