import { chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperationsError } from '../../src/domain/failures.js';
import {
  hashPassword,
  isPassword,
  nobodysHash,
  passwordProblem,
} from '../../src/adapters/access/password.js';
import { RereadFile } from '../../src/adapters/files/reread-file.js';
import { parseUsers, readUsers, writeUsers, type User } from '../../src/operator/board/access/users-file.js';

let home: string;
let path: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'board-users-'));
  path = join(home, 'users.json');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const user = (name: string, role: User['role'] = 'viewer'): User => ({ name, role, password: nobodysHash() });
const all = (...users: User[]) => new Map(users.map((one) => [one.name, one]));

describe('a password', () => {
  it('is known again by its hash, and no other is; two hashes of it differ', async () => {
    const kept = await hashPassword('four unrelated words');
    expect(await isPassword('four unrelated words', kept)).toBe(true);
    expect(await isPassword('four unrelated word', kept)).toBe(false);
    expect(await isPassword('', kept)).toBe(false);
    expect((await hashPassword('four unrelated words')).hash).not.toBe(kept.hash);
    expect(JSON.stringify(kept)).not.toContain('unrelated');
  });

  it('is the same in whatever way a keyboard writes its letters', async () => {
    const kept = await hashPassword('caf\u00e9 caf\u00e9 caf\u00e9');
    expect(await isPassword('cafe\u0301 cafe\u0301 cafe\u0301', kept)).toBe(true);
  });

  it("is nobody's by a hash that was made for nobody, of the same cost", async () => {
    const kept = await hashPassword('four unrelated words');
    const nobodys = nobodysHash(kept);
    expect(nobodys.scrypt).toEqual(kept.scrypt);
    expect(await isPassword('four unrelated words', nobodys)).toBe(false);
  });

  it.each([
    ['elevenchars', 'A password needs at least 12 characters; this one has 11.'],
    ['', 'A password needs at least 12 characters; this one has 0.'],
    ['ababababababab', 'A password needs more than three different characters.'],
    ['x'.repeat(257), 'A password has at most 256 characters.'],
    ['four unrelated words', undefined],
    ['ключ от квартиры', undefined],
  ])('%j: %s', (password, problem) => {
    expect(passwordProblem(password)).toBe(problem);
  });
});

describe('the users file', () => {
  it('is read as it was written, sorted, for its owner alone', async () => {
    expect(await readUsers(path)).toBeUndefined();
    await writeUsers(path, all(user('vera'), user('anna', 'operator'), user('__proto__')));
    const users = await readUsers(path);
    expect([...users!.keys()]).toEqual(['__proto__', 'anna', 'vera']);
    expect(users!.get('anna')!.role).toBe('operator');
    expect(users!.get('constructor')).toBeUndefined();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(home)).toEqual(['users.json']);
  });

  it.runIf(process.getuid?.() === 0)('written by root belongs to whose the home is', async () => {
    await chown(home, 1234, 2345);
    await writeUsers(path, all(user('anna')));
    expect(await stat(path)).toMatchObject({ uid: 1234, gid: 2345 });
  });

  it('without users is not the same as none', async () => {
    await writeUsers(path, all());
    expect((await readUsers(path))?.size).toBe(0);
  });

  const good = JSON.parse(JSON.stringify(user('anna'))) as Record<string, unknown>;
  const password = (more: object) => ({ ...good, password: { ...nobodysHash(), ...more } });
  it.each<[string, unknown, RegExp]>([
    ['half of itself', '{"users":[', /it is no JSON/],
    ['nothing', '', /it is no JSON/],
    ['a list', [], /the whole: /],
    ['another key', { users: [], more: 1 }, /the whole: .*more/],
    ['a name that is none', { users: [{ ...good, name: 'a b' }] }, /users\.0\.name: must be 1 to 32/],
    ['a role that is none', { users: [{ ...good, role: 'root' }] }, /users\.0\.role: /],
    ['a user twice', { users: [good, good] }, /it has 'anna' twice/],
    ['a hash that is cut off', { users: [password({ hash: 'AAAA' })] }, /hash: must be 32 bytes/],
    [
      'a cost that takes all memory',
      { users: [password({ scrypt: { N: 2 ** 30, r: 8, p: 1 } })] },
      /scrypt\.N: /,
    ],
    [
      'a cost that scrypt cannot have',
      { users: [password({ scrypt: { N: 1000, r: 8, p: 1 } })] },
      /power of two/,
    ],
  ])('that has %s is damaged, in a sentence that says where', (_, value, why) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const error = thrownBy(() => parseUsers('/srv/users.json', text));
    expect(error).toBeInstanceOf(OperationsError);
    expect((error as OperationsError).code).toBe('STATION_CONFIG');
    expect((error as Error).message).toMatch(
      /^\/srv\/users\.json is damaged \(.*\)\. Bring it back from a backup/,
    );
    expect((error as Error).message).toMatch(why);
  });
});

describe('the users as the board has them', () => {
  it('are those of the file as it is now', async () => {
    const list = new RereadFile(path, readUsers);
    expect(await list.now()).toBeUndefined();
    await writeUsers(path, all(user('anna')));
    expect([...(await list.now())!.keys()]).toEqual(['anna']);
    expect(await list.now()).toBe(await list.now());
    await writeUsers(path, all(user('vera')));
    expect([...(await list.now())!.keys()]).toEqual(['vera']);
    const text = await readFile(path);
    await writeFile(path, 'damaged');
    await expect(list.now()).rejects.toThrow('is damaged');
    await expect(list.now()).rejects.toThrow('is damaged');
    await writeFile(path, text);
    expect([...(await list.now())!.keys()]).toEqual(['vera']);
    await rm(path);
    expect(await list.now()).toBeUndefined();
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
