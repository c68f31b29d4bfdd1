import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ATTEMPTS } from '../../src/operator/board/access/login-limits.js';
import { another, GuardedHome, PASSWORD, refusal } from '../support/guarded-board.js';

let guarded: GuardedHome;
beforeAll(async () => {
  guarded = await GuardedHome.make();
});
afterEach(() => guarded.clear());
afterAll(() => guarded?.remove());

describe('a login', () => {
  it('ends with its logout, for every copy of its cookie', async () => {
    await guarded.annaAndVera();
    const anna = await guarded.board();
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
    await guarded.annaAndVera();
    const visitor = await guarded.board();
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
    await guarded.annaAndVera();
    const visitor = await guarded.board();
    const form = { name: 'anna', password: PASSWORD, token: await another(visitor).tokenOf('/login') };
    expect(refusal(await visitor.ask('/login', { method: 'POST', form }))).toBe('403 FORM_TOKEN');
    await visitor.tokenOf('/login');
    expect(refusal(await visitor.ask('/login', { method: 'POST', form }))).toBe('403 FORM_TOKEN');
    const headers = { origin: 'http://evil.example' };
    expect(refusal(await visitor.login('anna', PASSWORD, { headers }))).toBe('403 FOREIGN_ORIGIN');
    expect((await visitor.ask('/')).body).toContain('reading only');
  });

  it('gives a new session each time, and takes none that the browser brings along', async () => {
    await guarded.annaAndVera();
    const visitor = await guarded.board();
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
    await guarded.annaAndVera();
    const visitor = await guarded.board();
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
    await guarded.annaAndVera();
    const visitor = await guarded.board();
    expect((await visitor.login('anna', PASSWORD, { next })).headers.location).toBe('/');
    const there = `/login?next=${encodeURIComponent(next)}`;
    expect((await visitor.ask(there)).headers.location).toBe('/');
  });

  it('leads to the page that was asked for', async () => {
    await guarded.annaAndVera();
    const visitor = await guarded.board();
    const next = '/files?day=2026-11-20';
    expect((await visitor.login('anna', PASSWORD, { next })).headers.location).toBe(next);
  });

  it('is refused after too many wrong passwords for a name, from wherever, even with the right one', async () => {
    await guarded.annaAndVera();
    const proxy = { access: { proxy: { trusted: ['127.0.0.1'], operators: [] } } };
    const visitor = await guarded.board(proxy);
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
    await guarded.annaAndVera();
    const visitor = await guarded.board();
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
    await guarded.annaAndVera();
    const visitor = await guarded.board();
    for (let n = 0; n < ATTEMPTS.address + 2; n += 1)
      expect((await another(visitor).login('anna', PASSWORD)).status).toBe(303);
  });
});
