import { isPassword, nobodysHash } from '../../../adapters/access/password.js';
import type { LoginLimits } from './login-limits.js';
import type { Credential } from './sessions.js';

/** What came of a name and a password: whose they are, or for how many seconds nothing more is tried. */
export type Attempt<U extends Credential> =
  { readonly user: U | undefined } | { readonly waitSeconds: number };

/**
 * Tries a name and a password, and counts it. An unknown name takes as long as a wrong password, and comes to the same.
 */
export async function byPassword<U extends Credential>(
  { limits }: { readonly limits: LoginLimits },
  from: { readonly asked: { readonly address: string }; readonly users: ReadonlyMap<string, U> | undefined },
  name: string,
  password: string,
): Promise<Attempt<U>> {
  const { asked, users } = from;
  const tried = await limits.attempt(asked.address, name, async () => {
    const user = users?.get(name);
    const [any] = users?.values() ?? [];
    const right = await isPassword(password, user?.password ?? nobodysHash(any?.password));
    return right ? user : undefined;
  });
  return 'found' in tried ? { user: tried.found } : tried;
}

/** Name and password of `Authorization: Basic`; undefined when there is none. */
export function basicOf(header: string | undefined): { name: string; password: string } | undefined {
  const coded = /^basic +([A-Za-z0-9+/=]{1,2000})$/i.exec(header ?? '')?.[1];
  if (coded === undefined) return undefined;
  const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(coded, 'base64').toString('utf8')) ?? [];
  return name === undefined || password === undefined ? undefined : { name, password };
}
