import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RasterReader } from '../../src/airborne/envi/raster-reader.js';
import { geocorrect } from '../../src/airborne/geocorrect/geocorrect.js';
import {
  FLOWN,
  relief,
  reports,
  scanOf,
  viewOf,
  writeDem,
  writeFlight,
  type Flown,
  type Relief,
} from '../support/flight-fixture.js';
import { apart, groundOf, march } from '../support/ray-marching.js';
import { within } from './bounds.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipstream-geocorrect-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let flights = 0;

/** Geocorrects a line over a relief, or the ellipsoid: the positions by line and pixel. */
async function positions(flown: Flown, made: Relief | null, rotation?: 'zxy' | 'zyx') {
  const place = join(folder, String((flights += 1)));
  const files = await writeFlight(place, flown);
  const dem = made === null ? null : await writeDem(join(place, 'dem.bil'), made);
  const output = join(place, 'out.igm');
  const facts = await geocorrect(
    { kind: 'geocorrect', ...files, dem, output, ...(rotation === undefined ? {} : { rotation }) },
    reports(),
  );
  const reader = await RasterReader.open(output);
  const igm = await reader.read(0, flown.lines);
  await reader.close();
  const at = (line: number, pixel: number) => {
    const [longitude, latitude, height] = [0, 1, 2].map(
      (band) => igm[(3 * line + band) * flown.samples + pixel]!,
    ) as [number, number, number];
    return { longitude, latitude, height };
  };
  return { at, facts, header: reader.header, output };
}

