import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runApl } from '../../src/airborne/apl/run-apl.js';
import type { MapRequest } from '../../src/airborne/contract.js';
import { map } from '../../src/airborne/map/map.js';
import { parseEnviHeader, enviList } from '../../src/formats/envi-header.js';
import { geographic, mapRequest, scratch } from '../airborne/map-run.js';
import { writeLine } from '../support/map-line.js';

const report = { progress: () => undefined, say: () => undefined };
const headerOf = async (path: string) => parseEnviHeader(await readFile(`${path}.hdr`, 'latin1'));

/** A line, the map of all of it by the built-in engine, and an aplmap that makes just that map. */
async function lineWithApl(pixelSize = { x: 1, y: 1 }) {
  const folder = await scratch();
  const shape = { samples: 40, lines: 60, bands: 3 };
  const value = (band: number, line: number, sample: number) => 1 + band * 10_000 + line * 40 + sample;
  const line = await writeLine(folder, 'line', shape, 12, value);
  const request = mapRequest(folder, line, { pixelSize, bands: [1, 2, 3], type: 'uint16' });
  const whole = join(folder, 'whole.bil');
  await map({ ...request, output: whole }, report);
  const apl = join(folder, 'apl');
  await mkdir(apl);
  const text = `#!/bin/sh
printf '%s\\n' "$@" > '${folder}/argv'
while [ "$1" != -mapname ]; do shift; done
cp '${whole}' "$2"
cp '${whole}.hdr' "$2.hdr"
`;
  await writeFile(join(apl, 'aplmap'), text, { mode: 0o755 });
  const header = await headerOf(whole);
  const { samples, lines } = header;
  const [, , , left, top] = enviList(header, 'map info')!.map(Number);
  const [x, y] = [left! + 0.4 * samples * pixelSize.x, top! - 0.6 * lines * pixelSize.y];
  const bounds = geographic(x, y, x + 12.3 * pixelSize.x, y + 7.7 * pixelSize.y);
  return { folder, whole, apl, request, bounds };
}

describe('a map that APL makes', () => {
  it.each([
    ['of whole metres', { x: 1, y: 1 }],
    ['that are no whole numbers', { x: 0.7, y: 1.3 }],
  ])(
    'is cut to the bounds of its order as the built-in engine does, with pixels %s',
    async (_, pixelSize) => {
      const { folder, apl, request, bounds } = await lineWithApl(pixelSize);
      const builtIn = join(folder, 'builtin.bil');
      await map({ ...request, bounds, output: builtIn, index: `${builtIn}.index` }, report);
      const facts = await runApl(apl, { ...request, bounds }, report);
      expect(await readFile(request.output)).toEqual(await readFile(builtIn));
      const [cut, own] = [await headerOf(request.output), await headerOf(builtIn)];
      expect(cut).toEqual(own);
      expect(facts).toEqual({ program: 'aplmap', bytes: cut.samples * cut.lines * cut.bands * 2 });
      expect(await readFile(join(folder, 'argv'), 'utf8')).not.toContain(String(bounds.north).slice(0, 6));
    },
  );

  it('keeps cells of its own where they lie otherwise than on multiples of the pixel size', async () => {
    const { apl, whole, request, bounds } = await lineWithApl();
    const header = await readFile(`${whole}.hdr`, 'latin1');
    const [before] = /map info = .*/.exec(header)!;
    const words = before.split(', ');
    // The reference pixel is another one, and its corner lies a third of a metre aside.
    const moved = [words[0], '3', '2', String(Number(words[3]) + 2.3), String(Number(words[4]) - 1.3)];
    const after = [...moved, ...words.slice(5)].join(', ');
    await writeFile(`${whole}.hdr`, header.replace(before, after));
    await runApl(apl, { ...request, bounds }, report);
    const cut = await headerOf(request.output);
    const [, column, row, left] = enviList(cut, 'map info')!.map(Number);
    expect([column, row]).toEqual([1, 1]);
    expect(left! % 1).toBeCloseTo(0.3);
    expect(Math.abs(cut.samples - 13)).toBeLessThanOrEqual(2);
  });

  it('is refused where the bounds have nothing of the line, or it does not say where it lies', async () => {
    const { folder, apl, whole, request } = await lineWithApl();
    const cut: MapRequest = { ...request, bounds: geographic(300_000, 5e6, 300_100, 5e6 + 100) };
    await expect(runApl(apl, cut, report)).rejects.toMatchObject({
      code: 'ORDER_INVALID',
      message: expect.stringContaining("lies within the order's bounds") as string,
    });
    const header = await readFile(`${whole}.hdr`, 'latin1');
    await rename(`${whole}.hdr`, join(folder, 'before'));
    await writeFile(`${whole}.hdr`, header.replace(/map info = .*\n/, ''));
    await expect(runApl(apl, cut, report)).rejects.toMatchObject({ code: 'APL_FAILED' });
    await expect(readFile(request.output)).rejects.toThrow('ENOENT');
  });
});
