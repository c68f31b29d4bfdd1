import { describe, expect, it } from 'vitest';
import { mapped, mapRequest, scratch, type Mapped } from './map-run.js';
import { writeLine } from '../support/map-line.js';

const HEADINGS = [0, 37, 90, 200, 315];
const BLENDS = ['bilinear', 'cubic'] as const;
const cases = BLENDS.flatMap((blend) => HEADINGS.map((heading) => [blend, heading] as const));

/** The largest difference from a function of the ground, over the cells that have a value. */
function largestError(map: Mapped, truth: (x: number, y: number) => number, size = 1) {
  let [worst, filled] = [0, 0];
  for (let row = 0; row < map.header.lines; row += 1)
    for (let column = 0; column < map.header.samples; column += 1) {
      const value = map.at(row, column);
      if (value === 0) continue;
      filled += 1;
      const error = value - truth(map.left + (column + 0.5) * size, map.top - (row + 0.5) * size);
      worst = Math.max(worst, Math.abs(error));
    }
  return { worst, filled };
}

const plane = (x: number, y: number) => 1000 + 0.3 * (x - 400_000) - 0.7 * (y - 5_560_000);
const wave = (x: number, y: number) => 100 + 10 * Math.sin(x / 9) * Math.cos(y / 11);

describe('bilinear and cubic', () => {
  it.each(cases)('%s reproduces a plane to rounding, heading %i°', async (interpolation, heading) => {
    const shape = { samples: 50, lines: 70, bands: 1, heading };
    const folder = await scratch();
    // Float64 in sensor geometry: what is left is the rounding of the map's float32.
    const line = await writeLine(folder, 'line', shape, 5, (_b, _l, _s, x, y) => plane(x, y));
    const map = await mapped(mapRequest(folder, line, { interpolation }));
    const { worst, filled } = largestError(map, plane);
    expect(worst).toBeLessThan(1e-4);
    expect(filled).toBeGreaterThan(2500);
  });

  it.each([
    ['scans far apart', { across: 0.4, along: 3 }],
    ['scans over each other', { along: 0.1, wobble: 12 }],
  ])('reproduce a plane with %s', async (_, spacing) => {
    const shape = { samples: 50, lines: 70, bands: 1, ...spacing };
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 5, (_b, _l, _s, x, y) => plane(x, y));
    for (const interpolation of BLENDS) {
      const map = await mapped(mapRequest(folder, line, { interpolation }));
      expect(largestError(map, plane).worst).toBeLessThan(1e-4);
    }
  });

  it.each(HEADINGS)('come close to a smooth function, cubic closest, heading %i°', async (heading) => {
    const shape = { samples: 60, lines: 80, bands: 1, heading };
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 5, (_b, _l, _s, x, y) => wave(x, y));
    const errors = await Promise.all(
      (['nearest', ...BLENDS] as const).map(async (interpolation) => {
        const files = { index: `${folder}/${interpolation}.index`, output: `${folder}/${interpolation}.bil` };
        return rms(await mapped(mapRequest(folder, line, { interpolation, ...files })), wave);
      }),
    );
    const [nearest, bilinear, cubic] = errors as [number, number, number];
    expect(bilinear).toBeLessThan(nearest / 5);
    expect(cubic).toBeLessThan(bilinear / 3);
  });

  it('leave out the cells at the edge that have no pixel on one side', async () => {
    const shape = { samples: 50, lines: 70, bands: 1 };
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, () => 7);
    const nearest = await mapped(mapRequest(folder, line));
    const bilinear = await mapped(mapRequest(folder, line, { interpolation: 'bilinear' }));
    const cubic = await mapped(mapRequest(folder, line, { interpolation: 'cubic' }));
    const filled = (map: Mapped) => map.facts['filled'] as number;
    expect(filled(bilinear)).toBeLessThan(filled(nearest));
    expect(filled(cubic)).toBe(filled(bilinear));
  });

  it('are rounded, and held within what uint16 can say', async () => {
    const shape = { samples: 30, lines: 30, bands: 3 };
    const folder = await scratch();
    const values = [70_000.4, -5, 41.5];
    const line = await writeLine(folder, 'line', shape, 4, (band) => values[band]!);
    for (const interpolation of ['nearest', ...BLENDS] as const) {
      const wishes = { interpolation, type: 'uint16', bands: [1, 2, 3], ignoreValue: null } as const;
      const map = await mapped(mapRequest(folder, line, wishes));
      const [row, column] = [Math.floor(map.header.lines / 2), Math.floor(map.header.samples / 2)];
      expect([0, 1, 2].map((band) => map.at(row, column, band))).toEqual([65_535, 0, 42]);
    }
  });
});

function rms(map: Mapped, truth: (x: number, y: number) => number): number {
  let [sum, count] = [0, 0];
  // Away from the edges, where cubic has no patch and is bilinear.
  for (let row = 0; row < map.header.lines; row += 1)
    for (let column = 0; column < map.header.samples; column += 1) {
      const near = [-4, 0, 4].flatMap((down) =>
        [-4, 0, 4].map((right) => [row + down, column + right] as const),
      );
      const inside = near.every(
        ([r, c]) => r >= 0 && c >= 0 && r < map.header.lines && c < map.header.samples && map.at(r, c) !== 0,
      );
      if (!inside) continue;
      sum += (map.at(row, column) - truth(map.left + column + 0.5, map.top - row - 0.5)) ** 2;
      count += 1;
    }
  expect(count).toBeGreaterThan(1000);
  return Math.sqrt(sum / count);
}
