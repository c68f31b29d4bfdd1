import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataDay } from '../../src/domain/data-day.js';
import { hashPassword } from '../../src/adapters/access/password.js';
import { writeUsers } from '../../src/operator/board/access/users-file.js';
import { workflowIds } from '../../src/domain/ids.js';
import type { Board } from '../../src/operator/board/board.js';
import { VERB_FIELDS } from '../../src/operator/verbs/forms.js';
import { boardOf } from '../support/board-of-station.js';
import { Visitor, type Answer } from '../support/board-visitor.js';
import { PASSWORD, refusal } from '../support/guarded-board.js';
import { PATIENT, useStation } from '../support/station.js';

const DAY = dataDay('2026-03-01');
const WHY = 'a test of who may';
const VERBS = Object.keys(VERB_FIELDS);

describe('who may say a verb by the board', PATIENT, () => {
  const station = useStation({ days: [] });
  let directory: string;
  let board: Board;
  let anna: Visitor;
  let vera: Visitor;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'board-verbs-'));
    const users = join(directory, 'users.json');
    const password = await hashPassword(PASSWORD);
    const people = [
      { name: 'anna', role: 'operator', password },
      { name: 'vera', role: 'viewer', password },
    ] as const;
    await writeUsers(users, new Map(people.map((user) => [user.name, user])));
    board = await boardOf(station(), users);
    [anna, vera] = [new Visitor(board.url), new Visitor(board.url)];
    await anna.login('anna', PASSWORD);
    await vera.login('vera', PASSWORD);
  });
  afterAll(async () => {
    await board?.stop();
    if (directory) await rm(directory, { recursive: true, force: true });
  });

  const said = () => station().rows('interventions');
  const post = async (verb: string, fields: Record<string, string>, token?: string): Promise<Answer> =>
    anna.ask(`/verbs/${verb}`, {
      method: 'POST',
      form: { token: token ?? (await anna.formToken()), why: WHY, ...fields },
    });
  const program = async (verb: string, body: string | object): Promise<Answer> =>
    anna.ask(`/api/verbs/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-form-token': await anna.formToken() },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('an operator may; `by` is who is logged in, whatever the form says', async () => {
    const opened = await post('open', { day: DAY, by: 'somebody else', back: `/days/${DAY}` });
    expect(opened.status).toBe(303);
    expect(opened.headers.location).toMatch(new RegExp(`^/days/${DAY}\\?told=[\\w-]+$`));
    const workflow = workflowIds.level('mopitt', DAY, 'L1');
    await station().until('L1 waits', async () => {
      const story = await station()
        .story(workflow)
        .catch(() => undefined);
      return story?.state === 'waiting' && (await station().level(DAY, 'L1')) !== undefined;
    });
    const held = await program('wait', {
      day: DAY,
      level: 'l1',
      until: '+2h',
      why: WHY,
      by: 'somebody else',
    });
    expect(held.status).toBe(200);
    expect(JSON.parse(held.body)).toMatchObject({
      accepted: true,
      sentence: `${DAY} L1: wait accepted (anna: ${WHY}).`,
    });
    await station().until('both are recorded', async () => (await said()).length === 2);
    expect(new Set((await said()).map(({ actor }) => actor))).toEqual(new Set(['anna']));
  });

  it('a viewer sees no form, and cannot send one', async () => {
    for (const path of ['/', `/days/${DAY}`, '/days/2026-03-02', '/decisions', '/files?place=unmatched'])
      expect((await vera.ask(path)).body, path).not.toContain('action="/verbs/');
    expect((await anna.ask(`/days/${DAY}`)).body).toContain('action="/verbs/');
    const before = await said();
    const token = await vera.formToken();
    for (const verb of VERBS) {
      const form = { token, day: DAY, level: 'L1', why: WHY };
      expect(refusal(await vera.ask(`/verbs/${verb}`, { method: 'POST', form }))).toBe('403 NOT_OPERATOR');
      const headers = { 'content-type': 'application/json', 'x-form-token': token };
      const body = JSON.stringify(form);
      expect(refusal(await vera.ask(`/api/verbs/${verb}`, { method: 'POST', headers, body }))).toBe(
        '403 NOT_OPERATOR',
      );
    }
    expect(await said()).toEqual(before);
  });

  it('nothing happens without the token of this session, or from a page elsewhere', async () => {
    const before = await said();
    const other = new Visitor(board.url);
    await other.login('anna', PASSWORD);
    const fields = { day: DAY, level: 'L1' };
    for (const token of ['', 'guessed', await vera.formToken(), await other.formToken()])
      expect(refusal(await post('release', fields, token))).toBe('403 FORM_TOKEN');
    const token = await anna.formToken();
    for (const origin of ['https://evil.example', 'null', `${board.url}.evil.example`]) {
      const asked = { method: 'POST', form: { ...fields, token, why: WHY }, headers: { origin } };
      expect(refusal(await anna.ask('/verbs/release', asked))).toBe('403 FOREIGN_ORIGIN');
    }
    const plain = await anna.ask('/api/verbs/release', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ ...fields, why: WHY }),
    });
    expect(refusal(plain)).toBe('403 FORM_TOKEN');
    expect((await anna.ask(`/verbs/release?day=${DAY}&level=L1&why=x&token=${token}`)).status).toBe(404);
    expect(await said()).toEqual(before);
  });

  it('a form leads to a page of this board and nowhere else', async () => {
    const paths = [
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '/\t/evil.example',
      ' //evil.example',
      'evil.example',
      '/days"><script>',
    ];
    for (const back of paths) {
      const told = await post('note', { back });
      expect(told.status, back).toBe(303);
      expect(told.headers.location, back).toMatch(/^\/\?told=[\w-]+$/);
      const refused = await post('note', { back, day: 'never' });
      expect(refused.status, back).toBe(409);
      expect(refused.body, back).not.toContain('evil.example');
      expect(refused.body, back).not.toContain('javascript:');
    }
    const kept = await post('note', { back: `/messages/%3Ca'(b)@c%3E?x=1&told=abc` });
    expect(kept.headers.location).toMatch(/^\/messages\/%3Ca'\(b\)@c%3E\?x=1&told=[\w-]+$/);
  });

  it('a name that leads out of overflow is refused, and so is a reason that is too long or none', async () => {
    await writeFile(join(station().home, 'outside.dat'), 'x');
    const granule = `MOPEPHN0/${DAY}/0000`;
    for (const file of ['../../outside.dat', '..', '/etc/passwd', 'a/../../../outside.dat', 'a\u0000b']) {
      const answer = await post('identify', { file, granule });
      expect(answer.status, file).toBe(409);
      expect(answer.body, file).toContain('without a directory');
    }
    const long = await post('note', { why: 'x'.repeat(501) });
    expect([long.status, long.body.includes('longer than 500 characters')]).toEqual([409, true]);
    const none = await post('note', { why: '  ' });
    expect([none.status, none.body.includes('is missing')]).toEqual([409, true]);
    expect((await post('note', { why: 'x'.repeat(70_000) })).status).toBe(413);
    expect(await station().names('.')).toContain('outside.dat');
  });

  it('what was sent comes back as text', async () => {
    const hostile = '"><script>window.hit = 1</script>';
    const refused = await post('wait', { day: DAY, level: 'L1', until: hostile, why: hostile, receipt: '' });
    expect(refused.status).toBe(409);
    const { body } = await post('wait', {
      day: hostile,
      known: `day ${hostile}`,
      why: '</textarea><script>x',
    });
    for (const page of [refused.body, body]) {
      expect(page).not.toContain('<script>window');
      expect(page).not.toContain('<script>x');
    }
  });

  it('a program is told in JSON what was wrong', async () => {
    expect([(await program('hold', '{"day":')).status, (await program('hold', '{"day":')).body]).toEqual([
      400,
      expect.stringContaining('The body is no JSON.'),
    ]);
    for (const [verb, body] of [
      ['nothing', {}],
      ['constructor', {}],
      ['hold', 'null'],
      ['hold', '[]'],
      ['hold', '"text"'],
      ['hold', { day: 5, level: {}, why: [] }],
      ['open', { day: '2026-02-30', why: WHY }],
      ['open', { day: '2026-03-03', why: { toString: 1 } }],
      ['correct', { day: DAY, level: 'L1', why: WHY, __proto__: null }],
      ['hold', { day: DAY, level: 'L1' }],
    ] as const) {
      const answer = await program(verb, body);
      expect(answer.status, `${verb} ${JSON.stringify(body)}`).toBe(409);
      expect(JSON.parse(answer.body)).toMatchObject({
        error: {
          code: expect.stringMatching(/^(USAGE|REFUSED)$/) as string,
          sentence: expect.any(String) as string,
        },
      });
    }
  });
});
