import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crsOf } from '../../src/airborne/crs.js';
import { RasterReader } from '../../src/airborne/envi/raster-reader.js';
import { reproject } from '../../src/airborne/reproject/reproject.js';
import { toUtm } from '../../src/airborne/reproject/utm.js';
import type { Projection } from '../../src/domain/scops/order.js';
import { reports, writeRaster } from '../support/flight-fixture.js';
import { writeNtv2 } from '../support/ntv2.js';
import { within } from './bounds.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipstream-reproject-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const geographic = () => gdal.SpatialReference.fromProj4('+proj=longlat +datum=WGS84');
const proj4 = (text: string) =>
  new gdal.CoordinateTransformation(geographic(), gdal.SpatialReference.fromProj4(text));

test('UTM is that of PROJ in all zones, both hemispheres and far beyond the edges of a zone', () => {
  const found = new Float64Array(2);
  let most = 0;
  for (let zone = 1; zone <= 60; zone += 1)
    for (const hemisphere of ['N', 'S'] as const) {
      const { proj4: text } = crsOf({ kind: 'utm', zone, hemisphere }, null);
      const theirs = proj4(text);
      for (let latitude = -84; latitude <= 84; latitude += 8.4)
        for (const from of [-9, -3, -0.5, 0, 1e-9, 2.9, 3, 12]) {
          const longitude = zone * 6 - 183 + from;
          toUtm(longitude, latitude, zone, hemisphere, found, 0, 1);
          const { x, y } = theirs.transformPoint(longitude, latitude);
          most = Math.max(most, Math.abs(found[0]! - x), Math.abs(found[1]! - y));
        }
    }
  within('UTM', most);
});

/** Three lines of two pixels around Plymouth; one of them hit nothing. */
const PLACES = [
  [-4.15, 50.3, 12],
  [-4.14, 50.31, 13],
  [-9999, -9999, -9999],
  [-4.12, 50.32, 14],
  [-4.11, 50.33, 15],
  [-4.1, 50.34, 16],
] as const;

async function igmOf(places: readonly (readonly number[])[], name = 'in.igm', samples = 2): Promise<string> {
  const lines = places.length / samples;
  const values = Array.from({ length: lines }, (_, line) =>
    [0, 1, 2].flatMap((band) =>
      places.slice(line * samples, (line + 1) * samples).map((place) => place[band]!),
    ),
  );
  return writeRaster(
    join(folder, name),
    { samples, lines, bands: 3, type: 5 },
    Float64Array.from(values.flat()),
  );
}

async function projected(
  projection: Projection,
  osngGrid: string | null = null,
  places: readonly (readonly number[])[] = PLACES,
) {
  const igm = await igmOf(places);
  const output = join(folder, 'out.igm');
  const facts = await reproject({ kind: 'reproject', igm, projection, osngGrid, output }, reports());
  const reader = await RasterReader.open(output);
  const values = await reader.read(0, reader.header.lines);
  await reader.close();
  const at = (index: number) =>
    [0, 1, 2].map((band) => values[(Math.floor(index / 2) * 3 + band) * 2 + (index % 2)]!);
  return { facts, header: reader.header, at };
}

describe('an IGM in a projection', () => {
  test.each<[Projection, string]>([
    [{ kind: 'utm', zone: 30, hemisphere: 'N' }, '+proj=utm +zone=30 +datum=WGS84'],
    [{ kind: 'utm', zone: 31, hemisphere: 'S' }, '+proj=utm +zone=31 +south +datum=WGS84'],
    [
      { kind: 'proj', proj: '+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80' },
      '+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80',
    ],
  ])(
    'of %j has the positions of PROJ, its heights as they were, and -9999 where nothing was hit',
    async (projection, text) => {
      const { at } = await projected(projection);
      PLACES.forEach(([longitude, latitude, height], index) => {
        if (height === -9999) return void expect(at(index)).toEqual([-9999, -9999, -9999]);
        const { x, y } = proj4(text).transformPoint(longitude, latitude);
        expect(at(index)[0]).toBeCloseTo(x, 6);
        expect(at(index)[1]).toBeCloseTo(y, 6);
        expect(at(index)[2]).toBe(height);
      });
    },
  );

  test('says in its header what it is, and between which values it lies', async () => {
    const { header, at } = await projected({ kind: 'utm', zone: 30, hemisphere: 'N' });
    expect(header).toMatchObject({ type: 5, bands: 3, interleave: 'bil' });
    expect(header.fields.get('projection')).toBe('utm_wgs84N 30 North');
    expect(header.fields.get('datum ellipsoid')).toBe('WGS-84');
    expect(header.fields.get('proj4 projection string')).toBe(
      '+proj=utm +zone=30 +datum=WGS84 +units=m +no_defs',
    );
    expect(header.fields.get('data ignore value')).toBe('-9999');
    expect(header.comments).toContain(`Min X = ${at(0)[0]}`);
    expect(header.comments).toContain(`Max Y = ${at(5)[1]}`);
    expect(header.comments).toContain('Min Z = 12');
  });

  test('of one pixel alone is as right', async () => {
    const igm = await igmOf([PLACES[0]], 'one.igm', 1);
    const output = join(folder, 'one-out.igm');
    const projection = { kind: 'proj', proj: '+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80' } as const;
    await expect(
      reproject({ kind: 'reproject', igm, projection, osngGrid: null, output }, reports()),
    ).resolves.toMatchObject({ points: 1 });
  });
});

