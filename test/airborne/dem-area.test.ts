import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import gdal from 'gdal-async';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrack } from '../../src/airborne/delivery/navigation.js';
import { areaOf, degreesOf, flightExtent } from '../../src/airborne/dem/flight-area.js';
import { RasterReader } from '../../src/airborne/envi/raster-reader.js';
import { RasterWriter } from '../../src/airborne/envi/raster-writer.js';
import { readScans } from '../../src/airborne/navigation.js';
import { workFolder } from './flights.js';

const work = workFolder();
mkdirSync(join(work, 'nav'));

/** A navigation file of scans, or view vectors: float64 BIL. */
async function raster(
  name: string,
  samples: number,
  bands: number,
  values: readonly number[],
): Promise<string> {
  const path = join(work, 'nav', name);
  const lines = values.length / samples / bands;
  const writer = await RasterWriter.create(path, {
    samples,
    lines,
    bands,
    type: 5,
    interleave: 'bil',
    fields: new Map(),
    comments: [],
  });
  await writer.write(Float64Array.from(values));
  await writer.commit();
  return path;
}

const scan = (latitude: number, longitude: number, altitude: number, roll: number) => [
  1000,
  latitude,
  longitude,
  altitude,
  roll,
  0.5,
  37,
];

describe('the area of a flight', () => {
  it('is the navigation of all lines, wider by both edges of the swath at the greatest roll either way', async () => {
    const one = await raster('one.bil', 1, 7, [
      ...scan(50.3, -4.2, 1250, 1.5),
      ...scan(50.4, -4.1, 1245, -2.5),
    ]);
    const two = await raster('two.bil', 1, 7, [
      ...scan(50.31, -4.25, 1300, 0.2),
      ...scan(50.35, -4.12, 1290, 3),
    ]);
    const vectors = await raster('view.bil', 3, 3, [18.76, 0, -20, 0, 0, 0, 0, 0, 0]);
    const extent = await flightExtent([one, two], [vectors]);
    expect(extent).toMatchObject({
      latitude: { min: 50.3, max: 50.4 },
      longitude: { min: -4.25, max: -4.1 },
      altitude: { min: 1245, max: 1300 },
      roll: { min: -2.5, max: 3 },
    });
    expect(extent.view).toBeCloseTo(20, 9);
    const rad = Math.PI / 180;
    const metres = 1300 * (Math.tan(23 * rad) + Math.tan(22.5 * rad));
    const phi = 50.35 * rad;
    const e2 = 0.0066943799901413165;
    const meridian = (6378137 * (1 - e2)) / (1 - e2 * Math.sin(phi) ** 2) ** 1.5;
    const across = 6378137 / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
    const area = areaOf(extent, 0.08);
    expect(area.north).toBeCloseTo(50.4 + metres / meridian / rad + 0.08, 9);
    expect(area.south).toBeCloseTo(50.3 - metres / meridian / rad - 0.08, 9);
    expect(area.east).toBeCloseTo(-4.1 + metres / across / Math.cos(phi) / rad + 0.08, 9);
    expect(area.west).toBeCloseTo(-4.25 - metres / across / Math.cos(phi) / rad - 0.08, 9);
  });

  it('goes on across the date line', async () => {
    const file = await raster('date.bil', 1, 7, [
      ...scan(-17, 179.9, 2000, 1),
      ...scan(-17.1, -179.9, 2000, 1),
    ]);
    const vectors = await raster('view2.bil', 1, 3, [10, 0, 0]);
    const { longitude } = await flightExtent([file], [vectors]);
    expect(longitude.min).toBeCloseTo(179.9, 9);
    expect(longitude.max).toBeCloseTo(180.1, 9);
  });

  it('is refused for files that are no navigation or view vectors', async () => {
    const good = await raster('good.bil', 1, 7, scan(50, -4, 1000, 0));
    const vectors = await raster('good-view.bil', 1, 3, [10, 0, 0]);
    const wide = await raster('wide.bil', 1, 3, [85, 0, 0]);
    const nan = await raster('nan.bil', 1, 7, scan(NaN, -4, 1000, 0));
    const onItsSide = await raster('side.bil', 1, 7, scan(50, -4, 1000, 75));
    const code = 'RASTER_INVALID';
    await expect(flightExtent([vectors], [vectors])).rejects.toMatchObject({ code });
    await expect(flightExtent([good], [good])).rejects.toMatchObject({ code });
    await expect(flightExtent([good], [wide])).rejects.toMatchObject({ code });
    await expect(flightExtent([nan], [vectors])).rejects.toMatchObject({ code });
    await expect(flightExtent([], [vectors])).rejects.toMatchObject({ code });
    const side = await flightExtent([onItsSide], [vectors]);
    expect(() => areaOf(side, 0)).toThrow(/roll of 75/);
  });

  it('is read by the same limits as the line at its order and its geocorrection', async () => {
    const vectors = await raster('limits-view.bil', 1, 3, [10, 0, 0]);
    const readings = async (name: string, values: readonly number[]) => {
      const file = await raster(name, 1, 7, [...scan(50, 10, 1000, 0), ...values]);
      const reader = await RasterReader.open(file);
      const all = [
        () => flightExtent([file], [vectors]),
        () => readTrack(file, 2, 'level1'),
        () => readScans(reader, 0, 2),
      ];
      const said = await Promise.all(
        all.map((read) =>
          read().then(
            () => 'taken',
            (error: Error) => error.message,
          ),
        ),
      );
      await reader.close();
      return [...new Set(said)].map((words) => words.replace(file, 'It'));
    };
    for (const [index, [latitude, longitude, altitude]] of [
      [90, 360, 50_000],
      [-90, -180, -1000],
    ].entries())
      expect(await readings(`in${index}.bil`, scan(latitude!, longitude!, altitude!, 0))).toEqual(['taken']);
    for (const [what, values] of [
      ['latitude 90.1', scan(90.1, 10, 1000, 0)],
      ['longitude -180.1', scan(50, -180.1, 1000, 0)],
      ['longitude 360.1', scan(50, 360.1, 1000, 0)],
      ['altitude -1001', scan(50, 10, -1001, 0)],
      ['altitude 50001', scan(50, 10, 50_001, 0)],
      ['roll 91', scan(50, 10, 1000, 91)],
    ] as const)
      expect(await readings(`${what}.bil`, values)).toEqual([
        `It has the ${what} at scan 1 (counted from 0), which cannot be.`,
      ]);
  });

  it('turns metres into degrees as geodesics do', () => {
    // A degree of the meridian and of the parallel at 50 degrees, by PROJ's transverse and plain Mercator.
    const scale = (proj: string, from: [number, number], to: [number, number]) => {
      const there = new gdal.CoordinateTransformation(
        gdal.SpatialReference.fromProj4('+proj=longlat +datum=WGS84'),
        gdal.SpatialReference.fromProj4(`${proj} +datum=WGS84`),
      );
      const [a, b] = [there.transformPoint(...from), there.transformPoint(...to)];
      return Math.hypot(b.x - a.x, b.y - a.y);
    };
    fc.assert(
      fc.property(fc.double({ min: -80, max: 80, noNaN: true }), (latitude) => {
        const half = 0.001;
        const along = scale('+proj=tmerc +lon_0=0 +k=1', [0, latitude - half], [0, latitude + half]);
        const across = scale(`+proj=merc +lat_ts=${latitude}`, [-half, latitude], [half, latitude]);
        expect(degreesOf(along, latitude).latitude).toBeCloseTo(2 * half, 8);
        expect(degreesOf(across, latitude).longitude).toBeCloseTo(2 * half, 8);
      }),
      { numRuns: 50 },
    );
  });
});
