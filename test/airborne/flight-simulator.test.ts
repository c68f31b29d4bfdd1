import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import gdal from 'gdal-async';
import { beforeAll, describe, expect, it } from 'vitest';
import { enviList } from '../../src/formats/envi-header.js';
import { toEarth, toPlace, toUtm } from '../../src/simulator/flight/earth.js';
import { makeFlight, type FlightMade } from '../../src/simulator/flight/flight.js';
import { truthAt, wavelengthsOf } from '../../src/simulator/flight/truth.js';
import { wholeRaster, workFolder } from './flights.js';

const work = workFolder();
const RAD = Math.PI / 180;

/** Digest of every file below a folder, by its path. */
function digests(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(folder, path), createHash('sha1').update(readFileSync(path)).digest('hex')]),
  );
}

describe('a simulated flight', () => {
  let flight: FlightMade;
  beforeAll(async () => {
    flight = await makeFlight({ folder: join(work, 'small') });
  });

  it('is the same to the byte when it is made again, and another with another seed', async () => {
    await makeFlight({ folder: join(work, 'again') });
    await makeFlight({ folder: join(work, 'other'), seed: 2 });
    const first = digests(join(work, 'small'));
    expect(digests(join(work, 'again'))).toEqual(first);
    expect([...digests(join(work, 'other')).keys()]).toEqual([...first.keys()]);
    const navigation = relative(join(work, 'small'), flight.lines[0]!.navigation);
    expect(digests(join(work, 'other')).get(navigation)).not.toBe(first.get(navigation));
  });

  it('is delivered as flights are', async () => {
    const files = [...digests(flight.project).keys()];
    const delivery = 'delivery/GB18_00-2018_123a-hyperspectral';
    for (const name of ['f123a011', 'f123a021'])
      expect(files).toEqual(
        expect.arrayContaining([
          `${delivery}/flightlines/level1b/${name}1b.bil`,
          `${delivery}/flightlines/level1b/${name}1b.bil.hdr`,
          `${delivery}/flightlines/level1b/${name}1b_mask.bil`,
          `${delivery}/flightlines/level1b/${name}1b_mask-badpixelmethod.bil`,
          `${delivery}/flightlines/navigation/${name}_nav_post_processed.bil`,
          `${delivery}/flightlines/line_information/${name}.xml`,
        ]),
      );
    expect(files).toContain(`${delivery}/sensor_FOV_vectors/fenix_fov_fullccd_vectors.bil`);
    expect(files).toContain(`${delivery}/project_information/GB18_00-project.xml`);
    const { header } = await wholeRaster(flight.lines[0]!.level1);
    expect(header).toMatchObject({ samples: 64, lines: 200, bands: 8, type: 12, interleave: 'bil' });
    expect(enviList(header, 'wavelength')!.map(Number)).toEqual(flight.wavelengths);
    const navigation = await wholeRaster(flight.lines[0]!.navigation);
    expect(navigation.header).toMatchObject({ samples: 1, lines: 200, bands: 7, type: 5 });
  });

  it('says of each line where its ground lies', async () => {
    for (const line of flight.lines) {
      const xml = readFileSync(line.information, 'utf8');
      const degrees = (name: string) =>
        Number(new RegExp(`<gmd:${name}><gco:Decimal>([^<]+)<`).exec(xml)![1]);
      const { values } = await wholeRaster(line.ground);
      const band = (index: number) =>
        Array.from({ length: 200 }, (_, scan) => [
          ...values.subarray((scan * 3 + index) * 64, (scan * 3 + index + 1) * 64),
        ]).flat();
      expect(degrees('westBoundLongitude')).toBeCloseTo(Math.min(...band(0)), 7);
      expect(degrees('eastBoundLongitude')).toBeCloseTo(Math.max(...band(0)), 7);
      expect(degrees('southBoundLatitude')).toBeCloseTo(Math.min(...band(1)), 7);
      expect(degrees('northBoundLatitude')).toBeCloseTo(Math.max(...band(1)), 7);
    }
  });

  it('shows in every pixel that is not flagged what lies at the place it saw, by PROJ', async () => {
    const line = flight.lines[0]!;
    const level1 = (await wholeRaster(line.level1)).values;
    const mask = (await wholeRaster(line.mask)).values;
    const ground = (await wholeRaster(line.ground)).values;
    const utm = new gdal.CoordinateTransformation(
      gdal.SpatialReference.fromProj4('+proj=longlat +datum=WGS84'),
      gdal.SpatialReference.fromProj4('+proj=utm +zone=30 +datum=WGS84'),
    );
    let compared = 0;
    for (let scan = 0; scan < 200; scan += 3)
      for (let sample = 0; sample < 64; sample += 1) {
        const { x, y } = utm.transformPoint(
          ground[scan * 3 * 64 + sample]!,
          ground[(scan * 3 + 1) * 64 + sample]!,
        );
        flight.wavelengths.forEach((wavelength, band) => {
          const at = (scan * 8 + band) * 64 + sample;
          if (mask[at] !== 0) return;
          expect(Math.abs(level1[at]! - truthAt(wavelength, x, y))).toBeLessThan(0.52);
          compared += 1;
        });
      }
    expect(compared).toBeGreaterThan(30_000);
  });

  it('has pixels of every flag and every method, and flags what it says', async () => {
    const line = flight.lines[0]!;
    const mask = (await wholeRaster(line.mask)).values;
    const methods = (await wholeRaster(line.methods)).values;
    const all = (values: ArrayLike<number>) => [...new Set(Array.from(values))].sort((a, b) => a - b);
    expect(all(mask)).toEqual(expect.arrayContaining([0, 1, 2, 4, 8, 16, 32, 64]));
    expect(all(methods)).toEqual([0, 1, 2, 4, 8, 16, 32]);
    for (let at = 0; at < mask.length; at += 1)
      expect(methods[at] === 0, String(at)).toBe((mask[at]! & 4) === 0);
    const dropped = line.flagged.find(({ bit }) => bit === 16)!;
    expect(
      mask.subarray(dropped.scan! * 8 * 64, (dropped.scan! + 1) * 8 * 64).every((bits) => (bits & 16) !== 0),
    ).toBe(true);
  });

  it('has elevations that, with the geoid, are the ground within a millimetre', async () => {
    const { values } = await wholeRaster(flight.lines[1]!.ground);
    const tile = gdal.open(flight.elevations.mosaic);
    const [left, dx, , top, , dy] = tile.geoTransform as [number, number, number, number, number, number];
    // EGM96 heights to ellipsoidal ones, by PROJ and its grid; latitude comes first.
    const geoid = new gdal.CoordinateTransformation(
      gdal.SpatialReference.fromUserInput('EPSG:4326+5773'),
      gdal.SpatialReference.fromUserInput('EPSG:4979'),
    );
    const node = (column: number, row: number) => {
      const sea = tile.bands.get(1).pixels.get(column, row);
      return geoid.transformPoint(top + (row + 0.5) * dy, left + (column + 0.5) * dx, sea).z!;
    };
    for (let scan = 0; scan < 200; scan += 20)
      for (let sample = 0; sample < 64; sample += 7) {
        const x = (values[scan * 3 * 64 + sample]! - left) / dx - 0.5;
        const y = (values[(scan * 3 + 1) * 64 + sample]! - top) / dy - 0.5;
        const [column, row] = [Math.floor(x), Math.floor(y)];
        const [u, v] = [x - column, y - row];
        const height =
          (node(column, row) * (1 - u) + node(column + 1, row) * u) * (1 - v) +
          (node(column, row + 1) * (1 - u) + node(column + 1, row + 1) * u) * v;
        expect(Math.abs(height - values[(scan * 3 + 2) * 64 + sample]!)).toBeLessThan(1e-3);
      }
  });
});

