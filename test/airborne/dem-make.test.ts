import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DemRequest, StageFacts } from '../../src/airborne/contract.js';
import type { Box } from '../../src/airborne/dem/box.js';
import { findGeoid } from '../../src/adapters/geoid-grid.js';
import { makeDem } from '../../src/airborne/dem/make-dem.js';
import { makeFlight, type FlightMade } from '../../src/simulator/flight/flight.js';
import { listener, workFolder } from './flights.js';
import { readDem, writeRaster, type TestRaster } from './dem-rasters.js';

const work = workFolder();
const SECOND = 1 / 3600;
let flight: FlightMade;
let geoid: string;

beforeAll(async () => {
  flight = await makeFlight({ folder: join(work, 'flight') });
  geoid = flight.geoid!;
  expect(geoid, 'Debian: proj-data').toBeTypeOf('string');
});

async function make(
  request: Partial<DemRequest> & Pick<DemRequest, 'source'>,
): Promise<StageFacts & { output: string }> {
  const output = join(work, `${request.source.replace(/\W+/g, '-').slice(-40)}.dem`);
  const facts = await makeDem(
    {
      kind: 'dem',
      geoid: null,
      navigation: flight.lines.map((line) => line.navigation),
      viewVectors: [flight.viewVectors],
      smooth: false,
      output,
      ...request,
    },
    listener(),
  );
  return { ...facts, output: request.output ?? output };
}

/** A geographic raster of a second of arc over the flight, and a quarter of a degree around it. */
function around(value: TestRaster['value'], more: Partial<TestRaster> = {}): TestRaster {
  return { west: -4.5, north: 50.75, size: SECOND, columns: 2700, rows: 2700, value, ...more };
}

