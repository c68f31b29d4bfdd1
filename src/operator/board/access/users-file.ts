import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { passwordHashSchema } from '../../../adapters/access/password.js';
import { hasCode } from '../../../adapters/files/io-error.js';
import { writePrivate } from '../../../adapters/files/write-private.js';
import { OperationsError } from '../../../domain/failures.js';

/** What a name may be made of. */
export const USER_NAME = /^[A-Za-z0-9._-]{1,32}$/;

const userSchema = z.strictObject({
  name: z.string().regex(USER_NAME, 'must be 1 to 32 letters, digits, dots, hyphens and underscores'),
  role: z.enum(['viewer', 'operator']),
  password: passwordHashSchema,
});
const usersSchema = z.strictObject({ users: z.array(userSchema) });

/** One who may log in. */
export type User = z.infer<typeof userSchema>;
/** All who may log in, by name. */
export type Users = ReadonlyMap<string, User>;

/**
 * Reads the users file; undefined when there is none, which is not the same as a file without users. Throws
 * OperationsError STATION_CONFIG when it is damaged.
 */
export async function readUsers(path: string): Promise<Users | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw damaged(path, `it cannot be read: ${(error as Error).message}`, error);
  }
  return parseUsers(path, text);
}

/** Understands the text of a users file; `path` is how the sentence calls it. Throws as {@link readUsers} does. */
export function parseUsers(path: string, text: string): Users {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(path, 'it is no JSON', error);
  }
  const result = usersSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw damaged(path, `${issue!.path.join('.') || 'the whole'}: ${issue!.message}`, result.error);
  }
  const users = new Map<string, User>();
  for (const user of result.data.users) {
    if (users.has(user.name)) throw damaged(path, `it has '${user.name}' twice`);
    users.set(user.name, user);
  }
  return users;
}

/** Writes the users file, whole or not at all, for the eyes of the station alone. */
export async function writeUsers(path: string, users: Users): Promise<void> {
  const sorted = [...users.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  await writePrivate(path, `${JSON.stringify({ users: sorted }, undefined, 2)}\n`);
}

function damaged(path: string, what: string, cause?: unknown): OperationsError {
  const sentence = `${path} is damaged (${what.replace(/\.$/, '')}). Bring it back from a backup, or move it away and add the users again.`;
  return new OperationsError('STATION_CONFIG', sentence, [], { cause });
}
