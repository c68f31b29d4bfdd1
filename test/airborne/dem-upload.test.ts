import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import gdal from 'gdal-async';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StageFacts } from '../../src/airborne/contract.js';
import { checkDem } from '../../src/airborne/dem/check-dem.js';
import { makeDem } from '../../src/airborne/dem/make-dem.js';
import { OperationsError } from '../../src/domain/failures.js';
import { makeFlight, type FlightMade } from '../../src/simulator/flight/flight.js';
import { listener, workFolder } from './flights.js';
import { readDem, writeRaster, type TestRaster } from './dem-rasters.js';

const work = workFolder();
let flight: FlightMade;
let count = 0;

beforeAll(async () => {
  flight = await makeFlight({ folder: join(work, 'flight'), lines: 1, scans: 50 });
  writeRaster(join(work, 'own.tif'), sent());
  writeRaster(join(work, 'own.img'), sent({ driver: 'HFA' }));
  writeRaster(join(work, 'plain.dem'), sent({ driver: 'ENVI' }));
});

async function check(dem: string, force = false): Promise<StageFacts & { output: string }> {
  const output = join(work, `made-${(count += 1)}.dem`);
  const navigation = flight.lines.map((line) => line.navigation);
  const request = {
    kind: 'checkdem',
    dem,
    navigation,
    viewVectors: [flight.viewVectors],
    force,
    output,
  } as const;
  return { ...(await checkDem(request, listener())), output };
}

/** A DEM that a scientist may have: 3 seconds of arc, over the flight and little more. */
function sent(more: Partial<TestRaster> = {}): TestRaster {
  return {
    west: -4.2,
    north: 50.42,
    size: 3 / 3600,
    columns: 144,
    rows: 120,
    value: (x) => 100 + x,
    ...more,
  };
}

const invalid = (sentence: RegExp) => ({
  code: 'DEM_INVALID',
  message: expect.stringMatching(sentence) as string,
});

