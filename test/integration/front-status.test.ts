import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../support/board-visitor.js';
import { FrontHouse, PASSWORD, PRODUCTS, PROJECTS } from '../support/front-house.js';

let house: FrontHouse;
let anna: Visitor;
beforeAll(async () => {
  house = await FrontHouse.make();
  anna = await house.member();
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  await house.remove();
});

const MADE = {
  state: 'complete',
  stage: 'complete',
  progress: 100,
  zipBytes: 3,
  files: { zip: 'mapped/a.zip', quickLook: 'mapped/a.png' },
} as const;

describe('the page of an order', () => {
  it.each(['removed', 'cancelled'] as const)(
    'offers nothing that is gone, but to order again: %s',
    async (state) => {
      const id = await house.order({ state, completedAt: house.clock }, { email: `${state}@example.org` });
      await house.product(id, PRODUCTS[0]!, MADE);
      const { body } = await anna.ask(`/orders/${id}`);
      expect(body).not.toMatch(/href="[^"]*\/(files|all)|<img/);
      expect(body).toContain('removed');
      expect(body).toContain('href="/order?flight=2018123a"');
      expect(body).toContain(`/orders/${id}/provenance`);
      const authorization = `Basic ${Buffer.from(`${PROJECTS.own}:${PASSWORD}`).toString('base64')}`;
      const told = await house.stranger().ask(`/api/orders/${id}`, { headers: { authorization } });
      expect(JSON.parse(told.body)).toMatchObject({ products: { f123a011: { link: '' } } });
    },
  );

  it('does not promise what is given up', async () => {
    const id = await house.order({ state: 'partly complete' }, { email: 'partly@example.org' });
    await house.product(id, PRODUCTS[0]!, { state: 'given up', stage: 'geocorrect', progress: 15 });
    const { body } = await anna.ask(`/orders/${id}`);
    expect(body).toContain('not made');
    expect(body).not.toMatch(/<progress|when complete/);
  });

  it('says a sentence once, and what is wrong with it', async () => {
    const sentence = 'Your DEM does not cover the flight.';
    const id = await house.order(
      {
        state: 'needs attention',
        sentence,
        heldCode: 'DEM_UNCOVERED',
        heldSentence: sentence,
        heldDetails: ['west'],
      },
      { email: 'once@example.org' },
    );
    const { body } = await anna.ask(`/orders/${id}`);
    const shown = body.replace(/data-spoken="[^"]*"/, '');
    expect(shown.split(sentence)).toHaveLength(2);
    expect(shown).toContain('<li>west</li>');
  });
});

describe('the formulas step', () => {
  it('marks the field that is wrong, and no other', async () => {
    const id = await house.order({ state: 'awaiting equations' }, { bandMaths: true });
    const form = {
      token: await anna.tokenOf('/'),
      ...{
        formulas: '1',
        'name 0': 'ratio',
        'formula 0': 'band1 / (band2',
        'lines 0': 'f123a011',
        do: 'check',
      },
    };
    const { status, body } = await anna.ask(`/orders/${id}/equations`, { method: 'POST', form });
    expect(status).toBe(422);
    const fields = [...body.matchAll(/<input\s+type="text"[^>]*>/g)].map(([field]) => field);
    expect(fields.map((field) => field.includes('aria-invalid'))).toEqual([false, true]);
  });
});
