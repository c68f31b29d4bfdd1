import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema, stationPaths, type StationConfig } from '../../src/adapters/station/config.js';
import type { Mission } from '../../src/domain/mission.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { hashPassword, type PasswordHash } from '../../src/adapters/access/password.js';
import { writeUsers, type User } from '../../src/operator/board/access/users-file.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { Visitor, type Answer } from './board-visitor.js';
import { mopitt } from './mopitt.js';

/** The password of everybody. */
export const PASSWORD = 'four unrelated words';
/** A request that changes something; no route answers it, so that 404 is how far it can come. */
export const ACT = '/act/anything';

/** How a board is set up. */
export interface Setting {
  readonly host?: string;
  /** `board` of station.yaml. */
  readonly access?: object;
}

/** A home whose board is served in several ways, to users who come and go. */
export class GuardedHome {
  /** Epoch milliseconds, as the board has them. */
  clock = 0;
  readonly #boards: Board[] = [];

  private constructor(
    readonly home: string,
    readonly ledger: Ledger,
    readonly mission: Mission,
    readonly hash: PasswordHash,
  ) {}

  static async make(): Promise<GuardedHome> {
    const home = await mkdtemp(join(tmpdir(), 'board-access-'));
    const ledger = await openLedger(join(home, 'ledger.sqlite'));
    return new GuardedHome(home, ledger, await mopitt(), await hashPassword(PASSWORD));
  }

  get usersFile(): string {
    return join(this.home, 'users.json');
  }

  /** Starts a board, and answers who visits it. */
  async board({ host = '127.0.0.1', access = {} }: Setting = {}): Promise<Visitor> {
    this.clock = Date.parse('2026-11-22T15:30:00Z');
    const config: StationConfig = configSchema.parse({ host, board: access });
    const paths = stationPaths(this.home, config);
    const board = await startBoard({
      ledger: this.ledger,
      mission: this.mission,
      archive: paths.archive,
      paths,
      host,
      port: 0,
      access: config.board,
      station: () => undefined,
      now: () => this.clock,
    });
    this.#boards.push(board);
    return new Visitor(board.url.replace('0.0.0.0', '127.0.0.1'));
  }

  /** Writes the users file: these and no others. */
  async users(
    ...users: (readonly [name: string, role: User['role'], password?: PasswordHash])[]
  ): Promise<void> {
    const all = users.map(([name, role, password = this.hash]) => ({ name, role, password }));
    await writeUsers(this.usersFile, new Map(all.map((user) => [user.name, user])));
  }

  /** Anna is an operator, and Vera a viewer. */
  annaAndVera(): Promise<void> {
    return this.users(['anna', 'operator'], ['vera', 'viewer']);
  }

  /** Stops the boards and forgets the users. */
  async clear(): Promise<void> {
    for (const board of this.#boards.splice(0)) await board.stop();
    await rm(this.usersFile, { force: true });
  }

  async remove(): Promise<void> {
    await this.clear();
    await this.ledger.close();
    await rm(this.home, { recursive: true, force: true });
  }
}

/** The same board in another browser. */
export const another = (visitor: Visitor): Visitor => new Visitor(visitor.url);

/** Does something that only operators may, with everything that a page of the board would send. */
export async function act(visitor: Visitor, headers: Record<string, string> = {}): Promise<Answer> {
  const token = await visitor.formToken(headers);
  return visitor.ask(ACT, { method: 'POST', form: { token }, headers });
}

/** Status and code with which something is refused. */
export function refusal({ status, body }: Answer): string {
  return `${status} ${/class="code">(\w+)</.exec(body)?.[1] ?? /"code":"(\w+)"/.exec(body)?.[1] ?? 'no code'}`;
}
