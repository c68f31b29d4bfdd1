import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ATTEMPTS } from '../../src/operator/board/access/login-limits.js';
import { FrontHouse, PASSWORD, PROJECTS } from '../support/front-house.js';

const ANNA = `${PROJECTS.own}/anna`;

let house: FrontHouse;
beforeEach(async () => {
  house = await FrontHouse.make();
});
afterEach(() => house.remove());

/** What a program is told that asks for its orders with a name and a password. */
async function asked(name: string, password: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  return (await house.stranger().ask('/api/orders', { headers: { authorization } })).status;
}
const times = <T>(count: number, doIt: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => doIt(n)));
const count = (answers: readonly number[], status: number) =>
  answers.filter((answer) => answer === status).length;

describe('passwords that come at once', () => {
  it('are all let in when they are right, of one name or of several, and so are those after them', async () => {
    const one = await times(3 * ATTEMPTS.name, () => asked(ANNA, PASSWORD));
    expect(count(one, 200)).toBe(one.length);
    const names = [ANNA, PROJECTS.own, `${PROJECTS.other}/eve`];
    const several = await times(2 * ATTEMPTS.address, (n) => asked(names[n % 3]!, PASSWORD));
    expect(count(several, 200)).toBe(several.length);
    expect(await asked(ANNA, PASSWORD)).toBe(200);
  });

  it('are no more guesses than one by one', async () => {
    const guesses = await times(3 * ATTEMPTS.name, (n) => asked(ANNA, `guess ${n}`));
    expect([count(guesses, 401), count(guesses, 429)]).toEqual([ATTEMPTS.name, 2 * ATTEMPTS.name]);
    expect(await asked(ANNA, PASSWORD)).toBe(429);
  });

  it('cost an address nothing where their name is refused', async () => {
    await times(ATTEMPTS.name, () => asked(ANNA, 'wrong'));
    expect(count(await times(2 * ATTEMPTS.address, () => asked(ANNA, 'wrong')), 429)).toBe(
      2 * ATTEMPTS.address,
    );
    expect(await asked(`${PROJECTS.other}/eve`, PASSWORD)).toBe(200);
  });

  it('are counted wrong by wrong, whatever right ones come between', async () => {
    for (let n = 0; n < ATTEMPTS.name; n += 1) {
      expect(await asked(ANNA, PASSWORD)).toBe(200);
      expect(await asked(ANNA, `guess ${n}`)).toBe(401);
    }
    expect(await asked(ANNA, `guess ${ATTEMPTS.name}`)).toBe(429);
    const names = ['eve', 'adam', 'noah', 'ada', 'ben'].map((name) => `${PROJECTS.other}/${name}`);
    const guesses = await times(2 * ATTEMPTS.address, (n) => asked(names[n % 5]!, 'wrong'));
    expect(count(guesses, 401)).toBe(ATTEMPTS.address - ATTEMPTS.name);
  });
});