describe('the National Grid', () => {
  test('is made by the grid that is given, and not marked', async () => {
    const grid = await writeNtv2(join(folder, 'grid.gsb'), {
      west: -6,
      east: -2,
      south: 49,
      north: 52,
      toNorth: 2,
      toEast: -5,
    });
    const { facts, at, header } = await projected({ kind: 'ukbng' }, grid);
    const plain = proj4(
      '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy',
    );
    // The grid leads from the National Grid to WGS 84: 2" to the north and 5" to the west.
    const { x, y } = plain.transformPoint(-4.15 + 5 / 3600, 50.3 - 2 / 3600);
    expect(at(0)[0]).toBeCloseTo(x, 3);
    expect(at(0)[1]).toBeCloseTo(y, 3);
    expect(facts).toMatchObject({ approximate: false });
    expect(header.comments.join()).not.toContain('Approximate');
  });

  test('without a grid is within 5 m of EPSG:27700, and marked as approximate in the facts and the header', async () => {
    const { facts, at, header } = await projected({ kind: 'ukbng' });
    const epsg = new gdal.CoordinateTransformation(geographic(), gdal.SpatialReference.fromEPSG(27700));
    const { x, y } = epsg.transformPoint(-4.15, 50.3);
    expect(Math.hypot(at(0)[0]! - x, at(0)[1]! - y)).toBeLessThan(5);
    expect(facts).toMatchObject({ approximate: true });
    expect(header.comments.join()).toContain('Approximate');
    expect(header.fields.get('projection')).toBe('osng');
  });

  test.each([
    ['is not there', async () => join(folder, 'nowhere.gsb'), 'nowhere.gsb'],
    [
      'does not reach the line',
      () =>
        writeNtv2(join(folder, 'far.gsb'), { west: 1, east: 3, south: 49, north: 52, toNorth: 1, toEast: 1 }),
      'outside grid',
    ],
    ['cannot be read by PROJ', () => igmOf(PLACES, 'no.gsb'), 'National Grid|projection'],
  ])('is not made, and says why, with a grid that %s', async (_, grid, words) => {
    const made = projected({ kind: 'ukbng' }, await grid());
    await expect(made).rejects.toMatchObject({
      code: 'PROJECTION_INVALID',
      message: expect.stringMatching(words) as string,
    });
  });
});

describe('a projection that cannot be meant', () => {
  test.each<[Projection, string]>([
    [{ kind: 'utm', zone: 50, hemisphere: 'N' }, 'from the middle of UTM zone 50'],
    [{ kind: 'proj', proj: '+proj=gnom +lat_0=-80' }, 'outside of projection domain'],
    [{ kind: 'proj', proj: '+proj=tmerc +ellps=airy +nadgrids=nowhere.gsb' }, 'No inverse operation'],
    [{ kind: 'proj', proj: '+proj=tmerc +nadgrids=nowhere.gsb' }, 'it was not used'],
    [{ kind: 'proj', proj: '+proj=nothing' }, 'Unknown projection'],
  ])('%j is refused with the reason: %s', async (projection, words) => {
    await expect(projected(projection)).rejects.toMatchObject({
      code: 'PROJECTION_INVALID',
      message: expect.stringContaining(words) as string,
    });
  });

  test('an IGM without one position, or with one that is nowhere, is refused', async () => {
    const utm = { kind: 'utm', zone: 30, hemisphere: 'N' } as const;
    await expect(projected(utm, null, [PLACES[2], PLACES[2]])).rejects.toMatchObject({
      code: 'RASTER_INVALID',
    });
    await expect(projected(utm, null, [PLACES[0], [Number.NaN, 3, 3]])).rejects.toMatchObject({
      code: 'RASTER_INVALID',
    });
  });
});
