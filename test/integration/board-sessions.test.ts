import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { once } from 'node:events';
import { unlink, writeFile } from 'node:fs/promises';
import { addDays, dataDay } from '../../src/domain/data-day.js';
import { openDay } from '../../src/ledger/days.js';
import { hashPassword } from '../../src/adapters/access/password.js';
import { IDLE_MS, LONGEST_MS } from '../../src/operator/board/access/sessions.js';
import { ACT, act, GuardedHome, PASSWORD, refusal } from '../support/guarded-board.js';

let guarded: GuardedHome;
beforeAll(async () => {
  guarded = await GuardedHome.make();
});
afterEach(() => guarded.clear());
afterAll(() => guarded?.remove());

describe('a session', () => {
  it('ends when its reader has done nothing for long; what an open page loads again does not count', async () => {
    await guarded.annaAndVera();
    const visitor = await guarded.board();
    await visitor.login('anna', PASSWORD);
    guarded.clock += IDLE_MS - 1;
    expect((await visitor.ask('/')).body).toContain('>anna<');
    guarded.clock += IDLE_MS - 1;
    expect((await visitor.ask('/', { headers: { 'x-refresh': '1' } })).body).toContain('>anna<');
    await visitor.ask('/days/2026-11-20/browse', { headers: { accept: 'image/*' } });
    guarded.clock += 2;
    expect((await visitor.ask('/')).body).toContain('reading only');
  });

  it('ends after its longest time, whatever is done', async () => {
    await guarded.annaAndVera();
    const visitor = await guarded.board();
    await visitor.login('anna', PASSWORD);
    for (let at = 0; at < LONGEST_MS - IDLE_MS / 2; at += IDLE_MS / 2) {
      expect((await visitor.ask('/')).body).toContain('>anna<');
      guarded.clock += IDLE_MS / 2;
    }
    guarded.clock += IDLE_MS / 2;
    expect((await visitor.ask('/')).body).toContain('reading only');
  });

  it('ends with its user, whose page that is still open hears nothing more', async () => {
    await guarded.annaAndVera();
    const visitor = await guarded.board({ access: { readWithoutLogin: false } });
    await visitor.login('vera', PASSWORD);
    const events = await visitor.open('/events');
    let heard = '';
    const ended = once(
      events.setEncoding('utf8').on('data', (chunk) => (heard += chunk)),
      'end',
    );
    await expect.poll(() => heard).toContain('hello');
    await guarded.users(['anna', 'operator']);
    expect((await visitor.ask('/')).status).toBe(303);
    let over = false;
    void ended.then(() => (over = true));
    let day = dataDay('2026-11-20');
    // The board has something to tell, for as long as it takes to notice that there is nobody to tell it to.
    await expect
      .poll(
        async () => {
          await openDay(
            guarded.ledger,
            { mission: guarded.mission.mission, day },
            { at: guarded.clock, openedBy: 'anna' },
          );
          day = addDays(day, 1);
          return over;
        },
        { timeout: 100_000 },
      )
      .toBe(true);
    expect(heard).not.toContain('changed');
  });

  it('ends with its password, and has the role that its user has now', async () => {
    await guarded.annaAndVera();
    const visitor = await guarded.board();
    await visitor.login('vera', PASSWORD);
    expect(refusal(await act(visitor))).toBe('403 NOT_OPERATOR');
    await guarded.users(['vera', 'operator']);
    expect((await act(visitor)).status).toBe(404);
    await guarded.users(['vera', 'operator', await hashPassword('other unrelated words')]);
    expect((await visitor.ask('/')).body).toContain('reading only');
  });

  it('does not outlive the last user: without any, nobody acts; without the file, this host does', async () => {
    await guarded.annaAndVera();
    const visitor = await guarded.board();
    await guarded.users();
    expect(refusal(await visitor.ask(ACT, { method: 'POST' }))).toBe('401 LOGIN_NEEDED');
    await unlink(guarded.usersFile);
    expect((await act(visitor)).status).toBe(404);
  });

  it("is nobody's while the users file is damaged, and nobody is let in", async () => {
    await guarded.annaAndVera();
    const visitor = await guarded.board();
    await visitor.login('anna', PASSWORD);
    await writeFile(guarded.usersFile, '{"users":[{"name":"anna"}]}');
    expect((await visitor.ask('/board.css')).status).toBe(200);
    expect((await visitor.ask('/nothing.css')).body).toBe('Not found.');
    for (const path of ['/', '/login', '/api/reader']) {
      const answer = await visitor.ask(path);
      expect(refusal(answer)).toBe('500 STATION_CONFIG');
      expect(answer.body).not.toContain(guarded.home);
    }
    await guarded.annaAndVera();
    expect((await visitor.ask('/')).body).toContain('>anna<');
  });
});
