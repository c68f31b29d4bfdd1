import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import yauzl from 'yauzl';
import type { PackRequest } from '../../src/airborne/contract.js';
import { gdal } from '../../src/airborne/gdal.js';
import { bundle } from '../../src/airborne/pack/bundle.js';
import { runKernel } from '../support/kernel-child.js';
import { writeLine } from '../support/map-line.js';
import { mapped, mapRequest, scratch } from './map-run.js';

const silent = { progress: () => undefined, say: () => undefined };

interface Unzipped {
  readonly name: string;
  readonly stored: boolean;
  readonly data: Buffer;
}

async function unzip(path: string): Promise<Unzipped[]> {
  const zip = await yauzl.openPromise(path);
  const entries: Unzipped[] = [];
  for await (const entry of zip.eachEntry()) {
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    entries.push({ name: entry.fileName, stored: entry.compressionMethod === 0, data: Buffer.concat(parts) });
  }
  return entries;
}

/** A map of seven bands, of which one pixel in the middle of the swath is nowhere, and what is to be packed of it. */
async function product(bands = 7) {
  const folder = await scratch();
  const shape = { samples: 600, lines: 820, bands: 28 };
  const line = await writeLine(folder, 'line', shape, 12, (band, l, s) => 100 + ((l + s + band * 31) % 900));
  const wanted = Array.from({ length: bands }, (_, index) => 1 + index * 4);
  const output = join(folder, 'f123a013b_mapped.bil');
  await mapped(mapRequest(folder, line, { type: 'uint16', bands: wanted, output }));
  const request: PackRequest = {
    kind: 'pack',
    mapped: output,
    formats: ['cog', 'netcdf'],
    zip: `${output}.zip`,
    quickLook: join(folder, 'f123a013b_mapped.png'),
    extras: { cog: join(folder, 'f123a013b_mapped.tif'), netcdf: join(folder, 'f123a013b_mapped.nc') },
  };
  return { folder, request };
}

