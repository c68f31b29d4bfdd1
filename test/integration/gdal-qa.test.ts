import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureProduct } from '../../src/adapters/gdal/measure.js';
import type { ProductRow } from '../../src/domain/mission.js';
import { writeHdf5, type Hdf5Dataset, type Values } from './hdf5-file.js';

const SWATH = 'HDFEOS/SWATHS/MOP01';
const RADIANCES = `//${SWATH}/Data_Fields/MOPITTRadiances`;
const SECONDS = `//${SWATH}/Geolocation_Fields/SecondsinDay`;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gdal-qa-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hdf5 = (name: string, datasets: Record<string, Hdf5Dataset>) =>
  writeHdf5(join(directory, name), datasets);

function row(over: Partial<ProductRow> = {}): ProductRow {
  return {
    type: 'MOP01',
    name: 'MOP01-{day}-L1V{version}.he5',
    lun: 510001,
    count: { min: 1, max: 1 },
    size: { min: 1, max: 1e9 },
    fileType: 'SCIENCE',
    deliver: true,
    qa: {
      fields: [
        {
          path: RADIANCES,
          fill: [-9999, -8888],
          valid: [0, 20],
          missing: { suspect: 10, failed: 50 },
          outOfRange: { suspect: 1, failed: 10 },
        },
      ],
      time: { path: SECONDS, coverage: { suspect: 90, failed: 50 } },
    },
    ...over,
  };
}

function asking(path: string, fill: number[] = [], valid: [number, number] = [0, 20]): ProductRow {
  const limits = { suspect: 10, failed: 50 };
  return row({ qa: { fields: [{ path, fill, valid, missing: limits, outOfRange: limits }] } });
}

/** A level 1 day in small: `tracks` tracks spread over the day, all radiances 1. */
function swath(
  tracks: number,
  radiances = new Float32Array(tracks * 29 * 4 * 8 * 2).fill(1),
): Record<string, Hdf5Dataset> {
  return {
    [`${SWATH}/Data Fields/MOPITTRadiances`]: {
      values: radiances,
      shape: [tracks, 29, 4, 8, 2],
      dtype: '<f',
      chunks: [Math.min(tracks, 20), 29, 4, 8, 2],
    },
    [`${SWATH}/Geolocation Fields/SecondsinDay`]: {
      values: Float32Array.from({ length: tracks }, (_, index) => (index * 86_400) / tracks),
      shape: [tracks],
      dtype: '<f',
    },
  };
}

