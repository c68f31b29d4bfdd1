import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crsOf, mapInfo } from '../../src/airborne/crs.js';
import type { OperationsError } from '../../src/domain/failures.js';
import type { Projection } from '../../src/domain/scops/order.js';
import { emitEnviHeader } from '../../src/formats/envi-header.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipstream-crs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const utm = (zone: number, hemisphere: 'N' | 'S'): Projection => ({ kind: 'utm', zone, hemisphere });
const proj = (text: string): Projection => ({ kind: 'proj', proj: text });
const FREE = [
  '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs',
  '+proj=lcc +lat_1=49 +lat_2=44 +lat_0=46.5 +lon_0=3 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs',
  '+proj=tmerc +lat_0=40 +lon_0=-75 +units=us-ft +datum=WGS84',
  '+proj=stere +lat_0=90 +lat_ts=71 +lon_0=-39 +datum=WGS84',
];

/** Opens a raster of two by two pixels that has these fields in its header. */
async function opened(fields: ReadonlyMap<string, string>): Promise<gdal.Dataset> {
  const path = join(folder, 'map.bil');
  await writeFile(path, Buffer.alloc(4));
  const shape = {
    samples: 2,
    lines: 2,
    bands: 1,
    type: 1,
    interleave: 'bil',
    offset: 0,
    bigEndian: false,
  } as const;
  await writeFile(`${path}.hdr`, emitEnviHeader({ ...shape, fields, comments: [] }));
  return gdal.open(path);
}

/** Where a place is in a reference system. */
function place(srs: gdal.SpatialReference, lon: number, lat: number): { x: number; y: number } {
  const geographic = gdal.SpatialReference.fromProj4('+proj=longlat +datum=WGS84');
  return new gdal.CoordinateTransformation(geographic, srs).transformPoint(lon, lat);
}

describe('a map header as GDAL reads it', () => {
  test.each([
    [utm(30, 'N'), 32630],
    [utm(3, 'S'), 32703],
    [utm(60, 'N'), 32660],
    [{ kind: 'ukbng' } as const, 27700],
  ])('%j has its place, and the reference system EPSG:%i', async (projection, epsg) => {
    const map = await opened(mapInfo(projection, 400_000, 5_600_000.5, 2.5, 1.5));
    expect(map.geoTransform!.map((value) => value + 0)).toEqual([400_000, 2.5, 0, 5_600_000.5, 0, -1.5]);
    expect(map.srs!.isSame(gdal.SpatialReference.fromEPSG(epsg))).toBe(true);
  });

  test.each(FREE)('%s has its place, and puts a point where PROJ puts it', async (text) => {
    const map = await opened(mapInfo(proj(text), -1000, 2000, 0.25, 0.25));
    expect(map.geoTransform!.map((value) => value + 0)).toEqual([-1000, 0.25, 0, 2000, 0, -0.25]);
    const here = place(map.srs!, -4.15, 50.3);
    const there = place(gdal.SpatialReference.fromProj4(text), -4.15, 50.3);
    expect(here.x).toBeCloseTo(there.x, 3);
    expect(here.y).toBeCloseTo(there.y, 3);
  });
});

test('the PROJ strings of UTM and of the approximate National Grid are those of EPSG', () => {
  for (const [projection, epsg] of [
    [utm(1, 'N'), 32601],
    [utm(33, 'S'), 32733],
    [{ kind: 'ukbng' } as const, 27700],
  ] as const) {
    const own = place(gdal.SpatialReference.fromProj4(crsOf(projection, null).proj4), -4.15, 50.3);
    const epsgs = gdal.SpatialReference.fromEPSG(epsg);
    const theirs = place(epsgs, -4.15, 50.3);
    expect(Math.hypot(own.x - theirs.x, own.y - theirs.y)).toBeLessThan(epsg === 27700 ? 5 : 1e-6);
  }
});

test('the National Grid is marked approximate unless its grid is given, which is named in the PROJ string', () => {
  expect(crsOf({ kind: 'ukbng' }, null)).toMatchObject({ approximate: true });
  const exact = crsOf({ kind: 'ukbng' }, '/grids/OSTN15.gsb');
  expect(exact.approximate).toBe(false);
  expect(exact.proj4).toContain('+nadgrids=/grids/OSTN15.gsb');
});

test.each([
  ['+proj=foo', 'Unknown projection'],
  ['+proj=utm +zone=99', 'Invalid value for zone'],
  ['nonsense', 'unrecognized format'],
  ['', 'unrecognized format'],
  ['+proj=longlat +datum=WGS84', 'no projection to a map'],
  ['+proj=geocent +datum=WGS84', 'no projection to a map'],
  ['+proj=tmerc +nadgrids=/etc/passwd', 'names a file'],
  ['+init=/etc/passwd:1', 'names a file'],
  ['+proj=tmerc +title={a}', 'braces'],
])('the PROJ string %j is refused with the reason: %s', (text, reason) => {
  const refused = () => crsOf(proj(text), null);
  expect(refused).toThrowError(expect.objectContaining({ code: 'PROJECTION_INVALID' }) as OperationsError);
  expect(refused).toThrowError(reason);
});

test.each([0, 61, 1.5, Number.NaN])('UTM has no zone %s', (zone) => {
  expect(() => crsOf(utm(zone, 'N'), null)).toThrowError('UTM has no zone');
});