describe('the forward model of the simulated flight', () => {
  it('sees, from level flight over flat ground, the ground at height times tangent', async () => {
    const flight = await makeFlight({
      folder: join(work, 'level'),
      sigma: 0,
      terrain: 'flat',
      heading: 90,
      lines: 1,
      scans: 8,
      geoid: null,
    });
    const navigation = (await wholeRaster(flight.lines[0]!.navigation)).values;
    const ground = (await wholeRaster(flight.lines[0]!.ground)).values;
    const vectors = (await wholeRaster(flight.viewVectors)).values;
    const latitude = navigation[1]! * RAD;
    const longitude = navigation[2]! * RAD;
    const [x0, y0, z0] = toEarth(latitude, longitude, 200);
    for (let sample = 0; sample < 64; sample += 1) {
      const [x, y, z] = toEarth(ground[64 + sample]! * RAD, ground[sample]! * RAD, 200);
      // Flown eastwards, port is north.
      const east = -(x - x0) * Math.sin(longitude) + (y - y0) * Math.cos(longitude);
      const north =
        -(x - x0) * Math.sin(latitude) * Math.cos(longitude) -
        (y - y0) * Math.sin(latitude) * Math.sin(longitude) +
        (z - z0) * Math.cos(latitude);
      const expected = 1050 * Math.tan(vectors[sample]! * RAD);
      // The ground curves down by a centimetre at the edge of the swath, which is seen a third of that further out.
      expect(Math.abs(north - expected)).toBeLessThan(0.005);
      expect(Math.abs(east)).toBeLessThan(0.001);
    }
  });

  it('has view vectors of the whole CCD, of which binned pixels from x start are those of level 1', async () => {
    const options = { lines: 1, scans: 8, geoid: null, terrain: 'flat' } as const;
    const plain = await makeFlight({ ...options, folder: join(work, 'plain') });
    const binned = await makeFlight({ ...options, folder: join(work, 'binned'), binning: 2, xStart: 5 });
    const one = (await wholeRaster(plain.viewVectors)).values;
    const two = (await wholeRaster(binned.viewVectors)).values;
    expect(two.length / 3).toBe((64 + 5) * 2);
    for (let pixel = 0; pixel < 64; pixel += 1)
      expect((two[(pixel + 5) * 2]! + two[(pixel + 5) * 2 + 1]!) / 2).toBeCloseTo(one[pixel]!, 10);
    expect((await wholeRaster(binned.lines[0]!.ground)).values).toEqual(
      (await wholeRaster(plain.lines[0]!.ground)).values,
    );
  });

  it('meets steep ground where no ground lies before it on the ray', async () => {
    const flight = await makeFlight({
      folder: join(work, 'steep'),
      terrain: 'steep',
      lines: 1,
      scans: 16,
      geoid: null,
    });
    const navigation = (await wholeRaster(flight.lines[0]!.navigation)).values;
    const ground = (await wholeRaster(flight.lines[0]!.ground)).values;
    const place = new Float64Array(3);
    for (let scan = 0; scan < 16; scan += 5) {
      const [, latitude, longitude, altitude] = navigation.subarray(scan * 7, scan * 7 + 7);
      const from = toEarth(latitude! * RAD, longitude! * RAD, altitude!);
      for (let sample = 0; sample < 64; sample += 9) {
        const [lon, lat, height] = [0, 1, 2].map((band) => ground[(scan * 3 + band) * 64 + sample]!);
        const to = toEarth(lat! * RAD, lon! * RAD, height!);
        expect(Math.abs(flight.terrain.at(lat!, lon!) - height!)).toBeLessThan(1e-4);
        for (let share = 0.5; share < 0.999; share += 0.001) {
          const [x, y, z] = from.map((value, axis) => value + (to[axis]! - value) * share);
          toPlace(x!, y!, z!, place);
          expect(place[2]).toBeGreaterThan(flight.terrain.at(place[0]! / RAD, place[1]! / RAD));
        }
      }
    }
  });

  it('has the eastings and northings of PROJ within a millimetre, north and south', () => {
    const out = new Float64Array(2);
    for (const [zone, south] of [
      [30, false],
      [1, true],
    ] as const) {
      const utm = new gdal.CoordinateTransformation(
        gdal.SpatialReference.fromProj4('+proj=longlat +datum=WGS84'),
        gdal.SpatialReference.fromProj4(`+proj=utm +zone=${zone} ${south ? '+south' : ''} +datum=WGS84`),
      );
      for (let latitude = 2; latitude <= 80; latitude += 6.5)
        for (let off = -3; off <= 3; off += 1) {
          const [lat, lon] = [south ? -latitude : latitude, zone * 6 - 183 + off];
          toUtm(lat * RAD, lon * RAD, zone, south, out);
          const { x, y } = utm.transformPoint(lon, lat);
          expect(Math.hypot(out[0]! - x, out[1]! - y)).toBeLessThan(1e-3);
        }
    }
  });

  it('has bands where the indices look, whatever the number of bands', () => {
    for (const bands of [8, 50, 622]) {
      const wavelengths = wavelengthsOf('f', bands);
      expect(wavelengths).toHaveLength(bands);
      expect(wavelengths).toEqual([...new Set(wavelengths)].sort((a, b) => a - b));
      for (const wanted of [670, 800, 860, 1240, 1640]) expect(wavelengths).toContain(wanted);
    }
  });

  it('refuses a flight that cannot be flown', async () => {
    const folder = join(work, 'never');
    await expect(makeFlight({ folder, samples: 4 })).rejects.toThrow('samples is 4');
    await expect(makeFlight({ folder, project: '../up' })).rejects.toThrow('A project is letters');
    await expect(makeFlight({ folder, centre: { latitude: 89, longitude: 0 } })).rejects.toThrow(
      '80 degrees',
    );
  });
});
