import { userInfo } from 'node:os';

/** The login name of this process. */
export function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name, as containers have them.
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
