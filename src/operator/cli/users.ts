import { readConfig, stationPaths } from '../../adapters/station/config.js';
import { hashPassword } from '../../adapters/access/password.js';
import type { Role } from '../board/access/policy.js';
import { readUsers, writeUsers, type User, type Users } from '../board/access/users-file.js';
import { CommandError } from '../reading/command-error.js';
import { table } from '../words/layout.js';
import { newPassword } from './ask-password.js';
import type { Session } from './io.js';

/** `user add`: throws a CommandError when there is one of that name, in whatever letters. */
export async function addUser(session: Session, name: string, role: Role): Promise<number> {
  const path = await usersPath(session);
  const before = await readUsers(path);
  const taken = [...(before?.keys() ?? [])].find((other) => other.toLowerCase() === name.toLowerCase());
  if (taken !== undefined) {
    throw new CommandError(
      'REFUSED',
      `There is a user '${taken}' already.`,
      `\`${session.program} user password ${taken}\` sets a new password; for another role, remove and add.`,
    );
  }
  const user: User = { name, role, password: await hashPassword(await newPassword(session.io, name)) };
  await change(path, (users) => users.set(name, user));
  const rule = before ? '' : 'From now on nothing can be changed on the board without a login.';
  return told(session, { added: { name, role } }, [
    `${name} may log in to the board as ${role}.`,
    ...(rule === '' ? [] : [rule]),
  ]);
}

/** `user remove`. */
export async function removeUser(session: Session, name: string): Promise<number> {
  const path = await usersPath(session);
  await known(session, path, name);
  const left = await change(path, (users) => users.delete(name));
  return told(session, { removed: { name } }, [
    `${name} may not log in any more, and has been logged out.`,
    ...(left.size === 0
      ? [`No user is left, so nobody can change anything on the board. Without ${path} it needs no login.`]
      : []),
  ]);
}

/** `user password`. */
export async function setPassword(session: Session, name: string): Promise<number> {
  const path = await usersPath(session);
  const { role } = await known(session, path, name);
  const password = await hashPassword(await newPassword(session.io, name));
  await change(path, (users) => users.set(name, { name, role, password }));
  return told(session, { changed: { name } }, [
    `${name} has a new password, and has been logged out where logged in with the old one.`,
  ]);
}

/** `user list`. */
export async function listUsers(session: Session): Promise<number> {
  const path = await usersPath(session);
  const users = await readUsers(path);
  const shown = [...(users?.values() ?? [])].map(({ name, role }) => ({ name, role }));
  session.answer({ file: users ? path : null, users: shown }, () => {
    if (!users) {
      return [
        'There are no users: the board needs no login on this host, and lets nobody in from others.',
        `${session.program} user add NAME --role operator`,
      ];
    }
    if (shown.length === 0) return [`${path} has no user: nobody can change anything on the board.`];
    const rows = shown.map(({ name, role }) => [name, role]);
    return table([{ title: 'NAME' }, { title: 'ROLE' }], rows, session.style);
  });
  return 0;
}

async function usersPath(session: Session): Promise<string> {
  return stationPaths(session.home, await readConfig(session.home)).users;
}

async function known(session: Session, path: string, name: string): Promise<User> {
  const user = (await readUsers(path))?.get(name);
  if (user) return user;
  throw new CommandError(
    'NOT_KNOWN',
    `There is no user '${name}'.`,
    `\`${session.program} user list\` names all.`,
  );
}

/** Changes the file as it is now: typing a password took its time, and somebody else may have been added meanwhile. */
async function change(path: string, edit: (users: Map<string, User>) => unknown): Promise<Users> {
  const users = new Map(await readUsers(path));
  edit(users);
  await writeUsers(path, users);
  return users;
}

function told(session: Session, document: unknown, lines: readonly string[]): number {
  session.answer(document, () => lines);
  return 0;
}
