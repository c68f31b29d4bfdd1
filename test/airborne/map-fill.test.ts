import { describe, expect, it } from 'vitest';
import { mapped, mapRequest, scratch, type Mapped } from './map-run.js';
import { positionOf, writeLine } from '../support/map-line.js';

const shape = { samples: 30, lines: 40, bands: 3, across: 1, along: 1, wobble: 0, heading: 37 };
/** Band 1 has a hole of three scans, band 2 a bad pixel of the CCD, band 3 a hole too wide to be filled. */
const masked = (band: number, line: number, sample: number) =>
  (band === 0 && line >= 15 && line < 18) ||
  (band === 1 && sample === 12) ||
  (band === 2 && line >= 10 && line < 30 && sample >= 5 && sample < 25);
const value = (band: number, line: number, sample: number) =>
  masked(band, line, sample) ? 0 : 1 + band * 10_000 + line * shape.samples + sample;

function nearestValid(map: Mapped, row: number, column: number, band: number): number {
  const [cx, cy] = [map.left + column + 0.5, map.top - row - 0.5];
  let best = (map.facts['maximumDistance'] as number) ** 2;
  let found = 0;
  for (let line = 0; line < shape.lines; line += 1)
    for (let sample = 0; sample < shape.samples; sample += 1) {
      if (masked(band, line, sample)) continue;
      const { x, y } = positionOf(shape, line, sample);
      const distance = (x - cx) ** 2 + (y - cy) ** 2;
      if (distance > best || (distance === best && found !== 0)) continue;
      best = distance;
      found = value(band, line, sample);
    }
  return found;
}

describe('what is masked', () => {
  it('is filled band by band from the nearest valid pixel, as far as the maximum distance', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, value);
    const map = await mapped(mapRequest(folder, line, { bands: [1, 2, 3] }));
    const wrong: string[] = [];
    let empty = 0;
    for (let row = 0; row < map.header.lines; row += 1)
      for (let column = 0; column < map.header.samples; column += 1)
        for (let band = 0; band < 3; band += 1) {
          const truth = nearestValid(map, row, column, band);
          if (map.at(row, column, band) !== truth) wrong.push(`${row},${column} band ${band + 1}`);
          if (truth === 0 && map.at(row, column, (band + 1) % 3) !== 0) empty += 1;
        }
    expect(wrong).toEqual([]);
    expect(empty).toBeGreaterThan(50);
    expect(map.facts['missing']).toBeGreaterThan(map.facts['filledFromNeighbours'] as number);
    expect(map.facts['filledFromNeighbours']).toBeGreaterThan(100);
  });

  it('is mapped as it is when no value means none', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, (band, l, s) => value(band, l, s) || 5);
    const filled = await mapped(mapRequest(folder, line, { ignoreValue: 5 }));
    const raw = await mapped(mapRequest(folder, line, { ignoreValue: null }));
    const cells = (map: Mapped) => {
      let count = 0;
      for (let row = 0; row < map.header.lines; row += 1)
        for (let column = 0; column < map.header.samples; column += 1)
          count += map.at(row, column) === 5 ? 1 : 0;
      return count;
    };
    expect(cells(raw)).toBeGreaterThan(50);
    expect(cells(filled)).toBe(0);
    expect(raw.facts['missing']).toBe(0);
  });

  it('does not colour what is blended: a plane with holes stays a plane', async () => {
    const plane = (x: number, y: number) => 1000 + 0.3 * (x - 400_000) - 0.7 * (y - 5_560_000);
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 5, (band, l, s, x, y) =>
      masked(band, l, s) ? 0 : plane(x, y),
    );
    for (const interpolation of ['bilinear', 'cubic'] as const) {
      const map = await mapped(mapRequest(folder, line, { bands: [1, 2, 3], interpolation }));
      let worst = 0;
      for (let row = 0; row < map.header.lines; row += 1)
        for (let column = 0; column < map.header.samples; column += 1)
          for (let band = 0; band < 3; band += 1) {
            const here = map.at(row, column, band);
            if (here !== 0)
              worst = Math.max(worst, Math.abs(here - plane(map.left + column + 0.5, map.top - row - 0.5)));
          }
      expect(worst).toBeLessThan(1e-3);
      expect(map.facts['filledFromNeighbours']).toBeGreaterThan(100);
    }
  });

  it('is what is no number, too', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, (_band, l, s) => (l === 20 && s === 15 ? NaN : 3));
    for (const interpolation of ['nearest', 'bilinear', 'cubic'] as const) {
      const map = await mapped(mapRequest(folder, line, { interpolation }));
      for (let row = 0; row < map.header.lines; row += 1)
        for (let column = 0; column < map.header.samples; column += 1)
          expect([0, 3]).toContain(Math.round(map.at(row, column) * 1e5) / 1e5);
      expect(map.facts['filledFromNeighbours']).toBe(map.facts['missing']);
    }
  });
});
