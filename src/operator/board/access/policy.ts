/**
 * Who may what on the board. Nothing else decides it.
 *
 * | asked from | users file | who              | read                               | act       |
 * |------------|------------|------------------|------------------------------------|-----------|
 * | loopback   | none       | anybody          | yes                                | yes       |
 * | loopback   | yes        | nobody known     | yes, or login (`readWithoutLogin`) | login     |
 * | network    | none       | nobody known     | nobody gets in                     | the same  |
 * | network    | yes        | nobody known     | login                              | login     |
 * | anywhere   | either     | a known viewer   | yes                                | never     |
 * | anywhere   | either     | a known operator | yes                                | yes       |
 *
 * Known is who has logged in, and whom a trusted proxy names. What is public (the login itself, style and scripts) is so
 * for everybody.
 */

/** What somebody may do at most. */
export type Role = 'viewer' | 'operator';

/** Where a request comes from. */
export type Place = 'loopback' | 'network';

/** Everything that the policy looks at. */
export interface Situation {
  readonly place: Place;
  /** Whether the station has a users file; one without users counts. */
  readonly users: boolean;
  /** The setting of that name. */
  readonly readWithoutLogin: boolean;
  /** The role of the one who asks, where it is known who does. */
  readonly known?: Role;
}

/** What a request is for. */
export type Need = 'public' | 'read' | 'act';

/** What becomes of it. */
export type Verdict = 'allowed' | 'login' | 'not operator' | 'no users';

/** The role in which somebody looks at the board; undefined for who is not let in. */
export function roleIn(situation: Situation): Role | undefined {
  const { place, users, readWithoutLogin, known } = situation;
  if (known !== undefined) return known;
  if (place === 'network') return undefined;
  if (!users) return 'operator';
  return readWithoutLogin ? 'viewer' : undefined;
}

/** Whether a request is let through, and if not, why. */
export function verdictOn(situation: Situation, need: Need): Verdict {
  if (need === 'public') return 'allowed';
  const role = roleIn(situation);
  if (role === 'operator' || (role === 'viewer' && need === 'read')) return 'allowed';
  if (situation.known !== undefined) return 'not operator';
  return situation.users ? 'login' : 'no users';
}

const ACTING = /^\/(verbs|act)(\/|$)/;
const ASSET = /^\/([\w-]+\.(css|js)|icon\.svg)$/;

/** Whether it is a text of this program, with nothing of the mission in it. */
export function isAsset(method: string, path: string): boolean {
  return isSafe(method) && ASSET.test(path);
}

/** Whether a method asks for nothing to be changed. */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/**
 * What a request needs. Whatever could change something acts, so that no route has to remember it; so does everything
 * below `/verbs` and `/act`, with any method.
 */
export function needOf(method: string, path: string): Need {
  if (path === '/login') return 'public';
  if (path === '/logout') return 'read';
  if (!isSafe(method) || ACTING.test(path)) return 'act';
  return isAsset(method, path) ? 'public' : 'read';
}