describe('a product that is packed', () => {
  it('has in its zip the map and its header, byte for byte', async () => {
    const { folder, request } = await product();
    const run = await runKernel(folder, { ...request, formats: [] });
    expect(run.errors).toBe('');
    const entries = await unzip(request.zip);
    expect(entries.map(({ name, stored }) => [name, stored])).toEqual([
      ['f123a013b_mapped.bil', false],
      ['f123a013b_mapped.bil.hdr', false],
    ]);
    expect(entries[0]!.data.equals(await readFile(request.mapped))).toBe(true);
    expect(entries[1]!.data.equals(await readFile(`${request.mapped}.hdr`))).toBe(true);
    expect(run.result).toMatchObject({ facts: { zip: (await stat(request.zip)).size } });
    expect(existsSync(request.mapped)).toBe(true);
  });

  it('comes as a COG that is tiled and has overviews, and as netCDF with every band, without a word of HDF5', async () => {
    const { folder, request } = await product();
    const run = await runKernel(folder, request);
    expect(run.errors).toBe('');
    expect(run.code).toBe(0);
    const { open } = gdal();
    const map = open(request.mapped);
    const cog = open(request.extras.cog!);
    expect(cog.driver.description).toBe('GTiff');
    expect(cog.getMetadata('IMAGE_STRUCTURE')).toMatchObject({ LAYOUT: 'COG', COMPRESSION: 'DEFLATE' });
    // −0 and 0 are the same place.
    expect(cog.geoTransform!.map(String)).toEqual(map.geoTransform!.map(String));
    expect(cog.bands.count()).toBe(7);
    const band = cog.bands.get(7);
    expect(band.blockSize).toEqual({ x: 512, y: 512 });
    expect(band.overviews.count()).toBeGreaterThan(0);
    expect(band.noDataValue).toBe(0);
    const [column, row] = [Math.floor(map.rasterSize.x / 2), Math.floor(map.rasterSize.y / 2)];
    const truth = map.bands.get(7).pixels.get(column, row);
    expect(truth).toBeGreaterThan(0);
    expect(band.pixels.get(column, row)).toBe(truth);
    cog.close();
    const netcdf = open(request.extras.netcdf!);
    const names = Object.keys(netcdf.getMetadata('SUBDATASETS') as object).filter((key) =>
      key.endsWith('_NAME'),
    );
    expect(names).toHaveLength(7);
    netcdf.close();
    const last = open(`NETCDF:"${request.extras.netcdf!}":Band7`);
    expect(last.rasterSize).toEqual(map.rasterSize);
    expect(last.bands.get(1).pixels.get(column, row)).toBe(truth);
    last.close();
    map.close();
    const left = (await readdir(folder)).filter((name) => /part|aux|ovr/.test(name));
    expect(left).toEqual([]);
  });

  it('has a picture of at most 1024 pixels, in colour by wavelength, transparent where nothing is', async () => {
    const { folder, request } = await product();
    const run = await runKernel(folder, { ...request, formats: [] });
    // Bands at 400, 442, 484, 526, 568, 610 and 652 nm.
    expect(run.result).toMatchObject({ facts: { quickLookBands: [7, 5, 2] } });
    const picture = gdal().open(request.quickLook);
    const { x, y } = picture.rasterSize;
    const { rasterSize } = gdal().open(request.mapped);
    expect(Math.max(rasterSize.x, rasterSize.y)).toBeGreaterThan(1024);
    expect(Math.max(x, y)).toBe(1024);
    expect(picture.bands.count()).toBe(4);
    const alpha = picture.bands.get(4).pixels;
    expect([alpha.get(0, 0), alpha.get(Math.floor(x / 2), Math.floor(y / 2))]).toEqual([0, 255]);
    const red = picture.bands.get(1).pixels.read(0, 0, x, y) as Uint8Array;
    const opaque = alpha.read(0, 0, x, y) as Uint8Array;
    const seen = [...red.filter((_, at) => opaque[at] === 255)].sort((a, b) => a - b);
    expect([seen[0], seen.at(-1)]).toEqual([0, 255]);
    picture.close();
  });

  it('of one band has a grey picture', async () => {
    const { folder, request } = await product(1);
    const run = await runKernel(folder, { ...request, formats: [] });
    expect(run.result).toMatchObject({ facts: { quickLookBands: [1] } });
    const picture = gdal().open(request.quickLook);
    expect(picture.bands.count()).toBe(2);
    picture.close();
  });

  it('is refused when the map is cut off, which GDAL would read as zeros', async () => {
    const { folder, request } = await product(1);
    await truncate(request.mapped, (await stat(request.mapped)).size - 1);
    const run = await runKernel(folder, request);
    expect(run.result).toMatchObject({ failure: { code: 'RASTER_INVALID' } });
    expect(existsSync(request.zip)).toBe(false);
  });

  it('has no zip after a kill, and a whole one after the next run', async () => {
    const { folder, request } = await product();
    const killed = await runKernel(folder, { ...request, formats: [] }, /complete: [3-9]\d/);
    expect(killed.code).toBeNull();
    expect(existsSync(request.zip)).toBe(false);
    const whole = await runKernel(folder, { ...request, formats: [] });
    expect(whole.code).toBe(0);
    expect(await unzip(request.zip)).toHaveLength(2);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('the zip of zips', () => {
  async function entries(folder: string) {
    const files = ['b.zip', 'a.zip', 'readme.txt'].map((name) => join(folder, name));
    for (const [index, path] of files.entries()) await writeFile(path, `content ${index} `.repeat(5000));
    return files.map((path) => ({ path, name: `GB18_2018123/mapped/${basename(path)}` }));
  }

  it('has its entries stored, in the order they were given, and is the same whenever it is made', async () => {
    const folder = await scratch();
    const wanted = await entries(folder);
    const [one, other] = [join(folder, 'one.zip'), join(folder, 'other.zip')];
    const facts = await bundle({ kind: 'bundle', entries: wanted, zip: one }, silent);
    const first = await unzip(one);
    expect(first.map(({ name, stored }) => [name, stored])).toEqual(wanted.map(({ name }) => [name, true]));
    expect(first[2]!.data.toString()).toBe('content 2 '.repeat(5000));
    expect(facts).toEqual({ bytes: (await stat(one)).size, entries: 3 });
    // Written again, with other times.
    await bundle({ kind: 'bundle', entries: await entries(folder), zip: other }, silent);
    expect((await readFile(one)).equals(await readFile(other))).toBe(true);
  });

  it('is refused when an entry is not there, and names it', async () => {
    const folder = await scratch();
    const wanted = [...(await entries(folder)), { path: join(folder, 'gone.zip'), name: 'x/gone.zip' }];
    const zip = join(folder, 'all.zip');
    await expect(bundle({ kind: 'bundle', entries: wanted, zip }, silent)).rejects.toMatchObject({
      code: 'RASTER_INVALID',
      message: `x/gone.zip is to be packed, and ${join(folder, 'gone.zip')} is not there.`,
    });
    expect(existsSync(zip)).toBe(false);
  });

  it('fails, and leaves nothing, when an entry cannot be read', async () => {
    const folder = await scratch();
    await mkdir(join(folder, 'folder'));
    const zip = join(folder, 'all.zip');
    const request = { kind: 'bundle' as const, zip, entries: [{ path: join(folder, 'folder'), name: 'x' }] };
    await expect(bundle(request, silent)).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await readdir(folder)).toEqual(['folder']);
  });
});
