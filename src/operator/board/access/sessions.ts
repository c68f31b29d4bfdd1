import { createHash } from 'node:crypto';
import type { PasswordHash } from '../../../adapters/access/password.js';
import { unguessable } from './tokens.js';

const HOUR_MS = 3_600_000;
/** A session ends so long after the last thing that its reader did; pages that renew themselves do not count. */
export const IDLE_MS = 2 * HOUR_MS;
/** And so long after the login in any case: one shift. */
export const LONGEST_MS = 12 * HOUR_MS;

/** Somebody who has a name and a password. */
export interface Credential {
  readonly name: string;
  readonly password: PasswordHash;
}

interface Session {
  readonly name: string;
  /** The hash of the password it was begun with: a new password ends the session. */
  readonly credential: string;
  readonly beganAt: number;
  seenAt: number;
}

/**
 * Who has logged in. They are kept in memory: after a restart everybody logs in again, which happens when a station is
 * upgraded, and nothing on the disk can be stolen. Instants are epoch milliseconds.
 */
export class Sessions {
  /** By the digest of the id: whoever reads the memory, or measures a look-up, learns no id. */
  readonly #sessions = new Map<string, Session>();

  /** Begins a session of a user and returns its id, which is always a new one. */
  begin(user: Credential, now: number): string {
    for (const [key, session] of this.#sessions) if (isOver(session, now)) this.#sessions.delete(key);
    const id = unguessable();
    this.#sessions.set(digest(id), {
      name: user.name,
      credential: user.password.hash,
      beganAt: now,
      seenAt: now,
    });
    return id;
  }

  /**
   * Whose session it is; undefined when it is nobody's, has ended, or its user is gone or has another password.
   * `active` says that the reader did something, which keeps the session.
   */
  userOf<U extends Credential>(
    id: string | undefined,
    users: ReadonlyMap<string, U> | undefined,
    now: number,
    active: boolean,
  ): U | undefined {
    if (id === undefined) return undefined;
    const session = this.#sessions.get(digest(id));
    if (!session) return undefined;
    const user = users?.get(session.name);
    if (!user || user.password.hash !== session.credential || isOver(session, now)) {
      this.end(id);
      return undefined;
    }
    if (active) session.seenAt = now;
    return user;
  }

  end(id: string | undefined): void {
    if (id !== undefined) this.#sessions.delete(digest(id));
  }
}

function isOver({ beganAt, seenAt }: Session, now: number): boolean {
  return now - seenAt >= IDLE_MS || now - beganAt >= LONGEST_MS;
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest('base64');
}