/** Metres forward and to the right of the aircraft's track at which a place lies, as PROJ's geodesics have it. */
function offset(scan: readonly number[], place: { longitude: number; latitude: number }) {
  const plane = gdal.SpatialReference.fromProj4(
    `+proj=aeqd +lat_0=${scan[1]} +lon_0=${scan[2]} +datum=WGS84 +units=m`,
  );
  const geographic = gdal.SpatialReference.fromProj4('+proj=longlat +datum=WGS84');
  const { x, y } = new gdal.CoordinateTransformation(geographic, plane).transformPoint(
    place.longitude,
    place.latitude,
  );
  const heading = (scan[6]! * Math.PI) / 180;
  return {
    forward: x * Math.sin(heading) + y * Math.cos(heading),
    right: x * Math.cos(heading) - y * Math.sin(heading),
  };
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const LEVEL: Flown = { ...FLOWN, lines: 5, roll: () => 0, pitch: () => 0 };

describe('closed forms', () => {
  test.each([0, 37, 200, 359])(
    'in level flight heading %i° a pixel is h tan(angle) aside',
    async (heading) => {
      const flown = { ...LEVEL, heading };
      let most = 0;
      for (const [made, ground] of [
        [null, 0],
        [relief(flown, 0.02, () => 250), 250],
      ] as const) {
        const { at } = await positions(flown, made);
        for (let pixel = 0; pixel < flown.samples; pixel += 1) {
          const found = at(2, pixel);
          const { forward, right } = offset(scanOf(flown, 2), found);
          const aside = -(flown.altitude - ground) * Math.tan(radians(viewOf(flown, pixel)));
          most = Math.max(most, Math.hypot(forward, right - aside));
          expect(Math.abs(found.height - ground)).toBeLessThan(0.001);
        }
      }
      within('Level flight', most);
    },
  );

  test.each([
    [2, 0],
    [0, 3],
    [-5, 2],
    [12, -8],
  ])(
    'with roll %i° and pitch %i° a pixel is where the turned axes point: pitch about the wings, then roll',
    async (r, p) => {
      const flown: Flown = { ...LEVEL, roll: () => r, pitch: () => p };
      const [roll, pitch] = [radians(r), radians(p)];
      let most = 0;
      for (const rotation of ['zxy', 'zyx'] as const) {
        const { at } = await positions(flown, null, rotation);
        for (let pixel = 0; pixel < flown.samples; pixel += 7) {
          const view = radians(viewOf(flown, pixel));
          const [forward, right, down] =
            rotation === 'zxy'
              ? [
                  Math.sin(pitch) * Math.cos(view),
                  -Math.sin(view) * Math.cos(roll) - Math.cos(pitch) * Math.cos(view) * Math.sin(roll),
                  Math.cos(pitch) * Math.cos(view) * Math.cos(roll) - Math.sin(view) * Math.sin(roll),
                ]
              : [
                  Math.sin(pitch) * Math.cos(view + roll),
                  -Math.sin(view + roll),
                  Math.cos(pitch) * Math.cos(view + roll),
                ];
          const found = offset(scanOf(flown, 3), at(3, pixel));
          const error = Math.hypot(
            found.forward - (flown.altitude * forward) / down,
            found.right - (flown.altitude * right) / down,
          );
          most = Math.max(most, error);
        }
      }
      within('Flight with attitudes', most);
    },
  );
});

/** The largest distance, metres, between the kernel's positions and those of marching along every so many rays. */
async function worst(flown: Flown, made: Relief, lines: number, pixels: number): Promise<number> {
  const { at } = await positions(flown, made);
  const ground = groundOf(made);
  let most = 0;
  for (let line = 0; line < flown.lines; line += lines)
    for (let pixel = 0; pixel < flown.samples; pixel += pixels) {
      const truth = march(scanOf(flown, line), viewOf(flown, pixel), ground)!;
      most = Math.max(most, apart(at(line, pixel), truth));
    }
  return most;
}

/** Mountains of 300 m; their slopes are up to 65 degrees, and 84 degrees where they are `narrow` five times as much. */
const mountains = (narrow: number) => (longitude: number, latitude: number) =>
  450 + 150 * Math.sin(longitude * 1000 * narrow) * Math.cos(latitude * 1400 * narrow);

describe('marching along every ray', () => {
  test('agrees on flat ground', async () => {
    const error = await worst(
      FLOWN,
      relief(FLOWN, 0.02, () => 80),
      40,
      5,
    );
    within('Flat ground', error);
  });

  test.each([
    ['at 50° N', FLOWN],
    ['and cliffs', FLOWN, 5],
    ['at 33° S across the date line', { ...FLOWN, latitude: -33, longitude: 179.9995, heading: 80 } as Flown],
    ['at 78° N', { ...FLOWN, latitude: 78, longitude: 15 }],
    ['looking 55° aside', { ...FLOWN, view: 55, altitude: 900 }],
  ])('agrees in steep mountains %s', async (_, flown, narrow = 1) => {
    const error = await worst(flown, relief(flown, 0.06, mountains(narrow)), 40, 5);
    within(narrow === 1 ? 'Steep ground' : 'Cliffs', error);
    const pixel = (flown.altitude * Math.tan(radians(flown.view)) * 2) / flown.samples;
    expect(error).toBeLessThan(0.3 * pixel);
  });

  test('a ray that a wall of one cell hides from what lies behind ends on the wall', async () => {
    const flown: Flown = { ...LEVEL, heading: 0, view: 50 };
    // A wall of 400 m from north to south, one cell thick, 600 m to the east of the track.
    const wall = flown.longitude + 600 / (111_320 * Math.cos(radians(flown.latitude)));
    const made = relief(flown, 0.04, (longitude) => (Math.abs(longitude - wall) < 0.5 / 3600 ? 400 : 0));
    const { at } = await positions(flown, made);
    const ground = groundOf(made);
    let most = 0;
    let onWall = 0;
    let behind = 0;
    for (let pixel = 0; pixel < flown.samples; pixel += 1) {
      const truth = march(scanOf(flown, 2), viewOf(flown, pixel), ground)!;
      most = Math.max(most, apart(at(2, pixel), truth));
      if (at(2, pixel).height > 10) onWall += 1;
      else if (at(2, pixel).longitude > wall) behind += 1;
    }
    within('Behind a wall', most);
    expect(onWall).toBeGreaterThan(3);
    expect(behind).toBeGreaterThan(3);
  });
});
