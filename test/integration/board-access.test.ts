import { once } from 'node:events';
import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { configSchema, stationPaths, type StationConfig } from '../../src/adapters/station/config.js';
import { readMission } from '../../src/adapters/station/mission-file.js';
import { addDays, dataDay } from '../../src/domain/data-day.js';
import type { Mission } from '../../src/domain/mission.js';
import { openDay } from '../../src/ledger/days.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { ATTEMPTS } from '../../src/operator/board/access/login-limits.js';
import { hashPassword, type PasswordHash } from '../../src/operator/board/access/password.js';
import { IDLE_MS, LONGEST_MS } from '../../src/operator/board/access/sessions.js';
import { writeUsers, type User } from '../../src/operator/board/access/users-file.js';
import { startBoard, type Board } from '../../src/operator/board/board.js';
import { loginName } from '../../src/operator/reading/login-name.js';
import { Visitor, type Answer } from '../support/board-visitor.js';
import { MOPITT_FILE } from '../support/mopitt.js';

const PASSWORD = 'four unrelated words';
/** A request that changes something; no route answers it, so that 404 is how far it can come. */
const ACT = '/act/anything';

let home: string;
let ledger: Ledger;
let mission: Mission;
let hash: PasswordHash;
let clock: number;
const boards: Board[] = [];
const users = () => join(home, 'users.json');

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'board-access-'));
  ledger = await openLedger(join(home, 'ledger.sqlite'));
  mission = await readMission(MOPITT_FILE);
  hash = await hashPassword(PASSWORD);
});
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop();
  await rm(users(), { force: true });
});
afterAll(async () => {
  await ledger?.close();
  await rm(home, { recursive: true, force: true });
});

interface Setting {
  readonly host?: string;
  readonly access?: Partial<StationConfig['board']>;
}

async function boardAt({ host = '127.0.0.1', access = {} }: Setting = {}): Promise<Visitor> {
  clock = Date.parse('2026-11-22T15:30:00Z');
  const config = configSchema.parse({ host, board: access });
  const paths = stationPaths(home, config);
  const board = await startBoard({
    ledger,
    mission,
    archive: paths.archive,
    paths,
    host,
    port: 0,
    access: config.board,
    station: () => undefined,
    now: () => clock,
  });
  boards.push(board);
  return new Visitor(board.url.replace('0.0.0.0', '127.0.0.1'));
}

const another = (visitor: Visitor) => new Visitor(visitor.url);

function user(name: string, role: User['role'], password = hash): [string, User] {
  return [name, { name, role, password }];
}

const withUsers = () => writeUsers(users(), new Map([user('anna', 'operator'), user('vera', 'viewer')]));

/** Does something that only operators may, with everything that a page of the board would send. */
async function act(visitor: Visitor, headers: Record<string, string> = {}): Promise<Answer> {
  const token = await visitor.formToken(headers);
  return visitor.ask(ACT, { method: 'POST', form: { token }, headers });
}

/** The code with which something is refused. */
function refusal({ status, body }: Answer): string {
  return `${status} ${/class="code">(\w+)</.exec(body)?.[1] ?? /"code":"(\w+)"/.exec(body)?.[1] ?? 'no code'}`;
}

describe('a board on the loopback address without users', () => {
  it('is read by whoever reaches it, who acts as the station itself', async () => {
    const visitor = await boardAt();
    const page = await visitor.ask('/');
    expect(page.status).toBe(200);
    expect(page.body).toMatch(new RegExp(`>${loginName()}</b>\\s*operator`));
    expect((await act(visitor)).status).toBe(404);
    expect((await visitor.ask('/login')).headers.location).toBe('/');
    expect(visitor.jar.size).toBe(0);
  });

  it.each(['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1.evil.example', ''])(
    'is not served under the name %j, which may be made to resolve to this host',
    async (host) => {
      const visitor = await boardAt();
      for (const path of ['/', '/login', '/api/status', '/api/reader', '/board.css'])
        expect(refusal(await visitor.ask(path, { headers: { host } }))).toBe('403 WRONG_HOST');
    },
  );

  it.each(['localhost', '127.0.0.1:9', '[::1]:8080', 'LOCALHOST:80'])(
    'is served under %s, as a tunnel has it',
    async (host) => {
      const visitor = await boardAt();
      expect((await visitor.ask('/', { headers: { host } })).status).toBe(200);
      const origin = `http://${host.toLowerCase()}`;
      expect((await act(visitor, { host, origin })).status).toBe(404);
    },
  );

  it.each([
    ['x-forwarded-for', '203.0.113.5'],
    ['forwarded', 'for=203.0.113.5'],
    ['via', '1.1 proxy'],
    ['x-real-ip', '203.0.113.5'],
  ])('lets nobody in by a proxy that nobody told it of (%s)', async (header, value) => {
    const visitor = await boardAt();
    for (const path of ['/', '/login', '/api/reader'])
      expect(refusal(await visitor.ask(path, { headers: { [header]: value } }))).toBe('403 NO_USERS');
    expect((await visitor.ask('/board.css', { headers: { [header]: value } })).status).toBe(200);
  });
});

