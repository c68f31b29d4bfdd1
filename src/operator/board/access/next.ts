/** Only the form of an address counts; this host is never asked. */
const ANYWHERE = 'http://board.invalid';

/**
 * Where to go after the login: a page of this board, as path and query. Anything that a browser could take for another
 * host, and the login itself, is the first page instead.
 */
export function nextPage(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > 1000 || !URL.canParse(asked, ANYWHERE)) return '/';
  const { origin, pathname, search } = new URL(asked, ANYWHERE);
  // `/.//host` is a path to the parser, and `//host` another host to who reads the result.
  if (origin !== ANYWHERE || !asked.startsWith('/') || pathname.startsWith('//')) return '/';
  return /^\/(login|logout)(\/|$)/.test(pathname) ? '/' : `${pathname}${search}`;
}
