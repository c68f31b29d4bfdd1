import { html, text, type Html } from '../html.js';
import type { Reader } from '../kit.js';
import { tokenField } from './tokens.js';

/** What the login says. */
export interface LoginForm {
  readonly formToken: string;
  /** The page that comes afterwards. */
  readonly next: string;
  /** What was typed as name. */
  readonly name?: string;
  /** Whether name and password did not go together. */
  readonly wrong?: boolean;
  /** Whether the password goes over a network as it is typed. */
  readonly open: boolean;
  /** How the command is called. */
  readonly program: string;
}

/** The login form. */
export function loginForm({ formToken, next, name = '', wrong = false, open, program }: LoginForm): Html {
  return html`<article class="card login">
    <h1>Log in</h1>
    ${
      wrong
        ? html`<p class="wrong" role="alert" id="wrong">✗ No user has that name and that password.</p>
            <p class="next">
              On the host of the station, <code class="line">${program} user password NAME</code> sets a new
              password.
            </p>`
        : ''
    }
    ${openNote(open)}
    <form method="post" action="/login">
      ${tokenField({ formToken })}
      <input type="hidden" name="next" value="${next}" />
      <label for="name">Name</label>
      <input
        id="name"
        name="name"
        value="${text(name)}"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        maxlength="64"
        required
        ${name === '' ? html`autofocus` : ''}
      />
      ${passwordField(wrong, name !== '')}
      <button type="submit">Log in</button>
    </form>
  </article>`;
}

/** The warning of a login form that is not sent over TLS. */
export function openNote(open: boolean): Html | '' {
  if (!open) return '';
  return html`<p class="plain">
    ! This connection is not encrypted: others on the network can read your password.
  </p>`;
}

/** The password of a login form. `wrong`: the form has a note `wrong` that says so. */
export function passwordField(wrong: boolean, focused: boolean): Html {
  return html`<label for="password">Password</label>
    <input
      id="password"
      name="password"
      type="password"
      autocomplete="current-password"
      maxlength="256"
      required
      ${wrong ? html`aria-describedby="wrong"` : ''}
      ${focused ? html`autofocus` : ''}
    />`;
}

/** Who looks at this page, for its head: with a way to log in or out where there is one. */
export function whoIs(reader: Reader): Html {
  if (reader.knownBy === undefined)
    return html`<div class="who"><span class="words">reading only</span> <a href="/login">Log in</a></div>`;
  return html`<div class="who">
    <span><b title="${text(reader.name)}">${text(reader.name)}</b> ${reader.role}</span>
    ${
      reader.knownBy === 'session'
        ? html`<form method="post" action="/logout">
            ${tokenField(reader)}<button type="submit">Log out</button>
          </form>`
        : ''
    }
  </div>`;
}