describe('measuring a product', () => {
  it('counts fills, NaN and values out of range of a five-dimensional field, and the half-hours with data', async () => {
    const radiances = new Float32Array(100 * 29 * 4 * 8 * 2).fill(2);
    radiances.fill(-9999, 0, 1856);
    radiances.fill(NaN, 1856, 2 * 1856);
    radiances.fill(-8888, 2 * 1856, 3 * 1856);
    radiances.fill(25, 3 * 1856, 4 * 1856);
    radiances[radiances.length - 1] = Infinity;
    const path = hdf5('MOP01-20040105-L1V1.0.1.he5', swath(100, radiances));

    const figures = await measureProduct(path, row());

    expect(figures).toMatchObject({
      product: 'MOP01-20040105-L1V1.0.1.he5',
      type: 'MOP01',
      size: statSync(path).size,
    });
    expect(figures.unreadable).toBeUndefined();
    expect(figures.fields).toHaveLength(1);
    expect(figures.fields[0]).toMatchObject({
      path: RADIANCES,
      present: true,
      count: 185_600,
      missingPercent: 3,
      min: 2,
      max: 25,
    });
    expect(figures.fields[0]!.outOfRangePercent).toBeCloseTo((100 * 1857) / (97 * 1856), 9);
    expect(figures.fields[0]!.mean).toBeCloseTo((25 * 1856 + 2 * (96 * 1856 - 1)) / (97 * 1856 - 1), 6);
    expect(figures).toMatchObject({ timeCoveragePercent: 100, firstSecond: 0, lastSecond: 85_536 });
  });

  it('sees a part of the day without observations', async () => {
    const day = swath(100);
    const seconds = day[`${SWATH}/Geolocation Fields/SecondsinDay`]!;
    seconds.values = Float32Array.from({ length: 100 }, (_, index) =>
      index < 10 ? -9999 : 43_200 + index * 400,
    );
    const figures = await measureProduct(hdf5('half.he5', day), row());
    expect(figures).toMatchObject({ firstSecond: 47_200, lastSecond: 82_800 });
    expect(figures.timeCoveragePercent).toBeCloseTo((100 * 21) / 48, 9);
  });

  const numbers: [string, Values, string][] = [
    ['Float32', new Float32Array([1, 2, 30, 9]), '<f'],
    ['Float64', new Float64Array([1, 2, 30, 9]), '<d'],
    ['Int8', new Int8Array([1, 2, 30, 9]), '<b'],
    ['Uint8', new Uint8Array([1, 2, 30, 9]), '<B'],
    ['Int16', new Int16Array([1, 2, 30, 9]), '<h'],
    ['Uint16', new Uint16Array([1, 2, 30, 9]), '<H'],
    ['Int32', new Int32Array([1, 2, 30, 9]), '<i'],
    ['Uint32', new Uint32Array([1, 2, 30, 9]), '<I'],
    ['Int64', new BigInt64Array([1n, 2n, 30n, 9n]), '<q'],
    ['Uint64', new BigUint64Array([1n, 2n, 30n, 9n]), '<Q'],
  ];
  it.each(numbers)('reads %s', async (name, values, dtype) => {
    const path = hdf5(`type-${name}.he5`, { 'g/x': { values, shape: [4], dtype } });
    const [field] = (await measureProduct(path, asking('//g/x', [9]))).fields;
    expect(field).toMatchObject({ present: true, count: 4, missingPercent: 25, min: 1, max: 30, mean: 11 });
    expect(field!.outOfRangePercent).toBeCloseTo(100 / 3, 9);
  });

  it.each([[[]], [[24]], [[4, 6]], [[2, 3, 4]], [[1, 2, 3, 4]], [[2, 1, 3, 2, 2]]])(
    'reads every value of shape %j once',
    async (shape: number[]) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const values = Float64Array.from({ length: count }, (_, index) => index + 1);
      const path = hdf5(`shape-${shape.join('x')}.he5`, { 'g/x': { values, shape, dtype: '<d' } });
      const [field] = (await measureProduct(path, asking('/g/x'))).fields;
      expect(field).toMatchObject({ count, min: 1, max: count, mean: (count + 1) / 2 });
    },
  );

  it('takes fills and limits in the precision of the field', async () => {
    const values = new Float32Array([0.1, -9999.9, 0.2]);
    const path = hdf5('precision.he5', { x: { values, shape: [3], dtype: '<f' } });
    const [field] = (await measureProduct(path, asking('//x', [-9999.9], [0.1, 0.2]))).fields;
    expect(field).toMatchObject({ count: 3, missingPercent: 100 / 3, outOfRangePercent: 0 });
  });

  it('calls an empty field all missing', async () => {
    const path = hdf5('empty-field.he5', { x: { values: new Float32Array(0), shape: [0, 3], dtype: '<f' } });
    const [field] = (await measureProduct(path, asking('//x'))).fields;
    expect(field).toEqual({
      path: '//x',
      present: true,
      count: 0,
      missingPercent: 100,
      outOfRangePercent: 0,
    });
  });

  it('reports a field and a time that the product lacks', async () => {
    const path = hdf5('other.he5', { 'g/x': { values: new Float32Array(2), shape: [2], dtype: '<f' } });
    const figures = await measureProduct(path, row());
    expect(figures.fields).toEqual([
      { path: RADIANCES, present: false, count: 0, missingPercent: 100, outOfRangePercent: 0 },
    ]);
    expect(figures).not.toHaveProperty('timeCoveragePercent');
    expect(figures).not.toHaveProperty('unreadable');
  });

  it('says so when a field holds text', async () => {
    const path = hdf5('text-field.he5', { x: { values: ['a', 'b'], shape: [2] } });
    expect((await measureProduct(path, asking('//x'))).unreadable).toMatch(
      /^The field \/\/x holds String, not numbers\.$/,
    );
  });

  it('reports progress up to all, and lets other work run meanwhile', async () => {
    const path = hdf5('long.he5', swath(1300));
    const progress: number[] = [];
    let turns = 0;
    let measuring = true;
    const other = (async () => {
      while (measuring) {
        turns++;
        await setImmediate();
      }
    })();
    await measureProduct(path, row(), { onProgress: (done) => progress.push(done) });
    measuring = false;
    await other;
    expect(progress.length).toBeGreaterThan(3);
    expect(progress.filter((done) => done === 1)).toHaveLength(2);
    expect(turns).toBeGreaterThan(100);
  });

  it('stops between blocks when it is cancelled', async () => {
    const path = hdf5('cancelled.he5', swath(1300));
    const controller = new AbortController();
    let blocks = 0;
    const measuring = measureProduct(path, row(), {
      signal: controller.signal,
      onProgress: () => {
        blocks++;
        controller.abort(new Error('no longer wanted'));
      },
    });
    await expect(measuring).rejects.toThrow('no longer wanted');
    expect(blocks).toBe(1);
  });

  it('measures products side by side without mixing them up', async () => {
    const paths = [1, 2, 3, 4].map((value) =>
      hdf5(`side-${value}.he5`, swath(50, new Float32Array(50 * 29 * 64).fill(value))),
    );
    const figures = await Promise.all(paths.map((path) => measureProduct(path, row())));
    expect(figures.map((one) => one.fields[0]!.mean)).toEqual([1, 2, 3, 4]);
  });
});