describe('something that would change anything', () => {
  it('is refused without a token, with a wrong one, and with that of somebody else', async () => {
    await withUsers();
    const anna = await boardAt();
    await anna.login('anna', PASSWORD);
    const elsewhere = another(anna);
    await elsewhere.login('anna', PASSWORD);
    const tokens = [
      '',
      'x',
      'ü'.repeat(43),
      await elsewhere.formToken(),
      await another(anna).tokenOf('/login'),
    ];
    for (const token of tokens) {
      expect(refusal(await anna.ask(ACT, { method: 'POST', form: { token } }))).toBe('403 FORM_TOKEN');
      const headers = { 'x-form-token': encodeURIComponent(token) };
      expect(refusal(await anna.ask(ACT, { method: 'POST', headers }))).toBe('403 FORM_TOKEN');
    }
    expect(refusal(await anna.ask(ACT, { method: 'POST' }))).toBe('403 FORM_TOKEN');
    expect((await act(anna)).status).toBe(404);
  });

  it('is refused without a token on the loopback address without users too', async () => {
    const visitor = await boardAt();
    expect(refusal(await visitor.ask(ACT, { method: 'POST' }))).toBe('403 FORM_TOKEN');
    expect(refusal(await visitor.ask('/api/anything', { method: 'POST', body: '{}' }))).toBe(
      '403 FORM_TOKEN',
    );
  });

  it('takes its token from the header, and from a form of either kind, and from nothing else', async () => {
    const visitor = await boardAt();
    const token = await visitor.formToken();
    const sent = async (headers: Record<string, string>, body = '') =>
      (await visitor.ask(ACT, { method: 'POST', headers, body })).status;
    expect(await sent({ 'x-form-token': token })).toBe(404);
    expect(await sent({ 'content-type': 'application/x-www-form-urlencoded' }, `token=${token}`)).toBe(404);
    const parts = `--b\r\ncontent-disposition: form-data; name="token"\r\n\r\n${token}\r\n--b--\r\n`;
    expect(await sent({ 'content-type': 'multipart/form-data; boundary=b' }, parts)).toBe(404);
    expect(await sent({ 'content-type': 'multipart/form-data; boundary=c' }, parts)).toBe(403);
    expect(await sent({ 'content-type': 'text/plain' }, `token=${token}`)).toBe(403);
    expect(await sent({ 'content-type': 'application/json' }, JSON.stringify({ token }))).toBe(403);
    expect((await visitor.ask(`${ACT}?token=${token}`, { method: 'POST' })).status).toBe(403);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('is refused as %s alike', async (method) => {
    const visitor = await boardAt();
    expect(refusal(await visitor.ask('/', { method }))).toBe('403 FORM_TOKEN');
  });

  it.each([
    ['another host', { origin: 'http://evil.example' }],
    ['another port of this host', { origin: 'http://127.0.0.1:1' }],
    ['another scheme', { origin: 'https://' }],
    ['nowhere', { origin: 'null' }],
    ['a page that the browser calls foreign', { 'sec-fetch-site': 'cross-site' }],
    ['a page of a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['a program that does not say', { origin: '' }],
  ])('is refused from %s, whatever token it has', async (_, said) => {
    const visitor = await boardAt();
    const token = await visitor.formToken();
    const headers: Record<string, string> = { ...said };
    if (headers['origin'] === 'https://') headers['origin'] = visitor.url.replace('http:', 'https:');
    expect(refusal(await visitor.ask(ACT, { method: 'POST', form: { token }, headers }))).toBe(
      '403 FOREIGN_ORIGIN',
    );
  });

  it('is refused when it is too large, announced or not', async () => {
    const visitor = await boardAt();
    const token = await visitor.formToken();
    const headers = { 'x-form-token': token, 'content-type': 'application/x-www-form-urlencoded' };
    const body = `why=${'x'.repeat(65_536)}`;
    expect(refusal(await visitor.ask(ACT, { method: 'POST', headers, body }))).toBe('413 TOO_LARGE');
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    expect(refusal(await visitor.ask(ACT, { method: 'POST', headers: chunked, body }))).toBe('413 TOO_LARGE');
    const small = body.slice(0, 60_000);
    expect((await visitor.ask(ACT, { method: 'POST', headers: chunked, body: small })).status).toBe(404);
  });
});

describe('a board with users', () => {
  it('on the loopback address is read without a login, and changed with one', async () => {
    await withUsers();
    const visitor = await boardAt();
    expect((await visitor.ask('/')).body).toContain('reading only');
    const stranger = await visitor.ask(ACT, { method: 'POST', form: { token: '' } });
    expect(refusal(stranger)).toBe('401 LOGIN_NEEDED');
    expect(stranger.headers['www-authenticate']).toBeDefined();
    await visitor.login('anna', PASSWORD);
    expect((await act(visitor)).status).toBe(404);
  });

  it('is read after a login alone when it is set so, and everywhere else', async () => {
    await withUsers();
    for (const setting of [{ access: { readWithoutLogin: false } }, { host: '0.0.0.0' }]) {
      const visitor = await boardAt(setting);
      const page = await visitor.ask('/files?day=2026-11-20');
      expect([page.status, page.headers.location]).toEqual([303, '/login?next=%2Ffiles%3Fday%3D2026-11-20']);
      for (const path of ['/api/status', '/events', '/metrics'])
        expect(refusal(await visitor.ask(path))).toBe('401 LOGIN_NEEDED');
      for (const path of ['/login', '/board.css', '/board.js', '/icon.svg'])
        expect((await visitor.ask(path)).status).toBe(200);
      await visitor.login('vera', PASSWORD);
      expect((await visitor.ask('/api/status')).status).toBe(200);
    }
  });

  it('shows nothing of the mission to who is not let in', async () => {
    const visitor = await boardAt({ host: '0.0.0.0' });
    expect(refusal(await visitor.ask('/'))).toBe('403 NO_USERS');
    await withUsers();
    for (const path of ['/login', '/nothing.css', '/login/more']) {
      const { body } = await visitor.ask(path);
      expect(body).not.toMatch(/held|<nav|<script/);
    }
  });

  it('lets a viewer change nothing, by whatever path and method', async () => {
    await withUsers();
    const vera = await boardAt();
    await vera.login('vera', PASSWORD);
    const token = await vera.formToken();
    expect(token).not.toBe('');
    for (const path of [
      ACT,
      '/act',
      '/verbs/retry',
      '/verbs/',
      '/api/anything',
      '/',
      '/days/2026-11-20',
      '/VERBS/x',
    ])
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
        expect(refusal(await vera.ask(path, { method, headers: { 'x-form-token': token } }))).toBe(
          '403 NOT_OPERATOR',
        );
    for (const path of [ACT, '/verbs', '/verbs/retry', '/act/x/y', '/%76erbs/retry', '/verbs%2fretry/../x'])
      expect(refusal(await vera.ask(path))).toBe('403 NOT_OPERATOR');
  });
});

describe('a login', () => {
  it('ends with its logout, for every copy of its cookie', async () => {
    await withUsers();
    const anna = await boardAt();
    expect((await anna.login('anna', PASSWORD)).headers.location).toBe('/');
    const thief = another(anna);
    anna.jar.forEach((value, name) => thief.jar.set(name, value));
    const page = await anna.ask('/');
    expect(page.body).toMatch(/>anna<\/b>\s*operator/);
    const token = await anna.tokenOf('/');
    const out = await anna.ask('/logout', { method: 'POST', form: { token } });
    expect([out.status, out.headers.location]).toEqual([303, '/']);
    for (const visitor of [anna, thief]) expect((await visitor.ask('/')).body).toContain('reading only');
    expect((await anna.ask('/logout', { method: 'POST', form: { token } })).status).toBe(403);
  });

  it('says the same of an unknown name and of a wrong password, as a page with the form', async () => {
    await withUsers();
    const visitor = await boardAt();
    const said = [];
    for (const name of ['anna', 'nobody', '__proto__', '', '<script>']) {
      const answer = await visitor.login(name, 'not the password');
      expect(answer.status).toBe(403);
      expect(answer.body).not.toContain('<script>');
      said.push(
        answer.body
          .replace(/ value="[^"]*"/g, '')
          .replace(/\s+/g, ' ')
          .replaceAll(' autofocus', ''),
      );
    }
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toContain('No user has that name and that password.');
    expect((await visitor.ask('/')).body).toContain('reading only');
  });

  it('needs a form of this board, in the browser that it was sent to', async () => {
    await withUsers();
    const visitor = await boardAt();
    const form = { name: 'anna', password: PASSWORD, token: await another(visitor).tokenOf('/login') };
    expect(refusal(await visitor.ask('/login', { method: 'POST', form }))).toBe('403 FORM_TOKEN');
    await visitor.tokenOf('/login');
    expect(refusal(await visitor.ask('/login', { method: 'POST', form }))).toBe('403 FORM_TOKEN');
    const headers = { origin: 'http://evil.example' };
    expect(refusal(await visitor.login('anna', PASSWORD, { headers }))).toBe('403 FOREIGN_ORIGIN');
    expect((await visitor.ask('/')).body).toContain('reading only');
  });

  it('gives a new session each time, and takes none that the browser brings along', async () => {
    await withUsers();
    const visitor = await boardAt();
    const first = (await visitor.login('vera', PASSWORD)).cookies[0]!;
    const [name] = first.split('=');
    const planted = 'A'.repeat(43);
    const victim = another(visitor);
    victim.jar.set(name!, planted);
    expect((await victim.ask('/')).body).toContain('reading only');
    await victim.login('anna', PASSWORD);
    expect(victim.jar.get(name!)).not.toBe(planted);
    const attacker = another(visitor);
    attacker.jar.set(name!, planted);
    expect((await attacker.ask('/')).body).toContain('reading only');
  });

  it('keeps its cookies from scripts and from other sites', async () => {
    await withUsers();
    const visitor = await boardAt();
    const { cookies } = await visitor.login('anna', PASSWORD);
    expect(cookies).toHaveLength(1);
    const port = new URL(visitor.url).port;
    expect(cookies[0]).toMatch(new RegExp(`^sipstream-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax$`));
  });

  it.each([
    '//evil.example',
    'https://evil.example/',
    '/\\evil.example',
    '/.//evil.example',
    '/\t/evil.example',
    '/login',
    'javascript:alert(1)',
  ])('leads to no other place than this board (%j)', async (next) => {
    await withUsers();
    const visitor = await boardAt();
    expect((await visitor.login('anna', PASSWORD, { next })).headers.location).toBe('/');
    const there = `/login?next=${encodeURIComponent(next)}`;
    expect((await visitor.ask(there)).headers.location).toBe('/');
  });

  it('leads to the page that was asked for', async () => {
    await withUsers();
    const visitor = await boardAt();
    const next = '/files?day=2026-11-20';
    expect((await visitor.login('anna', PASSWORD, { next })).headers.location).toBe(next);
  });

  it('is refused after too many wrong passwords for a name, from wherever, even with the right one', async () => {
    await withUsers();
    const proxy = { access: { proxy: { trusted: ['127.0.0.1'], operators: [] } } };
    const visitor = await boardAt(proxy);
    const from = (n: number) => ({ headers: { 'x-forwarded-for': `203.0.113.${n}` } });
    for (let n = 1; n <= ATTEMPTS.name; n += 1)
      expect((await visitor.login('anna', 'wrong', from(n))).status).toBe(403);
    const answer = await visitor.login('anna', PASSWORD, from(99));
    expect(refusal(answer)).toBe('429 TOO_MANY_ATTEMPTS');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(60);
    expect(answer.body).toMatch(/Try again in \d+ minutes/);
    expect((await visitor.login('vera', PASSWORD, from(99))).status).toBe(303);
  });

  it('is refused after too many wrong passwords from one address, whatever the names, at once or one by one', async () => {
    await withUsers();
    const visitor = await boardAt();
    const token = await visitor.tokenOf('/login');
    const answers = await Promise.all(
      Array.from({ length: ATTEMPTS.address + 4 }, (_, n) =>
        visitor.ask('/login', { method: 'POST', form: { token, name: `user${n}`, password: 'wrong' } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(ATTEMPTS.address);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(4);
    expect((await visitor.login('anna', PASSWORD)).status).toBe(429);
  });

  it('that was right costs no attempt', async () => {
    await withUsers();
    const visitor = await boardAt();
    for (let n = 0; n < ATTEMPTS.address + 2; n += 1)
      expect((await another(visitor).login('anna', PASSWORD)).status).toBe(303);
  });
});

describe('a session', () => {
  it('ends when its reader has done nothing for long; a page that renews itself does not count', async () => {
    await withUsers();
    const visitor = await boardAt();
    await visitor.login('anna', PASSWORD);
    clock += IDLE_MS - 1;
    expect((await visitor.ask('/')).body).toContain('>anna<');
    clock += IDLE_MS - 1;
    expect((await visitor.ask('/', { headers: { 'x-refresh': '1' } })).body).toContain('>anna<');
    clock += 2;
    expect((await visitor.ask('/')).body).toContain('reading only');
  });

  it('ends after its longest time, whatever is done', async () => {
    await withUsers();
    const visitor = await boardAt();
    await visitor.login('anna', PASSWORD);
    for (let at = 0; at < LONGEST_MS - IDLE_MS / 2; at += IDLE_MS / 2) {
      expect((await visitor.ask('/')).body).toContain('>anna<');
      clock += IDLE_MS / 2;
    }
    clock += IDLE_MS / 2;
    expect((await visitor.ask('/')).body).toContain('reading only');
  });

  it('ends with its user, whose page that is still open hears nothing more', async () => {
    await withUsers();
    const visitor = await boardAt({ access: { readWithoutLogin: false } });
    await visitor.login('vera', PASSWORD);
    const events = await visitor.open('/events');
    let heard = '';
    const ended = once(
      events.setEncoding('utf8').on('data', (chunk) => (heard += chunk)),
      'end',
    );
    await expect.poll(() => heard).toContain('hello');
    await writeUsers(users(), new Map([user('anna', 'operator')]));
    expect((await visitor.ask('/')).status).toBe(303);
    let over = false;
    void ended.then(() => (over = true));
    let day = dataDay('2026-11-20');
    // The board has something to tell, for as long as it takes to notice that there is nobody to tell it to.
    await expect
      .poll(
        async () => {
          await openDay(ledger, { mission: mission.mission, day }, { at: clock, openedBy: 'anna' });
          day = addDays(day, 1);
          return over;
        },
        { timeout: 100_000 },
      )
      .toBe(true);
    expect(heard).not.toContain('changed');
  });

  it('ends with its password, and has the role that its user has now', async () => {
    await withUsers();
    const visitor = await boardAt();
    await visitor.login('vera', PASSWORD);
    expect(refusal(await act(visitor))).toBe('403 NOT_OPERATOR');
    await writeUsers(users(), new Map([user('vera', 'operator')]));
    expect((await act(visitor)).status).toBe(404);
    await writeUsers(
      users(),
      new Map([user('vera', 'operator', await hashPassword('other unrelated words'))]),
    );
    expect((await visitor.ask('/')).body).toContain('reading only');
  });

  it('does not outlive the last user: without any, nobody acts; without the file, this host does', async () => {
    await withUsers();
    const visitor = await boardAt();
    await writeUsers(users(), new Map());
    expect(refusal(await visitor.ask(ACT, { method: 'POST' }))).toBe('401 LOGIN_NEEDED');
    await unlink(users());
    expect((await act(visitor)).status).toBe(404);
  });

  it("is nobody's while the users file is damaged, and nobody is let in", async () => {
    await withUsers();
    const visitor = await boardAt();
    await visitor.login('anna', PASSWORD);
    await writeFile(users(), '{"users":[{"name":"anna"}]}');
    for (const path of ['/', '/login', '/board.css']) {
      const answer = await visitor.ask(path);
      expect(refusal(answer)).toBe('500 STATION_CONFIG');
      expect(answer.body).not.toContain(home);
    }
    await withUsers();
    expect((await visitor.ask('/')).body).toContain('>anna<');
  });
});

describe('a board behind a proxy', () => {
  const proxy = { trusted: ['127.0.0.0/8'], header: 'X-Remote-User', operators: ['anna'] };
  const url = 'https://sips.example.org';
  const published = { access: { url, proxy } };
  const by = (name: string) => ({ host: 'sips.example.org', origin: url, 'x-remote-user': name });

  it("takes its word for who it is, and the station's for who is an operator", async () => {
    const visitor = await boardAt(published);
    expect((await visitor.ask('/', { headers: by('anna') })).body).toMatch(/>anna<\/b>\s*operator/);
    expect((await act(visitor, by('anna'))).status).toBe(404);
    expect(refusal(await act(visitor, by('ben@example.org')))).toBe('403 NOT_OPERATOR');
    const token = await visitor.formToken(by('ben@example.org'));
    expect(refusal(await visitor.ask(ACT, { method: 'POST', form: { token }, headers: by('anna') }))).toBe(
      '403 FORM_TOKEN',
    );
    expect((await visitor.ask('/', { headers: by('anna') })).body).not.toContain('Log out');
  });

  it.each(['', ' ', 'anna, ben', 'an na', 'anna\u00e9', 'x'.repeat(65)])(
    'lets nobody in by the name %j',
    async (name) => {
      const visitor = await boardAt(published);
      expect(refusal(await visitor.ask('/', { headers: by(name) }))).toBe('403 NO_USERS');
    },
  );

  it('does not believe the header from anybody else', async () => {
    await withUsers();
    const elsewhere = { access: { url, proxy: { ...proxy, trusted: ['10.0.0.1'] } } };
    for (const setting of [elsewhere, { access: { url } }, {}]) {
      const visitor = await boardAt(setting);
      const headers = { 'x-remote-user': 'anna', ...(setting.access && { host: 'sips.example.org' }) };
      const { status, body } = await visitor.ask('/api/reader', { headers });
      if (status === 200) expect(JSON.parse(body)).toMatchObject({ role: 'viewer', knownBy: null });
      else expect(status).toBe(401);
      const posted = { ...headers, origin: setting.access ? url : visitor.url };
      expect(refusal(await visitor.ask(ACT, { method: 'POST', headers: posted }))).toBe('401 LOGIN_NEEDED');
    }
  });

  it('keeps its cookies and its visitors to TLS', async () => {
    await withUsers();
    const visitor = await boardAt({ access: { url } });
    const headers = { host: 'sips.example.org', origin: url };
    const answer = await visitor.login('anna', PASSWORD, { headers });
    expect(answer.cookies[0]).toMatch(
      /^__Host-sipstream=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=\d{8}$/);
    expect((await act(visitor, headers)).status).toBe(404);
    const plain = { host: 'sips.example.org', origin: 'http://sips.example.org' };
    expect(refusal(await act(visitor, plain))).toBe('403 FOREIGN_ORIGIN');
  });

  it('believes that there is TLS from the proxy alone', async () => {
    await withUsers();
    const said = { 'x-forwarded-proto': 'https' };
    const trusting = await boardAt({ access: { proxy: { trusted: ['127.0.0.1'], operators: [] } } });
    const origin = trusting.url.replace('http:', 'https:');
    const answer = await trusting.login('anna', PASSWORD, { headers: { ...said, origin } });
    expect(answer.cookies[0]).toContain('__Host-');
    const wary = await boardAt();
    const open = await wary.login('anna', PASSWORD, { headers: said });
    expect(open.cookies[0]).not.toContain('Secure');
    expect(open.headers['strict-transport-security']).toBeUndefined();
  });

  it('is served under its public name, and under no other', async () => {
    await withUsers();
    const visitor = await boardAt({ host: '0.0.0.0', access: { url } });
    const headers = { host: 'evil.example', 'x-forwarded-host': 'sips.example.org' };
    expect(refusal(await visitor.ask('/', { headers }))).toBe('403 WRONG_HOST');
    const page = await visitor.ask('/days/x', { headers: { host: 'sips.example.org' } });
    expect(page.headers.location).toBe('/login?next=%2Fdays%2Fx');
  });
});

describe('every answer', () => {
  it.each(['/', '/login', '/nothing', '/board.css', '/api/status', '/api/nothing', '/events'])(
    'tells the browser what to refuse (%s)',
    async (path) => {
      await withUsers();
      const visitor = await boardAt();
      const response = await visitor.open(path);
      response.destroy();
      const { headers } = response;
      expect(headers['content-security-policy']).toBe(
        "default-src 'self'; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['permissions-policy']).toContain('camera=()');
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['cache-control']).toMatch(/no-store|no-cache/);
    },
  );
});
