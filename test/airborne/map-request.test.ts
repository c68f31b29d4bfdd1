import { existsSync } from 'node:fs';
import { readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { enviList } from '../../src/formats/envi-header.js';
import { geographic, mapped, mapRequest, scratch, type Mapped } from './map-run.js';
import { writeLine } from '../support/map-line.js';

const shape = { samples: 40, lines: 60, bands: 6 };
const value = (band: number, line: number, sample: number) => 1 + band * 10_000 + line * 40 + sample;

const cellsOf = ({ header, at }: Mapped) =>
  Array.from({ length: header.lines }, (_, row) =>
    Array.from({ length: header.samples }, (__, column) => at(row, column)),
  );

describe('what is asked of a map', () => {
  it('may be one band, or bands in any order, and their wavelengths and names come along', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, value);
    const one = await mapped(mapRequest(folder, line, { bands: [5] }));
    const some = await mapped(mapRequest(folder, line, { bands: [6, 2, 2, 5] }));
    const [row, column] = [Math.floor(one.header.lines / 2), Math.floor(one.header.samples / 2)];
    const pixel = (one.at(row, column) - 1) % 10_000;
    expect([0, 1, 2, 3].map((band) => some.at(row, column, band))).toEqual(
      [5, 1, 1, 4].map((band) => 1 + band * 10_000 + pixel),
    );
    expect(one.header).toMatchObject({ bands: 1, type: 4, interleave: 'bil' });
    expect(enviList(one.header, 'wavelength')).toEqual(['442.0']);
    expect(enviList(some.header, 'wavelength')).toEqual(['452.5', '410.5', '410.5', '442.0']);
    expect(enviList(some.header, 'band names')).toEqual(['Band 6', 'Band 2', 'Band 2', 'Band 5']);
    expect(some.header.fields.get('wavelength units')).toBe('Nanometers');
    expect(some.header.fields.get('data ignore value')).toBe('0');
  });

  it('may be bounds: the map is the same, cut', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, value);
    for (const interpolation of ['nearest', 'cubic'] as const) {
      const whole = await mapped(mapRequest(folder, line, { interpolation }));
      const [x, y] = [whole.left + 20.5, whole.top - 40.5];
      const bounds = geographic(x, y, x + 25, y + 15);
      const cut = await mapped(mapRequest(folder, line, { interpolation, bounds }));
      const [right, down] = [cut.left - whole.left, whole.top - cut.top];
      // Meridians and parallels lean in a UTM zone: the cut may be a cell wider than the box.
      expect(Math.abs(cut.header.samples - 26)).toBeLessThanOrEqual(2);
      expect(Math.abs(cut.header.lines - 16)).toBeLessThanOrEqual(2);
      expect(cellsOf(cut)).toEqual(
        cellsOf(whole)
          .slice(down, down + cut.header.lines)
          .map((cells) => cells.slice(right, right + cut.header.samples)),
      );
    }
  });

  it('is refused when the bounds have nothing of the line', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, value);
    const request = mapRequest(folder, line, { bounds: geographic(300_000, 5e6, 300_100, 5e6 + 100) });
    await expect(mapped(request)).rejects.toMatchObject({
      code: 'ORDER_INVALID',
      message: expect.stringMatching(
        /^Nothing of .*line\.bil lies within the order's bounds \(north 4/,
      ) as string,
    });
    expect(existsSync(request.output)).toBe(false);
  });

  it('is refused when the raster and the IGM differ, a band is not there, or nothing has a position', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, value);
    const other = await writeLine(folder, 'other', { ...shape, lines: 61 }, 4, value);
    const lost = await writeLine(folder, 'lost', shape, 4, value, () => true);
    const mixed = mapRequest(folder, { raster: line.raster, igm: other.igm });
    await expect(mapped(mixed)).rejects.toMatchObject({ code: 'RASTER_INVALID' });
    await expect(mapped(mapRequest(folder, line, { bands: [1, 7] }))).rejects.toMatchObject({
      code: 'ORDER_INVALID',
      message: `${line.raster} has 6 bands; band 7 cannot be mapped.`,
    });
    await expect(mapped(mapRequest(folder, lost))).rejects.toMatchObject({ code: 'RASTER_INVALID' });
    await truncate(line.igm, 100);
    await expect(mapped(mapRequest(folder, line))).rejects.toMatchObject({ code: 'RASTER_INVALID' });
    expect((await readdir(folder)).filter((name) => name.includes('mapped'))).toEqual([]);
  });

  it('is refused when the disk has no room for it, unless that is to be ignored', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, value);
    const request = mapRequest(folder, line, { pixelSize: { x: 1e-5, y: 1e-5 } });
    await expect(mapped(request)).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/mapped\.bil .* needs \d+\.\d TB; .* has .* free\.$/) as string,
    });
    const small = await mapped(mapRequest(folder, line, { ignoreFreeSpace: true }));
    expect(small.said).toEqual(['Final mapped image will require 1 megabytes of disk space.']);
    expect(small.facts).toMatchObject({
      bytes: (await stat(join(folder, 'mapped.bil'))).size,
      columns: small.header.samples,
      rows: small.header.lines,
    });
  });
});

describe('the index of a line', () => {
  it('is made by the first product and used by the others', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, value);
    const first = await mapped(mapRequest(folder, line));
    const made = await readFile(join(folder, 'line.index'));
    const second = await mapped(mapRequest(folder, line, { output: join(folder, 'other.bil') }));
    expect([first.facts['indexMade'], second.facts['indexMade']]).toEqual([true, false]);
    expect((await readFile(join(folder, 'line.index'))).equals(made)).toBe(true);
    expect(cellsOf(second)).toEqual(cellsOf(first));
  });

  it('is made again for another IGM, pixel size, interpolation or bounds, and when it is no index', async () => {
    const folder = await scratch();
    const line = await writeLine(folder, 'line', shape, 4, value);
    const request = mapRequest(folder, line);
    await mapped(request);
    const made = async (wishes: Partial<typeof request>) =>
      (await mapped({ ...request, ...wishes })).facts['indexMade'];
    expect(await made({})).toBe(false);
    expect(await made({ pixelSize: { x: 2, y: 1 } })).toBe(true);
    expect(await made({ interpolation: 'bilinear' })).toBe(true);
    expect(await made({ bounds: { north: 80, south: 10, west: -170, east: 170 } })).toBe(true);
    expect(await made({})).toBe(true);
    await utimes(line.igm, 1e9, 1e9);
    expect(await made({})).toBe(true);
    await writeFile(request.index, 'what somebody else left here, longer than the tail of an index');
    expect(await made({})).toBe(true);
    expect(await made({})).toBe(false);
  });
});