describe("an order's elevations", () => {
  it('are the ground itself, ellipsoidal, from a VRT of tiles above sea level', async () => {
    const facts = await make({ source: flight.elevations.mosaic, geoid });
    const dem = readDem(facts.output);
    let worst = 0;
    for (let row = 5; row < dem.rows; row += 17)
      for (let column = 5; column < dem.columns; column += 13) {
        const longitude = dem.corner.west + (column + 0.5) * SECOND;
        const latitude = dem.corner.north - (row + 0.5) * SECOND;
        // The part that was flown over; around it the simulator keeps no ground, only its tiles.
        if (Math.abs(latitude - 50.37) > 0.01 || Math.abs(longitude + 4.14) > 0.01) continue;
        worst = Math.max(
          worst,
          Math.abs(dem.at(longitude, latitude) - flight.terrain.at(latitude, longitude)),
        );
      }
    expect(worst).toBeLessThan(0.01);
    expect(facts).toMatchObject({ source: flight.elevations.mosaic, geoid, holes: 0, sea: false });
  });

  it('are ENVI Float32 of WGS84 with the mosaic’s own cells, named as asked, the header beside with what they were made from', async () => {
    const { output, ...facts } = await make({ source: flight.elevations.mosaic, geoid });
    const dem = readDem(output);
    expect(dem.driver).toBe('ENVI');
    expect(gdal.SpatialReference.fromWKT(dem.wkt).isSameGeogCS(gdal.SpatialReference.fromEPSG(4326))).toBe(
      true,
    );
    const header = readFileSync(`${output}.hdr`, 'utf8');
    expect(header).toContain('data type = 4');
    expect(header).toContain(';DEM Source=srtm.vrt');
    expect(header).toContain(`;Original DEM filename=${flight.elevations.mosaic}`);
    expect(header).not.toContain('data ignore value');
    // The tiles' points are on whole seconds, so a cell's corner is half a second off.
    const phase = (degrees: number) =>
      Math.abs(((degrees * 3600 + 0.5) % 1) - Math.round((degrees * 3600 + 0.5) % 1));
    expect(phase(dem.corner.west)).toBeLessThan(1e-6);
    expect(phase(dem.corner.north)).toBeLessThan(1e-6);
    const { north, south, east, west } = facts['bounds'] as Box;
    expect(dem.corner.west).toBeLessThanOrEqual(west);
    expect(dem.corner.west).toBeGreaterThan(west - SECOND);
    expect(dem.corner.north).toBeGreaterThanOrEqual(north);
    expect(dem.corner.north - dem.rows * SECOND).toBeLessThanOrEqual(south + 1e-9);
    expect(dem.corner.west + dem.columns * SECOND).toBeGreaterThanOrEqual(east - 1e-9);
  });

  it('are the same from the folder of tiles, and from a raster', async () => {
    const vrt = await make({ source: flight.elevations.mosaic, geoid });
    const folder = await make({ source: flight.elevations.tiles, geoid });
    const tile = await make({ source: flight.elevations.files[0]!, geoid });
    expect(readFileSync(folder.output).equals(readFileSync(vrt.output))).toBe(true);
    expect(readFileSync(tile.output).equals(readFileSync(vrt.output))).toBe(true);
  });

  it('are raised by what PROJ raises at every corner', async () => {
    const source = writeRaster(
      join(work, 'level.tif'),
      around(() => 100),
    );
    const { output, ...facts } = await make({ source, geoid });
    const proj = new gdal.CoordinateTransformation(
      gdal.SpatialReference.fromUserInput('EPSG:4326+5773'),
      gdal.SpatialReference.fromUserInput('EPSG:4979'),
    );
    const dem = readDem(output);
    const { corners } = facts['shift'] as { corners: number[] };
    [
      [0, 0],
      [dem.columns - 1, 0],
      [0, dem.rows - 1],
      [dem.columns - 1, dem.rows - 1],
    ].forEach(([column, row], index) => {
      const longitude = dem.corner.west + (column! + 0.5) * SECOND;
      const latitude = dem.corner.north - (row! + 0.5) * SECOND;
      const expected = proj.transformPoint(latitude, longitude, 100).z!;
      expect(Math.abs(dem.at(longitude, latitude) - expected)).toBeLessThan(0.001);
      expect(Math.abs(corners[index]! + 100 - expected)).toBeLessThan(0.001);
    });
    expect(dem.at(-4.14, 50.37) - 100).toBeCloseTo(52.562, 2);
  });

  it('have holes filled from their rims', async () => {
    const hole = (x: number, y: number) => Math.hypot(x + 4.14, (y - 50.37) * 1.5) < 0.01;
    const source = writeRaster(
      join(work, 'holed.tif'),
      around((x, y) => (hole(x, y) ? -9999 : 80 + (x + 4.14) * 100), { nodata: -9999 }),
    );
    const { output, ...facts } = await make({ source });
    expect(facts['holes']).toBeGreaterThan(1000);
    const dem = readDem(output);
    expect(dem.values.every((value) => value > 60 && value < 100)).toBe(true);
    expect(dem.at(-4.14, 50.37)).toBeCloseTo(80, 0);
  });

  it('count a fill value that nobody declared as a hole, not as a height', async () => {
    const source = writeRaster(
      join(work, 'undeclared.tif'),
      around((x, y) => (Math.abs(x + 4.14) < 0.002 && Math.abs(y - 50.37) < 0.002 ? -32768 : 80)),
    );
    const { output, ...facts } = await make({ source });
    expect(facts['holes']).toBeGreaterThan(100);
    expect(readDem(output).values.every((value) => Math.abs(value - 80) < 0.01)).toBe(true);
  });

  it('are the geoid where there is only sea', async () => {
    const source = writeRaster(
      join(work, 'sea.tif'),
      around(() => -9999, { nodata: -9999 }),
    );
    const { output, ...facts } = await make({ source, geoid });
    expect(facts['sea']).toBe(true);
    expect(readDem(output).at(-4.14, 50.37)).toBeCloseTo(52.562, 2);
  });

  it('are refused where a hole is too large to fill', async () => {
    const source = writeRaster(
      join(work, 'half.tif'),
      around((x) => (x > -4.14 ? -9999 : 80), { nodata: -9999 }),
    );
    await expect(make({ source })).rejects.toMatchObject({
      code: 'DEM_SOURCE',
      message: expect.stringMatching(/no height for \d+ cells .* further than 200 cells/) as string,
    });
  });

  it('are warped from a mosaic in another coordinate system', async () => {
    const rising = (x: number, y: number) => (x - 430_000) / 100 + (y - 5_580_000) / 200;
    const source = writeRaster(join(work, 'utm.tif'), {
      crs: 'EPSG:32630',
      west: 400_000,
      north: 5_610_000,
      size: 50,
      columns: 700,
      rows: 1000,
      value: rising,
    });
    const { output } = await make({ source });
    const dem = readDem(output);
    const utm = new gdal.CoordinateTransformation(
      gdal.SpatialReference.fromProj4('+proj=longlat +datum=WGS84'),
      gdal.SpatialReference.fromEPSG(32630),
    );
    for (let row = 0; row < dem.rows; row += 50)
      for (let column = 0; column < dem.columns; column += 50) {
        const longitude = dem.corner.west + (column + 0.5) * dem.dx;
        const latitude = dem.corner.north - (row + 0.5) * dem.dy;
        const { x, y } = utm.transformPoint(longitude, latitude);
        expect(Math.abs(dem.at(longitude, latitude) - rising(x, y))).toBeLessThan(0.01);
      }
  });

  it('are the mean of nine cells where that is asked for', async () => {
    const source = writeRaster(
      join(work, 'rough.tif'),
      around((x) => (Math.floor(x * 3600) % 3 === 0 ? 90 : 0)),
    );
    const { output } = await make({ source, smooth: true });
    const dem = readDem(output);
    for (let column = 1; column < 100; column += 1)
      expect(dem.values[dem.columns * 5 + column]).toBeCloseTo(30, 3);
  });

  it('leave nothing under their name but what is whole', async () => {
    const folder = join(work, 'whole');
    mkdirSync(folder);
    const source = writeRaster(
      join(work, 'short.tif'),
      around(() => 1, { columns: 1100 }),
    );
    await expect(make({ source, output: join(folder, 'x.dem') })).rejects.toMatchObject({
      code: 'DEM_SOURCE',
    });
    expect(readdirSync(folder)).toEqual([]);
    await make({ source: flight.elevations.mosaic, output: join(folder, 'x.dem') });
    expect(readdirSync(folder).sort()).toEqual(['x.dem', 'x.dem.hdr']);
  });
});

