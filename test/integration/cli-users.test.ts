import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPassword } from '../../src/adapters/access/password.js';
import { readUsers } from '../../src/operator/board/access/users-file.js';
import { runCommand } from '../../src/operator/cli/program.js';

const PASSWORD = 'four unrelated words';
const MAIN = fileURLToPath(new URL('../../dist/operator/cli/main.js', import.meta.url));

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cli-users-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** What is typed; on a terminal, whether it was shown as it was typed. */
class Typed extends PassThrough {
  readonly modes: boolean[] = [];
  constructor(
    readonly isTTY: boolean,
    text: string,
  ) {
    super();
    this.end(text);
  }
  setRawMode(on: boolean): this {
    this.modes.push(on);
    return this;
  }
}

async function sipstream(words: readonly string[], typed = '', terminal = false) {
  let out = '';
  let err = '';
  const input = new Typed(terminal, typed);
  const status = await runCommand(words, {
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    isTerminal: false,
    environment: { SIPSTREAM_HOME: home, PATH: '' },
    now: Date.now,
    input: input as unknown as NodeJS.ReadStream,
  });
  return { status, out, err, modes: input.modes };
}

const add = (name: string, role: string, typed = `${PASSWORD}\n`) =>
  sipstream(['user', 'add', name, '--role', role], typed);
const users = () => readUsers(join(home, 'users.json'));

describe('sipstream user', () => {
  it('adds, lists and removes', async () => {
    const first = await add('anna', 'operator');
    expect(first).toMatchObject({ status: 0, err: '' });
    expect(first.out).toContain('anna may log in to the board as operator.');
    expect(first.out).toContain('nothing can be changed on the board without a login');
    expect((await add('vera', 'viewer')).out).toBe('vera may log in to the board as viewer.\n');
    expect(await isPassword(PASSWORD, (await users())!.get('anna')!.password)).toBe(true);
    expect((await sipstream(['user', 'list'])).out).toBe('NAME  ROLE\nanna  operator\nvera  viewer\n');
    const json = JSON.parse((await sipstream(['user', 'list', '--json'])).out) as object;
    expect(json).toEqual({
      file: join(home, 'users.json'),
      users: [
        { name: 'anna', role: 'operator' },
        { name: 'vera', role: 'viewer' },
      ],
    });
    expect((await sipstream(['user', 'remove', 'anna'])).status).toBe(0);
    expect((await sipstream(['user', 'remove', 'vera'])).out).toContain('No user is left');
    expect((await users())!.size).toBe(0);
    expect((await stat(join(home, 'users.json'))).mode & 0o077).toBe(0);
  });

  it('sets a new password and leaves the role', async () => {
    await add('anna', 'operator');
    expect((await sipstream(['user', 'password', 'anna'], 'other unrelated words\n')).status).toBe(0);
    const anna = (await users())!.get('anna')!;
    expect(anna.role).toBe('operator');
    expect(await isPassword('other unrelated words', anna.password)).toBe(true);
    expect(await isPassword(PASSWORD, anna.password)).toBe(false);
  });

  it.each([
    ['a short password', ['user', 'add', 'anna', '--role', 'viewer'], 'short\n', /^REFUSED: .*at least 12/],
    ['no password', ['user', 'add', 'anna', '--role', 'viewer'], '', /^REFUSED: No password was given/],
    ['a user who is not there', ['user', 'remove', 'ben'], '', /^NOT_KNOWN: There is no user 'ben'/],
    ['a password of nobody', ['user', 'password', 'ben'], PASSWORD, /^NOT_KNOWN/],
    [
      'a user who is there',
      ['user', 'add', 'carl', '--role', 'viewer'],
      PASSWORD,
      /^REFUSED: There is a user/,
    ],
    [
      'a name that differs in case',
      ['user', 'add', 'Carl', '--role', 'viewer'],
      PASSWORD,
      /^REFUSED: .*'carl'/,
    ],
  ])('refuses %s with status 1, and changes nothing', async (_, words, typed, said) => {
    await add('carl', 'viewer');
    const before = await readFile(join(home, 'users.json'), 'utf8');
    const { status, err } = await sipstream(words, typed);
    expect({ status, out: err }).toEqual({ status: 1, out: expect.stringMatching(said) as string });
    expect(await readFile(join(home, 'users.json'), 'utf8')).toBe(before);
  });

  it.each([
    ['no role', ['user', 'add', 'anna']],
    ['a role that is none', ['user', 'add', 'anna', '--role', 'root']],
    ['a name that is none', ['user', 'add', 'an na', '--role', 'viewer']],
    ['a name that is too long', ['user', 'add', 'a'.repeat(33), '--role', 'viewer']],
    ['a password as an argument', ['user', 'add', 'anna', PASSWORD, '--role', 'viewer']],
    ['no name', ['user', 'remove']],
  ])('takes %s for wrong usage, status 2', async (_, words) => {
    expect((await sipstream(words, `${PASSWORD}\n`)).status).toBe(2);
    expect(await users()).toBeUndefined();
  });

  it('asks twice on a terminal, which shows nothing of it', async () => {
    const words = ['user', 'add', 'anna', '--role', 'viewer'];
    const said = await sipstream(words, `four unrelated wordx\u007fs\r${PASSWORD}\r`, true);
    expect(said).toMatchObject({ status: 0, modes: [true, false] });
    expect(said.err).toBe('New password of anna (at least 12 characters): \nThe same again: \n');
    expect(await isPassword(PASSWORD, (await users())!.get('anna')!.password)).toBe(true);
    const differs = await sipstream(['user', 'password', 'anna'], 'one of the two\rtwo of the two\r', true);
    expect(differs.status).toBe(1);
    expect(differs.err).toContain('The two passwords differ');
    const interrupted = await sipstream(['user', 'password', 'anna'], 'one of\u0003', true);
    expect(interrupted.status).toBe(1);
    expect(interrupted.modes.at(-1)).toBe(false);
  });

  it('says what is wrong with a damaged file, and leaves it alone', async () => {
    await writeFile(join(home, 'users.json'), '{"users":');
    for (const words of [
      ['user', 'list'],
      ['user', 'add', 'anna', '--role', 'viewer'],
    ]) {
      const { status, err } = await sipstream(words, `${PASSWORD}\n`);
      expect(status).toBe(1);
      expect(err).toMatch(/^STATION_CONFIG: \S+users\.json is damaged/);
    }
    expect(await readFile(join(home, 'users.json'), 'utf8')).toBe('{"users":');
  });

  it('takes the password from a pipe as a program, and ends', async () => {
    const child = spawn(process.execPath, [
      MAIN,
      '--home',
      home,
      'user',
      'add',
      'anna',
      '--role',
      'operator',
    ]);
    child.stdin.end(`${PASSWORD}\nmore than was asked for\n`);
    const [status] = (await once(child, 'close')) as [number];
    expect(status).toBe(0);
    expect(await isPassword(PASSWORD, (await users())!.get('anna')!.password)).toBe(true);
  });
});
