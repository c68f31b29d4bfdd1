import { byPassword } from '../../board/access/by-password.js';
import { cookieOf, dropCookie, giveCookie, incomingOf, visitorOf } from '../../board/access/cookies.js';
import { openNote, passwordField } from '../../board/access/login-page.js';
import { nextPage } from '../../board/access/next.js';
import { tokenField } from '../../board/access/tokens.js';
import { html, text, type Html } from '../../board/html.js';
import type { FrontApp, FrontContext, FrontKit } from '../kit.js';
import { memberName } from './members.js';
import { refuseForNow } from './refusals.js';

interface Said {
  readonly next: string;
  readonly project?: string;
  readonly user?: string;
  readonly wrong?: boolean;
}

/** The token of the login form: it belongs to a browser, since it is not known yet who uses it. */
export function loginToken(kit: FrontKit, context: FrontContext, secure: boolean): string {
  const visitor = cookieOf(context, 'front visit', secure);
  return visitor === undefined ? '' : kit.tokens.of(`visit ${visitor}`);
}

/** `/login` and `/logout`. */
export function loginRoutes(app: FrontApp, kit: FrontKit): void {
  app.get('/login', (context) => {
    const next = nextPage(context.req.query('next'));
    return context.get('member') ? context.redirect(next, 303) : shownLogin(context, { next });
  });

  app.post('/login', async (context) => {
    const filled = context.get('filled');
    const asked = kit.site.look(incomingOf(context));
    const [project, user, next] = [
      filled.text('project'),
      filled.text('name'),
      nextPage(filled.text('next')),
    ];
    const name = memberName(project, user);
    const users = await kit.members.now();
    const attempt = await byPassword(kit, { asked, users }, name, filled.exactly('password'));
    if ('waitSeconds' in attempt) return refuseForNow(context, attempt.waitSeconds);
    if (!attempt.user) return shownLogin(context, { next, project, user, wrong: true });
    kit.sessions.end(cookieOf(context, 'front session', asked.secure));
    giveCookie(context, 'front session', asked.secure, kit.sessions.begin(attempt.user, kit.now));
    return context.redirect(next, 303);
  });

  app.post('/logout', (context) => {
    const { secure } = kit.site.look(incomingOf(context));
    kit.sessions.end(cookieOf(context, 'front session', secure));
    dropCookie(context, 'front session', secure);
    return context.redirect('/login', 303);
  });

  function shownLogin(context: FrontContext, said: Said): Response | Promise<Response> {
    const asked = kit.site.look(incomingOf(context));
    const visitor = visitorOf(context, asked.secure, 'front visit');
    const formToken = kit.tokens.of(`visit ${visitor}`);
    const open = asked.place === 'network' && !asked.secure;
    return kit.shown(
      context,
      { title: 'Log in' },
      [loginForm(said, formToken, open)],
      said.wrong ? 403 : 200,
    );
  }
}

function loginForm(
  { next, project = '', user = '', wrong = false }: Said,
  formToken: string,
  open: boolean,
): Html {
  const first = project === '';
  return html`<article class="card login">
    <h1>Log in for your project</h1>
    ${wrong ? html`<p class="wrong" role="alert" id="wrong">✗ No user has that name and that password.</p>` : ''}
    ${openNote(open)}
    <form method="post" action="/login">
      ${tokenField({ formToken })}
      <input type="hidden" name="next" value="${next}" />
      <label for="project">Project</label>
      <input
        id="project"
        name="project"
        value="${text(project)}"
        placeholder="GB18_00"
        autocomplete="organization"
        autocapitalize="none"
        spellcheck="false"
        maxlength="64"
        required
        ${first ? html`autofocus` : ''}
      />
      <label for="name">Name</label>
      <input
        id="name"
        name="name"
        value="${text(user)}"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        maxlength="64"
        aria-describedby="name-hint"
      />
      <p class="note" id="name-hint">Leave it empty if your project has one login for all.</p>
      ${passwordField(wrong, !first)}
      <button type="submit">Log in</button>
    </form>
  </article>`;
}
