import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Incoming } from './site.js';
import { unguessable } from './tokens.js';

/** What a browser keeps, of the board and of the scientists' front end: who has logged in, and who is about to. */
const NAMES = {
  session: 'sipstream',
  visit: 'sipstream-visit',
  'front session': 'sipstream-orders',
  'front visit': 'sipstream-orders-visit',
} as const;
/** One of them. */
export type CookieKind = keyof typeof NAMES;

/** The connection of a request, as {@link Site} wants it. */
export function incomingOf(context: Context): Incoming {
  return {
    remoteAddress: socketOf(context)?.remoteAddress,
    header: (name) => context.req.header(name),
  };
}

/** The value of one of the board's cookies. */
export function cookieOf(context: Context, kind: CookieKind, secure: boolean): string | undefined {
  return getCookie(context, nameOf(context, kind, secure));
}

/**
 * Gives the browser one of the board's cookies until it is closed. `SameSite=Lax` and not `Strict`: a link in a mail of
 * the station opens its page for who has logged in, and nothing changes by following a link.
 */
export function giveCookie(context: Context, kind: CookieKind, secure: boolean, value: string): void {
  const name = nameOf(context, kind, secure);
  setCookie(context, name, value, { path: '/', httpOnly: true, sameSite: 'Lax', secure });
}

/** Takes one of the board's cookies from the browser. */
export function dropCookie(context: Context, kind: CookieKind, secure: boolean): void {
  deleteCookie(context, nameOf(context, kind, secure), { path: '/', secure });
}

/** The name under which the login form knows this browser; it is given one where it has none. */
export function visitorOf(
  context: Context,
  secure: boolean,
  kind: 'visit' | 'front visit' = 'visit',
): string {
  const known = cookieOf(context, kind, secure);
  if (known !== undefined && /^[\w-]{43}$/.test(known)) return known;
  const fresh = unguessable();
  giveCookie(context, kind, secure, fresh);
  return fresh;
}

/**
 * With TLS a name that only this very host can have set. Without, browsers share cookies between all ports of a host, so
 * that two stations there need two names.
 */
function nameOf(context: Context, kind: CookieKind, secure: boolean): string {
  const name = NAMES[kind];
  return secure ? `__Host-${name}` : `${name}-${socketOf(context)?.localPort ?? 0}`;
}

function socketOf(context: Context): HttpBindings['incoming']['socket'] | undefined {
  // The bindings are there when the board is served by Node, and not when a test calls it as a function.
  return (context.env as Partial<HttpBindings> | undefined)?.incoming?.socket;
}
