import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ATTEMPTS } from '../../src/operator/board/access/login-limits.js';
import { loginName } from '../../src/operator/reading/login-name.js';
import { ACT, act, another, GuardedHome, PASSWORD, refusal } from '../support/guarded-board.js';

let guarded: GuardedHome;
beforeAll(async () => {
  guarded = await GuardedHome.make();
});
afterEach(() => guarded.clear());
afterAll(() => guarded?.remove());

describe('a board on the loopback address without users', () => {
  it('is read by whoever reaches it, who acts as the station itself', async () => {
    const visitor = await guarded.board();
    const page = await visitor.ask('/');
    expect(page.status).toBe(200);
    expect(page.body).toMatch(new RegExp(`>${loginName()}</b>\\s*operator`));
    expect((await act(visitor)).status).toBe(404);
    expect((await visitor.ask('/login')).headers.location).toBe('/');
    expect(visitor.jar.size).toBe(0);
  });

  it.each(['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1.evil.example', 'evil'])(
    'is not served under the name %j, which may be made to resolve to this host',
    async (host) => {
      const visitor = await guarded.board();
      for (const path of ['/', '/login', '/api/status', '/api/reader', '/board.css'])
        expect(refusal(await visitor.ask(path, { headers: { host } }))).toBe('403 WRONG_HOST');
    },
  );

  it.each(['localhost', '127.0.0.1:9', '[::1]:8080', 'LOCALHOST:80'])(
    'is served under %s, as a tunnel has it',
    async (host) => {
      const visitor = await guarded.board();
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
    const visitor = await guarded.board();
    for (const path of ['/', '/login', '/api/reader'])
      expect(refusal(await visitor.ask(path, { headers: { [header]: value } }))).toBe('403 NO_USERS');
    expect((await visitor.ask('/board.css', { headers: { [header]: value } })).status).toBe(200);
  });
});

describe('something that would change anything', () => {
  it('is refused without a token, with a wrong one, and with that of somebody else', async () => {
    await guarded.annaAndVera();
    const anna = await guarded.board();
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
    const visitor = await guarded.board();
    expect(refusal(await visitor.ask(ACT, { method: 'POST' }))).toBe('403 FORM_TOKEN');
    expect(refusal(await visitor.ask('/api/anything', { method: 'POST', body: '{}' }))).toBe(
      '403 FORM_TOKEN',
    );
  });

  it('takes its token from the header, and from a form of either kind, and from nothing else', async () => {
    const visitor = await guarded.board();
    const token = await visitor.formToken();
    const sent = async (headers: Record<string, string>, body = '') =>
      (await visitor.ask(ACT, { method: 'POST', headers, body })).status;
    expect(await sent({ 'x-form-token': token })).toBe(404);
    expect(await sent({ 'content-type': 'application/x-www-form-urlencoded' }, `token=${token}`)).toBe(404);
    const parts = `--a-boundary\r\ncontent-disposition: form-data; name="token"\r\n\r\n${token}\r\n--a-boundary--\r\n`;
    expect(await sent({ 'content-type': 'multipart/form-data; boundary=a-boundary' }, parts)).toBe(404);
    expect(await sent({ 'content-type': 'multipart/form-data; boundary=another' }, parts)).toBe(403);
    expect(await sent({ 'content-type': 'text/plain' }, `token=${token}`)).toBe(403);
    expect(await sent({ 'content-type': 'application/json' }, JSON.stringify({ token }))).toBe(403);
    expect((await visitor.ask(`${ACT}?token=${token}`, { method: 'POST' })).status).toBe(403);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('is refused as %s alike', async (method) => {
    const visitor = await guarded.board();
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
    const visitor = await guarded.board();
    const token = await visitor.formToken();
    const headers: Record<string, string> = { ...said };
    if (headers['origin'] === 'https://') headers['origin'] = visitor.url.replace('http:', 'https:');
    expect(refusal(await visitor.ask(ACT, { method: 'POST', form: { token }, headers }))).toBe(
      '403 FOREIGN_ORIGIN',
    );
  });

  it('is refused when it is too large, announced or not', async () => {
    const visitor = await guarded.board();
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
    await guarded.annaAndVera();
    const visitor = await guarded.board();
    expect((await visitor.ask('/')).body).toContain('reading only');
    const stranger = await visitor.ask(ACT, { method: 'POST', form: { token: '' } });
    expect(refusal(stranger)).toBe('401 LOGIN_NEEDED');
    expect(stranger.headers['www-authenticate']).toBeDefined();
    await visitor.login('anna', PASSWORD);
    expect((await act(visitor)).status).toBe(404);
  });

  it('is read after a login alone when it is set so, and everywhere else', async () => {
    await guarded.annaAndVera();
    for (const setting of [{ access: { readWithoutLogin: false } }, { host: '0.0.0.0' }]) {
      const visitor = await guarded.board(setting);
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

  it('is read by a program with a name and a password, which changes nothing by them', async () => {
    await guarded.annaAndVera();
    const program = await guarded.board({ host: '0.0.0.0' });
    const basic = (words: string) => ({ authorization: `Basic ${Buffer.from(words).toString('base64')}` });
    const headers = basic(`anna:${PASSWORD}`);
    expect((await program.ask('/api/status', { headers })).status).toBe(200);
    const reader = await program.ask('/api/reader', { headers });
    expect(JSON.parse(reader.body)).toEqual({
      name: 'anna',
      role: 'viewer',
      knownBy: 'password',
      formToken: '',
    });
    expect((await program.ask('/', { headers })).status).toBe(303);
    expect(refusal(await program.ask('/events', { headers }))).toBe('401 LOGIN_NEEDED');
    expect(refusal(await program.ask('/api/x', { method: 'POST', headers }))).toBe('401 LOGIN_NEEDED');
    for (const wrong of ['anna:wrong', `ben:${PASSWORD}`, PASSWORD, ':', ''])
      expect(refusal(await program.ask('/api/status', { headers: basic(wrong) }))).toBe('401 LOGIN_NEEDED');
    for (let n = 0; n < ATTEMPTS.name; n += 1)
      await program.ask('/metrics', { headers: basic('vera:wrong') });
    const late = await program.ask('/metrics', { headers: basic(`vera:${PASSWORD}`) });
    expect(refusal(late)).toBe('429 TOO_MANY_ATTEMPTS');
    expect(late.headers['retry-after']).toBeDefined();
    expect(program.jar.size).toBe(0);
  });

  it('shows nothing of the mission to who is not let in', async () => {
    const visitor = await guarded.board({ host: '0.0.0.0' });
    expect(refusal(await visitor.ask('/'))).toBe('403 NO_USERS');
    await guarded.annaAndVera();
    for (const path of ['/login', '/nothing.css', '/login/more']) {
      const { body } = await visitor.ask(path);
      expect(body).not.toMatch(/held|<nav|<script/);
    }
  });

  it('lets a viewer change nothing, by whatever path and method', async () => {
    await guarded.annaAndVera();
    const vera = await guarded.board();
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
    for (const path of [ACT, '/verbs', '/verbs/retry', '/act/x/y', '/%76erbs/retry'])
      expect(refusal(await vera.ask(path))).toBe('403 NOT_OPERATOR');
  });
});

describe('every answer', () => {
  it.each(['/', '/login', '/nothing', '/board.css', '/api/status', '/api/nothing', '/events'])(
    'tells the browser what to refuse (%s)',
    async (path) => {
      await guarded.annaAndVera();
      const visitor = await guarded.board();
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