describe('a mosaic of elevations that will not do', () => {
  it('is refused with the degrees that it lacks', async () => {
    const source = writeRaster(
      join(work, 'narrow.tif'),
      around(() => 1, { columns: 1500 }),
    );
    await expect(make({ source })).rejects.toMatchObject({
      code: 'DEM_SOURCE',
      message: expect.stringMatching(
        /does not cover the flight .*: 0\.0\d+° in the east is missing/,
      ) as string,
    });
  });

  it('is refused with the names of the tiles that are not there, as a VRT and as a folder', async () => {
    const folder = join(work, 'tiles');
    mkdirSync(folder);
    for (const name of ['N50W005', 'N50W004'])
      writeRaster(join(folder, `${name}_dem.tif`), {
        west: name === 'N50W005' ? -5 : -4,
        north: 51,
        size: 0.001,
        columns: 1000,
        rows: 1000,
        value: () => 10,
      });
    const vrt = join(work, 'tiles.vrt');
    gdal
      .buildVRT(
        vrt,
        readdirSync(folder).map((name) => join(folder, name)),
      )
      .close();
    const far = await makeFlight({
      folder: join(work, 'far'),
      centre: { latitude: 50.02, longitude: -4.02 },
      lines: 1,
      scans: 8,
    });
    const navigation = far.lines.map((line) => line.navigation);
    await expect(make({ source: folder, navigation })).rejects.toMatchObject({
      code: 'DEM_SOURCE',
      details: ['N49W005_dem.tif', 'N49W004_dem.tif'],
    });
    await make({ source: vrt });
    const gone = join(work, 'gone.vrt');
    writeFileSync(gone, readFileSync(vrt, 'utf8').replaceAll('N50W005_dem', 'N50W005_lost'));
    await expect(make({ source: gone })).rejects.toMatchObject({
      code: 'DEM_SOURCE',
      message: expect.stringContaining('lacks 1 tile') as string,
      details: [join(folder, 'N50W005_lost.tif')],
    });
    // A tile that this flight does not need may be missing.
    const other = join(work, 'other.vrt');
    writeFileSync(other, readFileSync(vrt, 'utf8').replaceAll('N50W004_dem', 'N50W004_lost'));
    await make({ source: other });
  });

  it('is refused where its tiles leave a gap', async () => {
    const folder = join(work, 'gap');
    mkdirSync(folder);
    for (const [name, west] of [
      ['a', -5],
      ['b', -4.13],
    ] as const)
      writeRaster(join(folder, `${name}.tif`), {
        west,
        north: 51,
        size: 0.001,
        columns: 850,
        rows: 1000,
        value: () => 10,
      });
    await expect(make({ source: folder })).rejects.toMatchObject({
      code: 'DEM_SOURCE',
      message: expect.stringContaining('No tile of') as string,
    });
  });

  it('is refused when it is not there, or no elevations', async () => {
    const colours = writeRaster(
      join(work, 'colours.tif'),
      around(() => 1, { bands: 3, columns: 10, rows: 10 }),
    );
    const nowhere = writeRaster(
      join(work, 'nowhere.tif'),
      around(() => 1, { crs: '', columns: 10, rows: 10 }),
    );
    const text = join(work, 'text.tif');
    writeFileSync(text, 'no raster');
    for (const source of [join(work, 'not-there'), colours, nowhere, text])
      await expect(make({ source })).rejects.toMatchObject({ code: 'DEM_SOURCE' });
  });
});

