import { html, type Html } from '../html.js';
import type { BoardContext, Kit } from '../kit.js';
import { barePage } from './bare-page.js';

/** Why somebody is not served: a stable code, one plain sentence, and the next step. */
export interface Refusal {
  readonly code: string;
  readonly status: 401 | 403 | 413 | 429 | 500;
  readonly title: string;
  readonly sentence: string;
  readonly next: string;
  /** Whether the next step is to log in. */
  readonly login?: boolean;
}

/** Every refusal that says the same each time. */
export const REFUSALS = {
  host: {
    code: 'WRONG_HOST',
    status: 403,
    title: 'Not here',
    sentence: 'This board is not served under that name.',
    next: 'Ask for it by the address that the station tells at its start. For another name, set `board.url` in station.yaml and restart.',
  },
  noUsers: {
    code: 'NO_USERS',
    status: 403,
    title: 'No users yet',
    sentence: 'This board can be reached from other hosts, and nobody has been allowed in yet.',
    next: 'On the host of the station, add somebody: `sipstream user add NAME --role operator`. Then load this page again.',
  },
  login: {
    code: 'LOGIN_NEEDED',
    status: 401,
    title: 'Log in first',
    sentence: 'This is not done for somebody who has not logged in.',
    next: 'Log in, then do it again.',
    login: true,
  },
  role: {
    code: 'NOT_OPERATOR',
    status: 403,
    title: 'For operators',
    sentence: 'You may look at everything here, and change nothing: your role is viewer.',
    next: 'Ask an operator, or whoever keeps the users of this station, for the role operator.',
  },
  origin: {
    code: 'FOREIGN_ORIGIN',
    status: 403,
    title: 'Not from this board',
    sentence: 'This did not come from a page of this board, so nothing was done.',
    next: 'Open the board itself and do it there. If this was the board, behind a proxy: set `board.url` in station.yaml to the address that you see, and restart.',
  },
  token: {
    code: 'FORM_TOKEN',
    status: 403,
    title: 'An old form',
    sentence: 'This form is from before a login or a restart of the station, so nothing was done.',
    next: 'Go back, load the page again, and send the form from there.',
  },
  size: {
    code: 'TOO_LARGE',
    status: 413,
    title: 'Too much',
    sentence: 'What was sent is larger than anything that this board takes, so nothing was done.',
    next: 'Write less.',
  },
  usersFile: {
    code: 'STATION_CONFIG',
    status: 500,
    title: 'Nobody is let in',
    sentence: 'The users file of this station cannot be read, so the board does not know who may see it.',
    next: 'On the host of the station, `sipstream user list` says what is wrong with it.',
  },
} as const satisfies Record<string, Refusal>;

/** Refuses somebody who has tried too many passwords, for so many seconds. */
export function refuseForNow(context: BoardContext, kit: Kit, seconds: number): Response | Promise<Response> {
  context.header('retry-after', String(seconds));
  return refuse(context, kit, tooOften(seconds));
}

function tooOften(seconds: number): Refusal {
  const minutes = Math.ceil(seconds / 60);
  return {
    code: 'TOO_MANY_ATTEMPTS',
    status: 429,
    title: 'Too many attempts',
    sentence: `There were too many wrong passwords for this name or from this address.`,
    next: `Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}. The sipstream command on the host of the station works meanwhile.`,
  };
}

/** Answers with a refusal: JSON below `/api`, a page elsewhere. Whoever was not let in is shown nothing of the mission. */
export function refuse(context: BoardContext, kit: Kit, refusal: Refusal): Response | Promise<Response> {
  const { code, status, sentence, next, title } = refusal;
  if (status === 401) context.header('www-authenticate', 'Session realm="sipstream"');
  if (isProgram(context.req.path)) {
    const text = JSON.stringify({ error: { code, sentence, next } });
    return context.body(`${text}\n`, status, { 'content-type': 'application/json; charset=utf-8' });
  }
  return context.html(barePage(kit.mission, title, refusalBody(refusal)), status);
}

/** Whether an address is for programs rather than people. */
export function isProgram(path: string): boolean {
  return /^\/(api|events|metrics)(\/|$)/.test(path);
}

function refusalBody({ code, title, sentence, next, login }: Refusal): Html {
  return html`<article class="card refusal">
    <h1>${title}</h1>
    <p><span class="code">${code}</span> ${sentence}</p>
    <p class="next">${withCode(next)}</p>
    <p class="links">
      ${login ? html`<a href="/login">Log in</a>` : ''}
      <a href="/">The first page</a>
    </p>
  </article>`;
}

/** What stands between backticks is something to type. */
function withCode(text: string): (Html | string)[] {
  return text.split('`').map((part, index) => {
    if (index % 2 === 0) return part;
    return html`<code class="${part.includes(' ') ? 'line' : ''}">${part}</code>`;
  });
}
