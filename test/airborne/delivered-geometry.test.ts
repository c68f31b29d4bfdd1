import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headerOf, RasterReader } from '../../src/airborne/envi/raster-reader.js';
import { geocorrect } from '../../src/airborne/geocorrect/geocorrect.js';
import { readViewVectors } from '../../src/airborne/view-vectors.js';
import {
  FLOWN,
  relief,
  reports,
  scanOf,
  writeDem,
  writeFlight,
  writeRaster,
  type Flown,
} from '../support/flight-fixture.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipstream-geometry-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SMALL: Flown = { ...FLOWN, samples: 8, lines: 6 };

/** Geocorrects a line of which some values of the navigation are others. */
async function withNavigation(change: (values: Float64Array) => Float64Array) {
  const files = await writeFlight(folder, SMALL);
  const values = change(
    Float64Array.from(Array.from({ length: 6 }, (_, line) => scanOf(SMALL, line)).flat()),
  );
  await writeRaster(files.navigation, { samples: 1, lines: values.length / 7, bands: 7, type: 5 }, values);
  return geocorrect({ kind: 'geocorrect', ...files, dem: null, output: join(folder, 'out.igm') }, reports());
}

describe('navigation', () => {
  test.each([
    ['latitude', 1, Number.NaN],
    ['latitude', 1, 90.5],
    ['longitude', 2, -181],
    ['altitude', 3, 1e6],
    ['roll', 4, 91],
    ['pitch', 5, Infinity],
    ['heading', 6, 4711],
    ['time', 0, Number.NaN],
  ])('with the %s (band %i) %d is refused, and the scan is named', async (name, band, value) => {
    const made = withNavigation((values) => {
      values[4 * 7 + band] = value;
      return values;
    });
    await expect(made).rejects.toMatchObject({
      code: 'RASTER_INVALID',
      message: expect.stringContaining(`the ${name} ${value} at scan 4`) as string,
    });
    expect((await readdir(folder)).filter((file) => file.includes('out'))).toEqual([]);
  });

  test('of another number of scans than the level-1 file has lines is refused, and both are named', async () => {
    await expect(withNavigation((values) => values.slice(7))).rejects.toMatchObject({
      code: 'RASTER_INVALID',
      message: expect.stringMatching(
        /nav_post_processed\.bil has 5 scans, and .*1b\.bil has 6 lines/,
      ) as string,
    });
  });

  test('that is below the ground all along is refused', async () => {
    const made = withNavigation((values) => values.map((value, index) => (index % 7 === 3 ? -500 : value)));
    await expect(made).rejects.toMatchObject({ code: 'RASTER_INVALID' });
  });
});

describe('view vectors', () => {
  const vectors = async (samples: number, fields: Record<string, string> = {}) =>
    writeRaster(
      join(folder, 'vectors.bil'),
      { samples, lines: 1, bands: 3, type: 5, fields: new Map(Object.entries(fields)) },
      Float64Array.from({ length: 3 * samples }, (_, index) => (index < samples ? index : 0)),
    );
  const level1 = async (samples: number, fields: Record<string, string>) => {
    const path = join(folder, 'l1.bil');
    const shape = { samples, lines: 1, bands: 1, type: 12, fields: new Map(Object.entries(fields)) } as const;
    await writeRaster(path, shape, new Uint16Array(samples));
    return { header: await headerOf(path), path };
  };
  const read = async (path: Promise<string>, level: ReturnType<typeof level1>) => {
    const { header, path: of } = await level;
    return [...(await readViewVectors(await path, header, of)).x];
  };

  test('are averaged over the pixels that the level-1 data is binned by', async () => {
    expect(await read(vectors(12), level1(6, { binning: '{4, 2}' }))).toEqual([
      0.5, 2.5, 4.5, 6.5, 8.5, 10.5,
    ]);
    expect(await read(vectors(12), level1(3, { binning_VNIR: '{2, 4}', binning_SWIR: '{1, 4}' }))).toEqual([
      1.5, 5.5, 9.5,
    ]);
    expect(await read(vectors(6, { 'spatial binning': '2' }), level1(3, { binning: '{1, 4}' }))).toEqual([
      0.5, 2.5, 4.5,
    ]);
  });

  test('lose the pixels before x start', async () => {
    expect(await read(vectors(6), level1(4, { 'x start': '2' }))).toEqual([2, 3, 4, 5]);
    expect(await read(vectors(8), level1(3, { binning: '{1, 2}', 'x start': '1' }))).toEqual([2.5, 4.5, 6.5]);
  });

  test.each([
    [7, 6, {}, /leads to 7 pixels .* has 6 samples/],
    [7, 3, { binning: '{1, 2}' }, /cannot be put in groups/],
    [6, 6, { binning: '{1, 0}' }, /not \{spectral, spatial\}/],
    [6, 3, { binning_VNIR: '{1, 2}', binning_SWIR: '{1, 1}' }, /binned differently/],
    [6, 6, { 'x start': '-1' }, /not a whole number/],
  ])('of %i pixels do not fit %i samples of %j', async (pixels, samples, fields, words) => {
    const failed = read(vectors(pixels), level1(samples, fields as unknown as Record<string, string>));
    await expect(failed).rejects.toMatchObject({
      code: 'RASTER_INVALID',
      message: expect.stringMatching(words) as string,
    });
  });
});

