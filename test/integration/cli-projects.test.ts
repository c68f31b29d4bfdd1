import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPassword } from '../../src/adapters/access/password.js';
import { readProjects, type Project } from '../../src/adapters/scops/projects-file.js';
import { runCommand } from '../../src/operator/cli/program.js';
import { flightsOf } from '../../src/operator/front/station/flights.js';

const PASSWORD = 'four unrelated words';
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cli-projects-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function sipstream(words: readonly string[], typed = `${PASSWORD}\n`) {
  let out = '';
  let err = '';
  const input = new PassThrough();
  input.end(typed);
  const status = await runCommand(words, {
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    isTerminal: false,
    environment: { SIPSTREAM_HOME: home, PATH: '' },
    now: Date.now,
    input: input as unknown as NodeJS.ReadStream,
  });
  return { status, out, err };
}

const path = () => join(home, 'projects.json');
const project = async (code: string) => (await readProjects(path())).get(code);
const add = (...more: string[]) =>
  sipstream(['project', 'add', 'GB18_00', '--folder', '/data/GB18_00', ...more]);

describe('sipstream project', () => {
  it('adds, lists and removes projects and their users', async () => {
    expect((await add('--title', 'Heathland', '--flight', '2018123a', '2018124')).status).toBe(0);
    expect((await sipstream(['project', 'user', 'add', 'GB18_00', 'anna'])).status).toBe(0);
    const { title, flights, users } = (await project('GB18_00'))!;
    expect(title).toBe('Heathland');
    expect(flights).toEqual([
      { year: 2018, julianDay: 123, sortie: 'a' },
      { year: 2018, julianDay: 124, sortie: '' },
    ]);
    expect(await isPassword(PASSWORD, users[0]!.password)).toBe(true);
    expect((await sipstream(['project', 'list'])).out).toMatch(
      /GB18_00 +anna +2018123a 2018124 +\/data\/GB18_00/,
    );
    expect((await sipstream(['project', 'user', 'remove', 'GB18_00', 'anna'])).status).toBe(0);
    expect((await project('GB18_00'))!.users).toEqual([]);
    expect((await sipstream(['project', 'remove', 'GB18_00'])).status).toBe(0);
    expect(await project('GB18_00')).toBeUndefined();
  });

  it('changes a project and keeps its users, flights and title where nothing is said of them', async () => {
    await add('--title', 'Heathland', '--flight', '2018123a');
    await sipstream(['project', 'user', 'add', 'GB18_00', 'anna']);
    await sipstream(['project', 'add', 'GB18_00', '--folder', '/elsewhere']);
    expect(await project('GB18_00')).toMatchObject({
      ...{
        folder: '/elsewhere',
        title: 'Heathland',
        flights: [{ julianDay: 123 }],
        users: [{ name: 'anna' }],
      },
    });
  });

  it('sets a new password, of users that there are', async () => {
    await add();
    await sipstream(['project', 'user', 'add', 'GB18_00', 'anna']);
    const other = 'four other little words';
    expect((await sipstream(['project', 'user', 'passwd', 'GB18_00', 'anna'], `${other}\n`)).status).toBe(0);
    expect(await isPassword(other, (await project('GB18_00'))!.users[0]!.password)).toBe(true);
    expect((await sipstream(['project', 'user', 'passwd', 'GB18_00', 'otto'])).err).toContain(
      "no user 'otto'",
    );
    expect((await sipstream(['project', 'user', 'add', 'XX', 'anna'])).err).toContain("no project 'XX'");
    expect((await sipstream(['project', 'user', 'add', 'GB18_00', 'Anna'])).err).toContain('already');
  });

  it('is readable by the station alone, and has no password in it (fault 26)', async () => {
    await add();
    await sipstream(['project', 'user', 'add', 'GB18_00', 'anna']);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await readFile(path(), 'utf8')).not.toContain(PASSWORD);
  });

  it.each(['../x', 'a/b', '', '.hidden', 'x'.repeat(41)])(
    'takes no code that could be a path: %j',
    async (code) => {
      expect((await sipstream(['project', 'add', code, '--folder', '/data'])).status).toBe(2);
    },
  );

  it.each(['2018', '2018000', '2018367', '18123a', '2018123ab'])(
    'takes no flight that is none: %s',
    async (flight) => {
      expect((await add('--flight', flight)).status).toBe(2);
    },
  );

  it('takes over the passwords of SCOPS as hashes, one user a project', async () => {
    const file = join(home, 'passwords.csv');
    await writeFile(file, '\uFEFFproject,password\r\nGB18_00,heather\r\nFR19_01,with, comma\r\n');
    await add('--title', 'Heathland');
    const { status, out } = await sipstream(['project', 'import', file, '--folder', '/data/{}']);
    expect([status, out]).toEqual([0, expect.stringContaining('remove it')]);
    const [own, other] = [(await project('GB18_00'))!, (await project('FR19_01'))!];
    expect(own).toMatchObject({ title: 'Heathland', folder: '/data/GB18_00', users: [{ name: 'GB18_00' }] });
    expect(other).toMatchObject({ folder: '/data/FR19_01' });
    expect(await isPassword('heather', own.users[0]!.password)).toBe(true);
    expect(await isPassword('with, comma', other.users[0]!.password)).toBe(true);
  });

  it.each([
    ['no comma', 'GB18_00 heather', 'Line 1'],
    ['no password', 'GB18_00,', 'Line 1'],
    ['a path for a code', 'GB18_00,x\n../etc,x', 'Line 2'],
    ['a project twice', 'GB18_00,x\nGB18_00,y', 'Line 2'],
  ])('imports nothing of a file with %s, and names the line', async (_what, text, line) => {
    const file = join(home, 'passwords.csv');
    await writeFile(file, text);
    const { status, err } = await sipstream(['project', 'import', file, '--folder', '/data/{}']);
    expect([status, err]).toEqual([1, expect.stringContaining(line)]);
    expect((await readProjects(path())).size).toBe(0);
  });

  it.each(['{"projects": [{}]}', 'x', '{"projects": [], "more": 1}'])(
    'says what is wrong with a damaged file: %s',
    async (text) => {
      await writeFile(path(), text);
      const { status, err } = await sipstream(['project', 'list']);
      expect([status, err]).toEqual([1, expect.stringContaining('is damaged')]);
    },
  );
});