describe('an uploaded DEM', () => {
  it('is taken in every format that holds its own header, or has it beside', async () => {
    const files = [
      join(work, 'own.tif'),
      join(work, 'own.img'),
      writeRaster(join(work, 'own.bil'), sent({ driver: 'ENVI', options: { SUFFIX: 'ADD' } })),
      join(work, 'plain.dem'),
    ];
    const ascii = join(work, 'own.asc');
    const tif = gdal.open(files[0]!);
    gdal.drivers.get('AAIGrid').createCopy(ascii, tif).close();
    const ehdr = join(work, 'esri.bil');
    gdal.drivers.get('EHdr').createCopy(ehdr, tif).close();
    tif.close();
    for (const file of [...files, ascii, ehdr]) {
      const { output, ...facts } = await check(file);
      expect(facts, file).toMatchObject({ covers: true, missing: null, warnings: [], reprojected: false });
      const dem = readDem(output);
      expect(dem.driver).toBe('ENVI');
      expect(dem.at(-4.14, 50.37)).toBeCloseTo(95.86, 2);
      expect(readFileSync(`${output}.hdr`, 'utf8')).toContain(';DEM Source=upload');
    }
  });

  it('that the station made itself is taken as it is', async () => {
    const output = join(work, 'station.dem');
    const navigation = flight.lines.map((line) => line.navigation);
    const { mosaic } = flight.elevations;
    await makeDem(
      {
        kind: 'dem',
        source: mosaic,
        geoid: flight.geoid,
        navigation,
        viewVectors: [flight.viewVectors],
        smooth: false,
        output,
      },
      listener(),
    );
    const again = await check(output);
    expect(readFileSync(again.output).equals(readFileSync(output))).toBe(true);
  });

  it('in another coordinate system is brought to WGS84', async () => {
    const file = writeRaster(join(work, 'grid.tif'), {
      crs: 'EPSG:32630',
      west: 410_000,
      north: 5_590_000,
      size: 30,
      columns: 500,
      rows: 600,
      value: (x, y) => (x - 400_000) / 100 + (y - 5_570_000) / 200,
    });
    const { output, ...facts } = await check(file);
    expect(facts).toMatchObject({ reprojected: true, covers: true });
    const utm = new gdal.CoordinateTransformation(
      gdal.SpatialReference.fromProj4('+proj=longlat +datum=WGS84'),
      gdal.SpatialReference.fromEPSG(32630),
    );
    const dem = readDem(output);
    const longitude = dem.corner.west + 200.5 * dem.dx;
    const latitude = dem.corner.north - 150.5 * dem.dy;
    const { x, y } = utm.transformPoint(longitude, latitude);
    expect(
      Math.abs(dem.at(longitude, latitude) - ((x - 400_000) / 100 + (y - 5_570_000) / 200)),
    ).toBeLessThan(0.02);
    expect(dem.values.every((value) => value > 0 && value < 500)).toBe(true);
  });

  it('that does not cover the flight is refused with the degrees that it lacks on every side', async () => {
    const file = writeRaster(join(work, 'short.tif'), sent({ north: 50.37, columns: 70 }));
    await expect(check(file)).rejects.toMatchObject({
      code: 'DEM_UNCOVERED',
      message: expect.stringMatching(
        /does not cover the flight: 0\.\d+° in the north and 0\.\d+° in the east is missing\. The flight needs/,
      ) as string,
    });
  });

  it('is taken without cover where that is forced, and what it lacks is filled from its edge', async () => {
    const file = writeRaster(join(work, 'forced.tif'), sent({ north: 50.37 }));
    const { output, ...facts } = await check(file, true);
    expect(facts).toMatchObject({ covers: false, missing: { south: 0 } });
    expect((facts['missing'] as { north: number }).north).toBeGreaterThan(0);
    expect(readDem(output).values.every((value) => value > 90 && value < 100)).toBe(true);
  });

  it('of another place is refused, forced or not', async () => {
    const file = writeRaster(join(work, 'alps.tif'), sent({ west: 10, north: 47 }));
    for (const force of [false, true])
      await expect(check(file, force)).rejects.toMatchObject({ code: 'DEM_UNCOVERED' });
  });

  it('without heights over the flight, or with heights that are none, is refused, forced or not', async () => {
    const near = (x: number, y: number) => Math.abs(x + 4.14) < 0.002 && Math.abs(y - 50.37) < 0.002;
    const holed = writeRaster(
      join(work, 'holed.tif'),
      sent({ nodata: -9999, value: (x, y) => (near(x, y) ? -9999 : 50) }),
    );
    const undeclared = writeRaster(
      join(work, 'undeclared.tif'),
      sent({ value: (x, y) => (near(x, y) ? -9999 : 50) }),
    );
    const empty = writeRaster(join(work, 'empty.tif'), sent({ nodata: 0, value: () => 0 }));
    for (const force of [false, true]) {
      await expect(check(holed, force)).rejects.toMatchObject(
        invalid(/no height for \d+ cells of the flight/),
      );
      await expect(check(undeclared, force)).rejects.toMatchObject(invalid(/height of -9999 m/));
      await expect(check(empty, force)).rejects.toMatchObject(invalid(/no height/));
    }
  });

  it('may have holes beyond the flight: they are filled', async () => {
    const file = writeRaster(
      join(work, 'rim.tif'),
      sent({ nodata: -9999, value: (x) => (x > -4.085 ? -9999 : 50) }),
    );
    const { output, ...facts } = await check(file);
    expect(facts['filled']).toBeGreaterThan(0);
    expect(readDem(output).values.every((value) => value === 50)).toBe(true);
  });

  it('that says that its heights are above sea level, or in feet, is taken with a warning', async () => {
    const compound = writeRaster(join(work, 'egm.tif'), sent({ crs: 'EPSG:4326+5773' }));
    expect((await check(compound))['warnings']).toEqual([expect.stringMatching(/EGM96.*above sea level/)]);
    const feet = writeRaster(join(work, 'feet.tif'), sent({ unit: 'ft' }));
    expect((await check(feet))['warnings']).toEqual([expect.stringContaining('in feet')]);
  });

  it('that is no elevations is refused', async () => {
    const three = writeRaster(join(work, 'three.tif'), sent({ bands: 3 }));
    await expect(check(three)).rejects.toMatchObject(invalid(/3 bands/));
    const nowhere = writeRaster(join(work, 'nowhere.tif'), sent({ crs: '' }));
    await expect(check(nowhere)).rejects.toMatchObject(invalid(/coordinate system/));
    const headerless = join(work, 'headerless.dem');
    copyFileSync(join(work, 'plain.dem'), headerless);
    await expect(check(headerless)).rejects.toMatchObject(invalid(/without any header cannot be placed/));
    const cut = join(work, 'cut.dem');
    copyFileSync(join(work, 'plain.dem'), cut);
    copyFileSync(join(work, 'plain.hdr'), join(work, 'cut.hdr'));
    truncateSync(cut, 1000);
    await expect(check(cut)).rejects.toMatchObject(invalid(/1000 bytes; its header says 69120/));
    const nothing = join(work, 'nothing.tif');
    writeFileSync(nothing, '');
    await expect(check(nothing)).rejects.toMatchObject(invalid(/empty/));
  });

  it('that cannot be read to its end is refused', async () => {
    const file = writeRaster(join(work, 'torn.tif'), sent());
    truncateSync(file, 30_000);
    await expect(check(file)).rejects.toMatchObject({ code: 'DEM_INVALID' });
  });

  it('never makes the station read another file: VRT, links, GDAL’s own names and foreign grids are refused', async () => {
    const own = join(work, 'own.tif');
    const vrt = join(work, 'evil.tif');
    gdal.buildVRT(join(work, 'evil.vrt'), [own]).close();
    copyFileSync(join(work, 'evil.vrt'), vrt);
    await expect(check(vrt)).rejects.toMatchObject(invalid(/refer to other files/));
    const disguised = join(work, 'disguised.dem');
    writeFileSync(disguised, `\n  ${readFileSync(vrt, 'utf8')}`);
    await expect(check(disguised)).rejects.toMatchObject(invalid(/refer to other files/));
    symlinkSync(own, join(work, 'link.tif'));
    await expect(check(join(work, 'link.tif'))).rejects.toMatchObject(invalid(/no file/));
    for (const name of [
      '/vsicurl/http://localhost/x.tif',
      `/vsigzip/${own}`,
      'own.tif',
      'HDF5:"x"://a',
      work,
    ])
      await expect(check(name)).rejects.toMatchObject({ code: 'DEM_INVALID' });
    const grid = join(work, 'grid-shift.dem');
    copyFileSync(join(work, 'plain.dem'), grid);
    const header = readFileSync(join(work, 'plain.hdr'), 'utf8').replace(/coordinate system string.*\n/, '');
    const wkt =
      'GEOGCS["x",DATUM["d",SPHEROID["WGS84",6378137,298.257],EXTENSION["PROJ4_GRIDS","/etc/passwd.gsb"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]';
    writeFileSync(join(work, 'grid-shift.hdr'), `${header}coordinate system string = {${wkt}}\n`);
    await expect(check(grid)).rejects.toMatchObject(invalid(/coordinate system refers to other files/));
  });

  it('of any bytes is taken or refused, never anything else, and leaves no file when it is refused', async () => {
    const folder = join(work, 'fuzz');
    mkdirSync(folder);
    const good = [readFileSync(join(work, 'own.tif')), readFileSync(join(work, 'own.img'))];
    const header = readFileSync(join(work, 'plain.hdr'), 'latin1');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 600 }).map((bytes) => ({ bytes: Buffer.from(bytes), header: '' })),
          fc
            .tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 20 }))
            .map(([bytes, changes]) => {
              const changed = Buffer.from(bytes);
              for (const [at, value] of changes) changed[at] = value;
              return { bytes: changed, header: '' };
            }),
          fc.tuple(fc.nat(header.length), fc.string({ maxLength: 12 })).map(([at, text]) => ({
            bytes: Buffer.alloc(69_120),
            header: header.slice(0, at) + text + header.slice(at + text.length),
          })),
        ),
        async ({ bytes, header: text }) => {
          const file = join(folder, 'x.dem');
          writeFileSync(file, bytes);
          writeFileSync(join(folder, 'x.dem.hdr'), text, 'latin1');
          const before = readdirSync(work).length;
          const error: unknown = await check(file).then(
            () => undefined,
            (reason: unknown) => reason,
          );
          if (error === undefined) return;
          expect(error).toBeInstanceOf(OperationsError);
          expect(['DEM_INVALID', 'DEM_UNCOVERED']).toContain((error as OperationsError).code);
          expect(readdirSync(work).length).toBe(before);
        },
      ),
      { numRuns: 120 },
    );
  });
});
