import type { Refusal as BoardRefusal } from '../../board/access/refusals.js';
import { html } from '../../board/html.js';
import { page } from '../page.js';
import type { FrontContext } from '../kit.js';

/** Why somebody is not served. */
export interface Refusal extends Omit<BoardRefusal, 'status'> {
  readonly status: 400 | 401 | 403 | 404 | 413 | 415 | 429 | 500 | 507;
}

/** Every refusal that says the same each time. */
export const REFUSALS = {
  host: {
    code: 'WRONG_HOST',
    status: 403,
    title: 'Not here',
    sentence: 'Flight lines are not ordered under that name.',
    next: 'Ask for them by the address that your station gave you. For the station: set SERVER_BASE to the address that people see.',
  },
  login: {
    code: 'LOGIN_NEEDED',
    status: 401,
    title: 'Log in first',
    sentence: 'This is not done for somebody who has not logged in.',
    next: 'Log in, then do it again.',
    login: true,
  },
  link: {
    code: 'LINK_ENDED',
    status: 403,
    title: 'This link opens nothing',
    sentence: 'The link has ended, or it was not copied whole.',
    next: 'Copy the whole address from the mail, or log in and look for your order.',
    login: true,
  },
  nothing: {
    code: 'NOT_FOUND',
    status: 404,
    title: 'Not found',
    sentence: 'There is nothing under this address for you.',
    next: 'Your orders are on the first page.',
  },
  origin: {
    code: 'FOREIGN_ORIGIN',
    status: 403,
    title: 'Not from this site',
    sentence: 'This did not come from a page of this site, so nothing was done.',
    next: 'Open the site itself and do it there.',
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
    sentence: 'What was sent is larger than this site takes, so nothing was kept of it.',
    next: 'A DEM need only cover the flight: cut it to the lines that you order, or put it on FTP.',
  },
  form: {
    code: 'NO_FORM',
    status: 400,
    title: 'Not understood',
    sentence: 'What was sent is no form of this site, or it came only in part; nothing was kept of it.',
    next: 'Send it again.',
  },
  files: {
    code: 'NO_FILES',
    status: 400,
    title: 'No files here',
    sentence: 'Files came with a form that takes none; nothing was kept of them.',
    next: 'Send it without.',
  },
  space: {
    code: 'DISK_FULL',
    status: 507,
    title: 'No room',
    sentence: 'The station has no room for this file now; nothing was kept of it.',
    next: 'Try again later, or put the DEM on FTP.',
  },
  projects: {
    code: 'STATION_CONFIG',
    status: 500,
    title: 'Nobody is let in',
    sentence: 'The station cannot read who may log in.',
    next: 'Tell those who operate it: `sipstream project list` says what is wrong.',
  },
  trouble: {
    code: 'TROUBLE',
    status: 500,
    title: 'This page cannot be made',
    sentence: 'Something went wrong in the station.',
    next: 'Those who operate it find it in its log. Try again later.',
  },
} as const satisfies Record<string, Refusal>;

/** Refuses somebody who has tried too many passwords, for so many seconds. */
export function refuseForNow(context: FrontContext, seconds: number): Response | Promise<Response> {
  context.header('retry-after', String(seconds));
  const minutes = Math.ceil(seconds / 60);
  return refuse(context, {
    code: 'TOO_MANY_ATTEMPTS',
    status: 429,
    title: 'Too many attempts',
    sentence: 'There were too many wrong passwords for this name or from this address.',
    next: `Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
  });
}

/** Answers with a refusal: JSON below `/api` and where JSON is asked for, a page elsewhere. */
export function refuse(context: FrontContext, refusal: Refusal): Response | Promise<Response> {
  const { code, status, sentence, next, title, login } = refusal;
  const { path } = context.req;
  const isApi = path.startsWith('/api');
  if (status === 401)
    context.header('www-authenticate', `${isApi ? 'Basic' : 'Session'} realm="flight lines"`);
  if (isApi || /\/(progress|events)$/.test(path)) {
    const text = JSON.stringify({ error: { code, sentence, next } });
    return context.body(`${text}\n`, status, { 'content-type': 'application/json; charset=utf-8' });
  }
  const body = html`<article class="card refusal">
    <h1>${title}</h1>
    <p><span class="code">${code}</span> ${sentence}</p>
    <p class="next">${next}</p>
    <p class="links">${login ? html`<a href="/login">Log in</a> ` : ''}<a href="/">The first page</a></p>
  </article>`;
  const frame = { title, member: context.get('member'), formToken: context.get('formToken') };
  return context.html(page(frame, [body]), status);
}
