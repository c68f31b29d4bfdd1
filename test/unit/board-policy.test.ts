import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPage } from '../../src/operator/board/access/next.js';
import {
  needOf,
  roleIn,
  verdictOn,
  type Need,
  type Place,
  type Role,
  type Verdict,
} from '../../src/operator/board/access/policy.js';

type Row = [
  Place,
  users: boolean,
  readWithoutLogin: boolean,
  known: Role | 'nobody',
  read: Verdict,
  act: Verdict,
];

const TABLE: Row[] = [
  ['loopback', false, true, 'nobody', 'allowed', 'allowed'],
  ['loopback', false, false, 'nobody', 'allowed', 'allowed'],
  ['loopback', true, true, 'nobody', 'allowed', 'login'],
  ['loopback', true, false, 'nobody', 'login', 'login'],
  ['network', false, true, 'nobody', 'no users', 'no users'],
  ['network', false, false, 'nobody', 'no users', 'no users'],
  ['network', true, true, 'nobody', 'login', 'login'],
  ['network', true, false, 'nobody', 'login', 'login'],
  ...(['loopback', 'network'] as const).flatMap((place) =>
    [true, false].flatMap((users) =>
      [true, false].flatMap((readWithoutLogin): Row[] => [
        [place, users, readWithoutLogin, 'viewer', 'allowed', 'not operator'],
        [place, users, readWithoutLogin, 'operator', 'allowed', 'allowed'],
      ]),
    ),
  ),
];

describe('the policy of the board', () => {
  it('has an answer for every situation', () => {
    expect(new Set(TABLE.map((row) => row.slice(0, 4).join())).size).toBe(2 * 2 * 2 * 3);
  });

  it.each(TABLE)('%s, users %s, readWithoutLogin %s, %s: read %s, act %s', (...row) => {
    const [place, users, readWithoutLogin, known, read, act] = row;
    const situation = { place, users, readWithoutLogin, ...(known !== 'nobody' && { known }) };
    expect(verdictOn(situation, 'read')).toBe(read);
    expect(verdictOn(situation, 'act')).toBe(act);
    expect(verdictOn(situation, 'public')).toBe('allowed');
    const role = act === 'allowed' ? 'operator' : read === 'allowed' ? 'viewer' : undefined;
    expect(roleIn(situation)).toBe(role);
  });
});

describe('what a request needs', () => {
  it.each<[string, string, Need]>([
    ['GET', '/', 'read'],
    ['HEAD', '/days/2026-11-20', 'read'],
    ['OPTIONS', '/api/status', 'read'],
    ['GET', '/events', 'read'],
    ['GET', '/metrics', 'read'],
    ['GET', '/login', 'public'],
    ['POST', '/login', 'public'],
    ['POST', '/logout', 'read'],
    ['GET', '/board.css', 'public'],
    ['GET', '/day.js', 'public'],
    ['GET', '/icon.svg', 'public'],
    ['GET', '/days/board.css', 'read'],
    ['GET', '/calendar.svg', 'read'],
    ['POST', '/board.css', 'act'],
    ['POST', '/login/', 'act'],
    ['POST', '/', 'act'],
    ['POST', '/api/status', 'act'],
    ['GET', '/verbs', 'act'],
    ['GET', '/verbs/retry', 'act'],
    ['GET', '/act/x', 'act'],
    ['GET', '/actual', 'read'],
    ['GET', '/verbs.js', 'public'],
  ])('%s %s: %s', (method, path, need) => {
    expect(needOf(method, path)).toBe(need);
  });

  it('is to act for every method that is not known to be harmless', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.webPath(), (method, path) => {
        fc.pre(!['GET', 'HEAD', 'OPTIONS'].includes(method) && !['/login', '/logout'].includes(path));
        expect(needOf(method, path)).toBe('act');
      }),
    );
  });
});

describe('where a login leads', () => {
  const tricks = fc
    .array(
      fc.constantFrom('/', '\\', '.', ':', '@', '\t', '\n', '%2f', '?', '#', 'a', 'https:', 'evil.example'),
      {
        maxLength: 8,
      },
    )
    .map((parts) => parts.join(''));

  it('is this board, whatever was asked for', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          tricks,
          tricks.map((text) => `/${text}`),
          fc.string(),
          fc.webUrl(),
        ),
        (asked) => {
          const next = nextPage(asked);
          expect(new URL(next, 'https://board.example/login').origin).toBe('https://board.example');
          expect(next).toMatch(/^\/(?![/\\])/);
          // Nothing that could end the header it is put into.
          expect(next).toMatch(/^[\x21-\x7e]+$/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is the page that was asked for', () => {
    for (const page of ['/', '/days/2026-11-20', '/files?day=2026-11-20&x=%2F', '/messages?q=a%20b'])
      expect(nextPage(page)).toBe(page);
    for (const other of [undefined, ['/'], 5, '', 'days', `/${'x'.repeat(2000)}`, '/logout', '/login?next=/'])
      expect(nextPage(other)).toBe('/');
  });
});
