import { RereadFile } from '../../../adapters/files/reread-file.js';
import type { StationConfig } from '../../../adapters/station/config.js';
import { loginName } from '../../reading/login-name.js';
import type { Reader } from '../kit.js';
import { LoginLimits } from './login-limits.js';
import { roleIn, type Situation } from './policy.js';
import { Sessions } from './sessions.js';
import { Site, type Asked, type Incoming } from './site.js';
import { FormTokens } from './tokens.js';
import { readUsers, type Users } from './users-file.js';

/** What the board has to know to tell who may what. */
export interface AccessOptions {
  /** The address on which it listens. */
  readonly host: string;
  /** The users file; without a path there are no users. */
  readonly users?: string;
  /** `board` of the station's configuration. */
  readonly board: StationConfig['board'];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Somebody who looks at the board, and in which situation. */
export interface Visit {
  readonly asked: Asked;
  readonly users: Users | undefined;
  readonly situation: Situation;
  readonly reader: Reader;
}

/** Somebody who is not known: sees what everybody sees, and has no token, so that nothing can be sent. */
export const NOBODY: Reader = { name: 'reader', role: 'viewer', formToken: '' };

/** Tells who somebody is, and remembers who has logged in. */
export class Access {
  readonly site: Site;
  readonly sessions = new Sessions();
  readonly tokens = new FormTokens();
  readonly limits = new LoginLimits();
  readonly #users: RereadFile<Users>;

  constructor(readonly options: AccessOptions) {
    this.site = new Site(options.host, options.board);
    this.#users = new RereadFile(options.users, readUsers);
  }

  /**
   * Who makes a request. `session` finds the id that its cookie has; `active` says whether the reader did something. Throws
   * OperationsError STATION_CONFIG when the users file is damaged.
   */
  async visit(
    incoming: Incoming,
    session: (secure: boolean) => string | undefined,
    active: boolean,
  ): Promise<Visit> {
    const asked = this.site.look(incoming);
    const users = await this.#users.now();
    const { readWithoutLogin } = this.options.board;
    const strange = { place: asked.place, users: users !== undefined, readWithoutLogin };
    const reader = asked.named
      ? this.#vouched(asked.named)
      : this.#ofSession(session(asked.secure), users, active);
    const situation = reader ? { ...strange, known: reader.role } : strange;
    return { asked, users, situation, reader: reader ?? this.#unknown(roleIn(situation)) };
  }

  #vouched(named: NonNullable<Asked['named']>): Reader {
    return { ...named, knownBy: 'proxy', formToken: this.tokens.of(`proxy ${named.name}`) };
  }

  #ofSession(id: string | undefined, users: Users | undefined, active: boolean): Reader | undefined {
    const user = this.sessions.userOf(id, users, this.options.now(), active);
    if (!user) return undefined;
    return {
      name: user.name,
      role: user.role,
      knownBy: 'session',
      formToken: this.tokens.of(`session ${id}`),
    };
  }

  /** Where there are no users, whoever reaches the loopback address acts as the station itself. */
  #unknown(role: Reader['role'] | undefined): Reader {
    if (role !== 'operator') return NOBODY;
    return { name: loginName(), role, knownBy: 'host', formToken: this.tokens.of('host') };
  }
}
