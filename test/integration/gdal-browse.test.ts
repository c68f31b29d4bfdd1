import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawBrowse } from '../../src/adapters/gdal/browse.js';
import { UnreadableProduct } from '../../src/adapters/gdal/inspect.js';
import { writeHdf5, type Hdf5Dataset } from './hdf5-file.js';

const SWATH = 'HDFEOS/SWATHS/MOP02';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gdal-browse-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hdf5 = (name: string, datasets: Record<string, Hdf5Dataset>) =>
  writeHdf5(join(directory, name), datasets);

describe('the browse picture', () => {
  const field = `//${SWATH}/Data_Fields/CO`;
  /** A swath along the equator, from 90° W to 90° E, whose values rise eastwards; `behind` are further dimensions. */
  function equator(name: string, behind: number[] = [], value = (east: number) => 1e18 * (2 + east)): string {
    const [tracks, pixels] = [361, 8];
    const each = behind.reduce((product, size) => product * size, 1);
    const places = Array.from({ length: tracks * pixels }, (_, place) => ({
      latitude: (place % pixels) - 4.25,
      longitude: Math.floor(place / pixels) / 2 - 89.75,
    }));
    const positions = (key: 'latitude' | 'longitude'): Hdf5Dataset => ({
      values: Float32Array.from(places, (place) => place[key]),
      shape: [tracks, pixels],
      dtype: '<f',
    });
    return hdf5(name, {
      [`${SWATH}/Data Fields/CO`]: {
        values: Float32Array.from({ length: places.length * each }, (_, index) =>
          index % each === 0 ? value(places[index / each]!.longitude / 90) : -5e30,
        ),
        shape: [tracks, pixels, ...behind],
        dtype: '<f',
        fill: -9999,
      },
      [`${SWATH}/Geolocation Fields/Latitude`]: positions('latitude'),
      [`${SWATH}/Geolocation Fields/Longitude`]: positions('longitude'),
    });
  }

  /** Luminance of the map's pixels; (0, 0) is 180° W, 90° N. */
  function map(path: string) {
    const dataset = gdal.open(path);
    const { x: width, y: height } = dataset.rasterSize;
    const band = dataset.bands.get(1);
    const colours = Array.from({ length: band.colorTable!.count() }, (_, index) =>
      band.colorTable!.get(index),
    );
    const pixels = band.pixels.read(0, 0, width, height);
    dataset.close();
    const grey = (x: number, y: number) => {
      const { c1, c2, c3 } = colours[pixels[(y + 34) * width + x + 34]!]!;
      return 0.2126 * c1 + 0.7152 * c2 + 0.0722 * c3;
    };
    return { width, height, grey };
  }

  it('shows a field where it was observed, darker where it is more', async () => {
    const out = join(directory, 'pictures', 'MOP02B.png');
    await drawBrowse({ product: equator('equator.he5'), field, out });
    const { width, height, grey } = map(out);
    expect([width, height]).toEqual([776, 464]);
    const along = [190, 270, 350, 430, 510].map((x) => grey(x, 182));
    expect([...along].sort((a, b) => b - a)).toEqual(along);
    expect(new Set(along).size).toBe(5);
    expect(grey(100, 182)).toBeGreaterThan(230);
    expect(grey(350, 100)).toBeGreaterThan(230);
    expect(readdirSync(join(directory, 'pictures'))).toEqual(['MOP02B.png']);
  });

  it('has the same bytes every time', async () => {
    const product = equator('again.he5');
    const [one, two] = [join(directory, 'one.png'), join(directory, 'two.png')];
    await drawBrowse({ product, field, out: one, title: 'Again' });
    await drawBrowse({ product, field, out: two, title: 'Again' });
    expect(readFileSync(two).equals(readFileSync(one))).toBe(true);
  });

  it('takes the first element of a field with more dimensions', async () => {
    const [plain, deep] = [join(directory, 'plain.png'), join(directory, 'deep.png')];
    await drawBrowse({ product: equator('plain.he5'), field, out: plain, title: 'x' });
    await drawBrowse({ product: equator('deep.he5', [3, 2]), field, out: deep, title: 'x' });
    expect(readFileSync(deep).equals(readFileSync(plain))).toBe(true);
  });

  it('leaves out fill values', async () => {
    const out = join(directory, 'half.png');
    const product = equator('half-filled.he5', [], (east) => (east < 0 ? -9999 : 2 + east));
    await drawBrowse({ product, field, out });
    const { grey } = map(out);
    expect(grey(270, 182)).toBeGreaterThan(230);
    expect(grey(510, 182)).toBeLessThan(150);
  });

  it('is an empty map for a product without valid observations', async () => {
    const out = join(directory, 'none.png');
    await drawBrowse({ product: equator('none.he5', [], () => NaN), field, out, width: 360 });
    expect(map(out).width).toBe(416);
  });

  it('is refused, and nothing is left, when the field or its positions are not there or do not fit', async () => {
    const out = join(directory, 'refused', 'x.png');
    const product = equator('refused.he5');
    await expect(drawBrowse({ product, field: `//${SWATH}/Data_Fields/O3`, out })).rejects.toThrow(
      `The field //${SWATH}/Data_Fields/O3 is not in the product.`,
    );
    await expect(drawBrowse({ product, field, latitude: '//nowhere', out })).rejects.toBeInstanceOf(
      UnreadableProduct,
    );
    const deep = equator('unfit.he5', [3]);
    await expect(drawBrowse({ product: deep, field, latitude: field, out })).rejects.toThrow(
      /^The positions do not fit the field/,
    );
    await expect(drawBrowse({ product, field, out, width: 20 })).rejects.toBeInstanceOf(RangeError);
    expect(existsSync(join(directory, 'refused'))).toBe(false);
  });
});