describe('a geoid', () => {
  it('that is not there stops the order: heights are never raised by nothing and in silence', async () => {
    const source = flight.elevations.mosaic;
    const output = join(work, 'no-geoid.dem');
    await expect(make({ source, geoid: join(work, 'egm2008.gtx'), output })).rejects.toMatchObject({
      code: 'GEOID_MISSING',
      message: expect.stringContaining('egm2008.gtx') as string,
    });
    expect(existsSync(output)).toBe(false);
  });

  it('of zeros, of something else or of elsewhere stops the order', async () => {
    const source = flight.elevations.mosaic;
    const grid = (name: string, value: TestRaster['value'], west = -10) =>
      writeRaster(join(work, name), { west, north: 60, size: 0.25, columns: 80, rows: 80, value });
    for (const path of [
      grid('zero.tif', () => 0),
      grid('heights.tif', (x) => 1000 * x),
      grid('waves.tif', (x) => 100 * Math.sin(x * 40)),
      grid('elsewhere.tif', () => 50, 30),
    ])
      await expect(make({ source, geoid: path }), path).rejects.toMatchObject({ code: 'GEOID_MISSING' });
  });

  it('is found where PROJ keeps it, the folders of PROJ_DATA first', async () => {
    const folder = join(work, 'proj');
    mkdirSync(folder);
    writeFileSync(join(folder, 'egm96_15.gtx'), '');
    expect(findGeoid({ PROJ_DATA: `/nowhere:${folder}` })).toBe(join(folder, 'egm96_15.gtx'));
    expect(findGeoid({ PROJ_LIB: folder })).toBe(join(folder, 'egm96_15.gtx'));
    expect(findGeoid({ PROJ_DATA: '/nowhere' })).toBe(geoid);
  });
});