describe('a product that cannot be read', () => {
  const whole = () =>
    readFileSync(
      hdf5(
        'whole.he5',
        swath(
          60,
          Float32Array.from({ length: 60 * 1856 }, (_, index) => Math.sin(index)),
        ),
      ),
    );
  const written = (name: string, content: Uint8Array | string) => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };

  it.each<[string, () => string, RegExp]>([
    ['is missing', () => join(directory, 'nowhere.he5'), /^The file does not exist\.$/],
    ['is a directory', () => directory, /^It is a directory, not a file\.$/],
    ['is empty', () => written('empty.he5', ''), /^The file is empty\.$/],
    [
      'is text',
      () => written('text.he5', 'Segmentation fault'),
      /^It is not an HDF5, HDF4 or netCDF file\.$/,
    ],
    [
      'is cut in the middle',
      () => written('cut.he5', whole().subarray(0, whole().length / 2)),
      /^It cannot be opened as HDF5: .*\.$/,
    ],
    [
      'is only a signature',
      () => written('head.he5', whole().subarray(0, 8)),
      /^It cannot be opened as HDF5: .*\.$/,
    ],
    [
      'is damaged inside',
      () => written('hole.he5', whole().fill(0x55, 50_000, 150_000)),
      /^The field .* cannot be (read|opened): .*\.$/,
    ],
  ])('is reported when it %s', async (_, make, sentence) => {
    const path = make();
    const figures = await measureProduct(path, row());
    expect(figures.unreadable).toMatch(sentence);
    expect(figures.unreadable).not.toContain(directory);
    expect(figures.fields).toEqual([]);
  });

  it('is reported when it is a pipe, which would never end', async () => {
    const path = join(directory, 'pipe.he5');
    execFileSync('mkfifo', [path]);
    expect((await measureProduct(path, row())).unreadable).toBe('It is not a regular file.');
  });

  it('is not confused with one that the station may not look at', async () => {
    const path = join(written('file-as-directory', 'x'), 'a.he5');
    expect((await measureProduct(path, row())).unreadable).toBe('The file does not exist.');
    await expect(measureProduct(join(directory, 'x'.repeat(300)), row())).rejects.toThrow('ENAMETOOLONG');
  });

  it('does no harm to this process, whatever bytes are wrong, and is reported or measured', async () => {
    const path = hdf5('spoilt.he5', swath(3));
    const sound = readFileSync(path);
    for (let round = 1; round <= 12; round++) {
      const spoilt = Uint8Array.from(sound);
      for (let hit = 1; hit <= 6; hit++)
        spoilt[(round * 7919 * hit * hit) % 3000] = (round * 31 + hit * 17) % 256;
      writeFileSync(path, spoilt);
      const figures = await measureProduct(path, row(), { patienceMs: 20_000 });
      expect(figures.size).toBe(sound.length);
      expect(figures.unreadable !== undefined || figures.fields.length === 1).toBe(true);
    }
  });

  it('leaves the error output of the station clean', () => {
    const path = written('cut-again.he5', whole().subarray(0, 3000));
    const module = new URL('../../dist/adapters/gdal/measure.js', import.meta.url).href;
    const program = `
      import { measureProduct } from ${JSON.stringify(module)};
      console.log(JSON.stringify(await measureProduct(process.argv[1], JSON.parse(process.argv[2]))));`;
    const run = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', program, path, JSON.stringify(row())],
      {
        encoding: 'utf8',
      },
    );
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toMatchObject({
      unreadable: expect.stringContaining('cannot be opened') as string,
    });
  });

  it('is reported when reading it stands still', async () => {
    const path = hdf5('slow.he5', swath(1300));
    expect((await measureProduct(path, row(), { patienceMs: 1 })).unreadable).toMatch(
      /^Reading it came to a standstill/,
    );
  });
});

describe('a product without limits', () => {
  const plain = (type: string) => {
    const { qa: _, ...rest } = row({ type });
    return rest;
  };

  it('is only weighed', async () => {
    const path = join(directory, 'MOP01QE-20040105-L1V1.0.1.txt');
    writeFileSync(path, 'all is well\n');
    expect(await measureProduct(path, plain('MOP01QE'))).toEqual({
      product: 'MOP01QE-20040105-L1V1.0.1.txt',
      type: 'MOP01QE',
      size: 12,
      fields: [],
    });
  });

  it('must open when its name says HDF or PNG', async () => {
    const sound = hdf5('MOPCH.he5', swath(2));
    expect(await measureProduct(sound, plain('MOPCH'))).not.toHaveProperty('unreadable');
    truncateSync(sound, 1000);
    expect((await measureProduct(sound, plain('MOPCH'))).unreadable).toMatch(/^It cannot be opened as HDF5/);

    const picture = join(directory, 'noise.png');
    const noise = gdal.open('', 'w', 'MEM', 300, 300, 1, gdal.GDT_Byte);
    noise.bands.get(1).pixels.write(
      0,
      0,
      300,
      300,
      Uint8Array.from({ length: 90_000 }, (_, index) => (index * index) >> 3),
    );
    gdal.drivers.get('PNG').createCopy(picture, noise).close();
    expect(await measureProduct(picture, plain('MOP02B'))).not.toHaveProperty('unreadable');
    truncateSync(picture, Math.floor(statSync(picture).size / 2));
    expect((await measureProduct(picture, plain('MOP02B'))).unreadable).toMatch(
      /^The picture cannot be decoded: /,
    );
  });
});
