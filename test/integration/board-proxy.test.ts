import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ACT, act, GuardedHome, PASSWORD, refusal } from '../support/guarded-board.js';

let guarded: GuardedHome;
beforeAll(async () => {
  guarded = await GuardedHome.make();
});
afterEach(() => guarded.clear());
afterAll(() => guarded?.remove());

describe('a board behind a proxy', () => {
  const proxy = { trusted: ['127.0.0.0/8'], header: 'X-Remote-User', operators: ['anna'] };
  const url = 'https://sips.example.org';
  const published = { access: { url, proxy } };
  const by = (name: string) => ({ host: 'sips.example.org', origin: url, 'x-remote-user': name });

  it("takes its word for who it is, and the station's for who is an operator", async () => {
    const visitor = await guarded.board(published);
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
      const visitor = await guarded.board(published);
      expect(refusal(await visitor.ask('/', { headers: by(name) }))).toBe('403 NO_USERS');
    },
  );

  it('does not believe the header from anybody else', async () => {
    await guarded.annaAndVera();
    const elsewhere = { access: { url, proxy: { ...proxy, trusted: ['10.0.0.1'] } } };
    for (const setting of [elsewhere, { access: { url } }, {}]) {
      const visitor = await guarded.board(setting);
      const headers = { 'x-remote-user': 'anna', ...(setting.access && { host: 'sips.example.org' }) };
      const { status, body } = await visitor.ask('/api/reader', { headers });
      if (status === 200) expect(JSON.parse(body)).toMatchObject({ role: 'viewer', knownBy: null });
      else expect(status).toBe(401);
      const posted = { ...headers, origin: setting.access ? url : visitor.url };
      expect(refusal(await visitor.ask(ACT, { method: 'POST', headers: posted }))).toBe('401 LOGIN_NEEDED');
    }
  });

  it('keeps its cookies and its visitors to TLS', async () => {
    await guarded.annaAndVera();
    const visitor = await guarded.board({ access: { url } });
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
    await guarded.annaAndVera();
    const said = { 'x-forwarded-proto': 'https' };
    const trusting = await guarded.board({ access: { proxy: { trusted: ['127.0.0.1'], operators: [] } } });
    const origin = trusting.url.replace('http:', 'https:');
    const answer = await trusting.login('anna', PASSWORD, { headers: { ...said, origin } });
    expect(answer.cookies[0]).toContain('__Host-');
    const wary = await guarded.board();
    const open = await wary.login('anna', PASSWORD, { headers: said });
    expect(open.cookies[0]).not.toContain('Secure');
    expect(open.headers['strict-transport-security']).toBeUndefined();
  });

  it('is served under its public name, and under no other', async () => {
    await guarded.annaAndVera();
    const visitor = await guarded.board({ host: '0.0.0.0', access: { url } });
    const headers = { host: 'evil.example', 'x-forwarded-host': 'sips.example.org' };
    expect(refusal(await visitor.ask('/', { headers }))).toBe('403 WRONG_HOST');
    const page = await visitor.ask('/days/x', { headers: { host: 'sips.example.org' } });
    expect(page.headers.location).toBe('/login?next=%2Fdays%2Fx');
  });
});