describe('the flights of a project', () => {
  const of = (folder: string, flights: Project['flights'] = []) =>
    flightsOf({ code: 'GB18_00', folder, flights, users: [] });

  it('are those that folders name, the newest first', async () => {
    for (const name of [
      'GB18_00-2018_123a-London',
      '2018124',
      '2018-123b',
      '2018_400a',
      'notes',
      'x12018123',
    ])
      await mkdir(join(home, name));
    await writeFile(join(home, '2018125'), 'no folder');
    const found = await of(home);
    expect(found.map(({ julianDay, sortie, folder }) => `${julianDay}${sortie} ${folder}`)).toEqual([
      `124 ${join(home, '2018124')}`,
      `123b ${join(home, '2018-123b')}`,
      `123a ${join(home, 'GB18_00-2018_123a-London')}`,
    ]);
    expect(await of(join(home, 'GB18_00-2018_123a-London'))).toHaveLength(1);
    expect(await of(join(home, 'absent'))).toEqual([]);
  });

  it('are those that an operator listed, wherever they lie', async () => {
    const flights = [
      { year: 2017, julianDay: 5, sortie: '', folder: '/elsewhere' },
      { year: 2018, julianDay: 1, sortie: '' },
    ];
    expect(await of('/data', flights)).toEqual([
      { year: 2018, julianDay: 1, sortie: '', folder: '/data' },
      { year: 2017, julianDay: 5, sortie: '', folder: '/elsewhere' },
    ]);
  });
});
