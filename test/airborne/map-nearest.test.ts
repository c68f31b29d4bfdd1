import { describe, expect, it } from 'vitest';
import { mapped, mapRequest, scratch, type Mapped } from './map-run.js';
import { positionOf, writeLine, type LineShape } from '../support/map-line.js';

/** Every pixel has a value of its own: what a cell has, tells from where it came. */
const identity = (shape: LineShape) => (_band: number, line: number, sample: number) =>
  1 + line * shape.samples + sample;

/** The pixels of a line that have a position. */
interface Pixels {
  readonly ids: Uint32Array;
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

function pixelsOf(
  shape: LineShape,
  nowhere: (line: number, sample: number) => boolean = () => false,
): Pixels {
  const all = shape.lines * shape.samples;
  const [ids, xs, ys] = [new Uint32Array(all), new Float64Array(all), new Float64Array(all)];
  let count = 0;
  for (let line = 0; line < shape.lines; line += 1)
    for (let sample = 0; sample < shape.samples; sample += 1) {
      if (nowhere(line, sample)) continue;
      const { x, y } = positionOf(shape, line, sample);
      ids[count] = 1 + line * shape.samples + sample;
      xs[count] = x;
      ys[count] = y;
      count += 1;
    }
  return { ids: ids.subarray(0, count), xs, ys };
}

/** The nearest of all pixels, looked at one by one; 0 when it is farther than the map may reach. */
function bruteForce({ ids, xs, ys }: Pixels, cx: number, cy: number, reach: number): number {
  let best = reach * reach;
  let id = 0;
  for (let pixel = 0; pixel < ids.length; pixel += 1) {
    const distance = (xs[pixel]! - cx) ** 2 + (ys[pixel]! - cy) ** 2;
    if (distance > best || (distance === best && id !== 0)) continue;
    best = distance;
    id = ids[pixel]!;
  }
  return id;
}

function differences(map: Mapped, pixels: Pixels, size: number, cells: Iterable<[number, number]>) {
  const wrong: string[] = [];
  for (const [row, column] of cells) {
    const [cx, cy] = [map.left + (column + 0.5) * size, map.top - (row + 0.5) * size];
    const truth = bruteForce(pixels, cx, cy, map.facts['maximumDistance'] as number);
    if (map.at(row, column) !== truth) wrong.push(`${row},${column}: ${map.at(row, column)}, not ${truth}`);
  }
  return wrong;
}

function* everyCell({ header }: Mapped): Generator<[number, number]> {
  for (let row = 0; row < header.lines; row += 1)
    for (let column = 0; column < header.samples; column += 1) yield [row, column];
}

/** The same cells each time, spread evenly; most have something in them. */
function someCells({ header, at }: Mapped, count: number): [number, number][] {
  const chosen: [number, number][] = [];
  for (let step = 1; chosen.length < count; step += 1) {
    const row = Math.floor(((step * 0.618034) % 1) * header.lines);
    const column = Math.floor(((step * 0.754878) % 1) * header.samples);
    if (at(row, column) !== 0 || step % 8 === 0) chosen.push([row, column]);
  }
  return chosen;
}

describe('nearest', () => {
  const small = { samples: 40, lines: 60, bands: 1 };

  it.each([0, 37, 90, 143, 180, 271, 315])(
    'is the nearest pixel in every cell, heading %i°',
    async (heading) => {
      const shape = { ...small, heading };
      const folder = await scratch();
      const line = await writeLine(folder, 'line', shape, 4, identity(shape));
      const map = await mapped(mapRequest(folder, line));
      expect(differences(map, pixelsOf(shape), 1, everyCell(map))).toEqual([]);
      expect(map.facts['filled']).toBeGreaterThan(1500);
    },
  );

  it.each([
    ['many pixels to a cell', { across: 0.2, along: 0.3 }, 1],
    ['many cells to a pixel', { across: 4, along: 5 }, 1],
    ['scans far apart', { across: 0.4, along: 3 }, 0.5],
    ['scans over each other', { across: 1, along: 0.1, wobble: 12 }, 0.7],
  ])('is the nearest pixel in every cell with %s', async (_, spacing, size) => {
    const shape = { ...small, ...spacing };
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, identity(shape));
    const map = await mapped(mapRequest(folder, line, { pixelSize: { x: size, y: size } }));
    expect(differences(map, pixelsOf(shape), size, everyCell(map))).toEqual([]);
  });

  it('never uses a pixel that met no ground', async () => {
    const nowhere = (line: number, sample: number) =>
      line === 20 || (sample > 10 && sample < 25 && line > 30);
    const folder = await scratch();
    const line = await writeLine(folder, 'line', small, 4, identity(small), nowhere);
    const map = await mapped(mapRequest(folder, line));
    expect(differences(map, pixelsOf(small, nowhere), 1, everyCell(map))).toEqual([]);
  });

  it('is the nearest pixel in 300 cells of a line of many tiles', async () => {
    const shape = { samples: 700, lines: 1200, bands: 1 };
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, identity(shape));
    const map = await mapped(mapRequest(folder, line));
    expect(differences(map, pixelsOf(shape), 1, someCells(map, 300))).toEqual([]);
  });

  it('is the nearest pixel where the aircraft hovered, and more pixels lie together than are taken at a time', async () => {
    const flown = (line: number) => (line < 1300 ? line : 1300 + (line - 1300) / 1000);
    const shape = { samples: 1000, lines: 2500, bands: 1, heading: 0, flown };
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, identity(shape));
    const map = await mapped(mapRequest(folder, line));
    const hovered = someCells(map, 100).map(([row, column]): [number, number] => [row % 8, column]);
    expect(differences(map, pixelsOf(shape), 1, [...someCells(map, 50), ...hovered])).toEqual([]);
  });

  it('takes from afar no more than three times the diagonal of the spacing at nadir', async () => {
    const shape = { samples: 9, lines: 9, bands: 1, across: 3, along: 4, wobble: 0, heading: 0 };
    const folder = await scratch();
    // One pixel stays, and the corners of the line so that there is a map around it; nadir tells the spacing.
    const nowhere = (line: number, sample: number) =>
      !(line < 2 && (sample === 4 || sample === 5)) && !(line === 8 && sample === 0);
    const line = await writeLine(folder, 'line', shape, 4, identity(shape), nowhere);
    const map = await mapped(mapRequest(folder, line));
    expect(map.facts['maximumDistance']).toBeCloseTo(15, 9);
    expect(differences(map, pixelsOf(shape, nowhere), 1, everyCell(map))).toEqual([]);
    const empty = [...everyCell(map)].filter(([row, column]) => map.at(row, column) === 0);
    expect(empty.length).toBeGreaterThan(20);
  });
});