describe('a DEM', () => {
  const over = async (make: (path: string) => Promise<string>, flown: Flown = SMALL) => {
    const files = await writeFlight(folder, flown);
    const output = join(folder, 'out.igm');
    return geocorrect(
      { kind: 'geocorrect', ...files, dem: await make(join(folder, 'dem.bil')), output },
      reports(),
    );
  };

  test('that ends before what the line sees is refused, with the degrees that are missing on each side', async () => {
    const made = over((path) =>
      writeDem(
        path,
        relief({ ...SMALL, longitude: SMALL.longitude + 0.009 }, 0.01, () => 10),
      ),
    );
    await expect(made).rejects.toMatchObject({
      code: 'DEM_UNCOVERED',
      message: expect.stringMatching(/lacks 0\.00\d+ degrees in the west\./) as string,
    });
    const elsewhere = over((path) =>
      writeDem(
        path,
        relief({ latitude: 10, longitude: 10 }, 0.01, () => 10),
      ),
    );
    await expect(elsewhere).rejects.toMatchObject({ code: 'DEM_UNCOVERED' });
  });

  test('need only cover what rays can reach above its own lowest height', async () => {
    const high = (path: string) =>
      writeDem(
        path,
        relief(SMALL, 0.004, () => 900),
      );
    await expect(over(high)).resolves.toMatchObject({ hit: 48 });
    const low = (path: string) =>
      writeDem(
        path,
        relief(SMALL, 0.004, () => 0),
      );
    await expect(over(low)).rejects.toMatchObject({ code: 'DEM_UNCOVERED' });
  });

  test('below the ellipsoid is hit where it lies', async () => {
    const facts = await over((path) =>
      writeDem(
        path,
        relief(SMALL, 0.02, () => -400),
      ),
    );
    expect((facts.least as number[])[2]).toBeCloseTo(-400, 3);
  });

  test.each([
    ['a hole within the area', { 'data ignore value': '77' }, 'no height within the area'],
    ['no place', { 'map info': '' }, 'not geographic'],
    ['a projection', { 'map info': '{UTM, 1, 1, 0, 0, 1, 1, 30, North, WGS-84}' }, 'not geographic'],
    ['another datum', { 'map info': '{Geographic Lat/Lon, 1, 1, -5, 51, 0.1, 0.1, Airy}' }, 'not in WGS-84'],
  ])('with %s is refused', async (_, fields, words) => {
    const made = over((path) =>
      writeDem(
        path,
        relief(SMALL, 0.02, () => 77),
        fields as unknown as Record<string, string>,
      ),
    );
    await expect(made).rejects.toMatchObject({
      code: 'DEM_INVALID',
      message: expect.stringContaining(words) as string,
    });
  });

  test('with a hole outside the area will do', async () => {
    const made = relief(SMALL, 0.02, () => 77);
    made.heights[0] = -9999;
    await expect(
      over((path) => writeDem(path, made, { 'data ignore value': '-9999' })),
    ).resolves.toMatchObject({ hit: 48 });
  });
});

test('pixels that look more than 80 degrees aside have -9999 in all bands, and the header says so', async () => {
  const files = await writeFlight(folder, { ...SMALL, roll: () => 65, view: 20 });
  const output = join(folder, 'out.igm');
  const facts = await geocorrect({ kind: 'geocorrect', ...files, dem: null, output }, reports());
  const reader = await RasterReader.open(output);
  const igm = await reader.read(0, 1);
  await reader.close();
  // View angles from 20 to -20 degrees; with the roll, the first is beyond 80.
  expect(facts).toMatchObject({ steep: 6, hit: 42 });
  expect([0, 8, 16].map((band) => [...igm.subarray(band, band + 3)].map((value) => value === -9999))).toEqual(
    new Array(3).fill([true, false, false]),
  );
  expect(reader.header.fields.get('data ignore value')).toBe('-9999');
  expect(reader.header.fields.get('projection')).toBe('Geographic Lat/Lon');
  expect(reader.header.fields.get('datum ellipsoid')).toBe('WGS-84');
  expect(reader.header.comments[0]).toMatch(/^Min X = -4\./);
});
