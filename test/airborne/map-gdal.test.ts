import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gdal } from '../../src/airborne/gdal.js';
import type { Projection } from '../../src/domain/scops/order.js';
import { warpByGeolocation } from '../support/geolocation-warp.js';
import { mapped, mapRequest, scratch } from './map-run.js';
import { writeLine } from '../support/map-line.js';

const shape = { samples: 200, lines: 300, bands: 2 };
const value = (band: number, line: number, sample: number) => 1 + band * 100_000 + line * 200 + sample;

describe('a map as GDAL sees it', () => {
  it.each<[string, Projection, RegExp]>([
    ['UTM north', { kind: 'utm', zone: 30, hemisphere: 'N' }, /\+proj=utm \+zone=30 \+datum=WGS84/],
    ['UTM south', { kind: 'utm', zone: 5, hemisphere: 'S' }, /\+proj=utm \+zone=5 \+south/],
    ['the British National Grid', { kind: 'ukbng' }, /\+proj=tmerc \+lat_0=49 \+lon_0=-2/],
    ['a PROJ string', { kind: 'proj', proj: '+proj=laea +lat_0=52 +lon_0=10 +datum=WGS84' }, /\+proj=laea/],
  ])('lies where it is, in %s', async (_, projection, proj) => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', { ...shape, lines: 30 }, 4, value);
    const wishes = { projection, bands: [1, 2], pixelSize: { x: 2, y: 1.5 } };
    const map = await mapped(mapRequest(folder, line, wishes));
    const dataset = gdal().open(join(folder, 'mapped.bil'));
    expect(dataset.driver.description).toBe('ENVI');
    expect(dataset.rasterSize).toEqual({ x: map.header.samples, y: map.header.lines });
    expect(dataset.geoTransform).toEqual(
      [map.left, 2, 0, map.top, 0, -1.5].map((n) => expect.closeTo(n, 9) as number),
    );
    expect(dataset.srs!.toProj4()).toMatch(proj);
    expect(dataset.bands.count()).toBe(2);
    expect(dataset.bands.get(2).noDataValue).toBe(0);
    const [row, column] = [Math.floor(map.header.lines / 2), Math.floor(map.header.samples / 2)];
    expect(dataset.bands.get(2).pixels.get(column, row)).toBe(map.at(row, column, 1));
    dataset.close();
  });

  it('agrees with a warp by geolocation arrays in more than 90 % of the pixels', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, value);
    const map = await mapped(mapRequest(folder, line));
    const warped = join(folder, 'warped.bil');
    await warpByGeolocation({ ...line, proj: '+proj=utm +zone=30 +datum=WGS84' }, warped, {
      ...{ left: map.left, top: map.top, pixel: 1 },
      ...{ columns: map.header.samples, rows: map.header.lines, bands: [1], method: 'near' },
    });
    const { buffer, byteOffset } = await readFile(warped);
    const other = new Float32Array(buffer, byteOffset, map.header.samples * map.header.lines);
    let [same, all] = [0, 0];
    for (let row = 0; row < map.header.lines; row += 1)
      for (let column = 0; column < map.header.samples; column += 1) {
        const mine = map.at(row, column);
        const theirs = other[row * map.header.samples + column]!;
        if (mine === 0 && theirs === 0) continue;
        all += 1;
        if (mine === theirs) same += 1;
      }
    expect(all).toBeGreaterThan(50_000);
    expect(same / all).toBeGreaterThan(0.9);
  });
});
