import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer, Visitor } from '../support/board-visitor.js';
import { FrontHouse, multipart } from '../support/front-house.js';

const LIMIT = 64 * 1024;

let house: FrontHouse;
let anna: Visitor;
let id: string;
beforeAll(async () => {
  house = await FrontHouse.make({}, LIMIT);
  anna = await house.member();
  id = await house.order({
    state: 'needs attention',
    heldSentence: 'Your DEM does not cover line f123a011.',
  });
});
afterAll(() => house.remove());

/** Uploads a DEM of nearly the largest size; no two numbers give the same. */
async function upload(number: number): Promise<Answer> {
  const token = await anna.tokenOf(`/orders/${id}/dem`);
  const tiff = Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(LIMIT - 1024, number)]);
  const fields: [string, string][] = [
    ['token', token],
    ['dem', 'upload'],
  ];
  const form = multipart(fields, [['demFile', 'x.tif', tiff]]);
  return anna.ask(`/orders/${id}/dem`, { method: 'POST', ...form });
}

it('a project may keep five times the largest upload, and the same one as often as it likes', async () => {
  for (const number of [1, 2, 3, 4, 5]) expect((await upload(number)).status).toBe(303);
  const kept = await house.uploaded();
  const refused = await upload(6);
  expect(refused.status).toBe(422);
  expect(refused.body).toMatch(/The project has 3\d\d(\.\d+)? k\S* of uploaded DEMs, and may have 3\d\d/);
  expect((await upload(3)).status).toBe(303);
  expect(await house.uploaded()).toEqual(kept);
});
