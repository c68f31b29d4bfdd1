import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GeoBounds } from '../../src/domain/scops/order.js';
import type { OrderRow } from '../../src/ledger/order-rows.js';
import { RAD, toUtm } from '../../src/simulator/flight/earth.js';
import { scanSpacing } from '../../src/simulator/flight/trajectory.js';
import { gatePlugin } from '../support/gate-plugin.js';
import { wanting } from '../support/line-plugins.js';
import { pixelsOf, readAll, type Pixel } from '../support/mapped-truth.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { bandOf, centreOf, readMap, type PackedMap } from '../support/packed-map.js';
import { PATIENT, useStation } from '../support/station.js';

/** A plugin as SCOPS has it: a module with `run`. Its raster is twice the first band. */
const TWICE = `import array, os

def run(output_folder, hsi_filename):
    fields = {}
    with open(hsi_filename + '.hdr', encoding='latin-1') as header:
        for line in header:
            key, _, value = line.partition('=')
            fields[key.strip()] = value.strip()
    samples, lines, bands = (int(fields[key]) for key in ('samples', 'lines', 'bands'))
    data = array.array('H')
    with open(hsi_filename, 'rb') as level1:
        data.fromfile(level1, samples * lines * bands)
    twice = array.array('f')
    for line in range(lines):
        at = line * bands * samples
        twice.extend(2.0 * value for value in data[at:at + samples])
    path = os.path.join(output_folder, 'twice.bil')
    with open(path, 'wb') as made:
        twice.tofile(made)
    with open(path + '.hdr', 'w') as header:
        header.write('ENVI\\nsamples = %d\\nlines = %d\\nbands = 1\\ndata type = 4\\ninterleave = bil\\nbyte order = 0\\n' % (samples, lines))
    return path
`;
const PLUGINS = ['twice', 'gate', 'spectral_angle'];
const KINDS = ['', '_Both', ...PLUGINS.map((name) => `_${name}`)];

describe('the products of an order', PATIENT, () => {
  const site = orderSite(
    async (home) => {
      const { folder } = await gatePlugin(home);
      await mkdir(join(home, 'plugins'));
      await writeFile(join(home, 'plugins/twice.py'), TWICE);
      return { plugins: [folder, 'plugins'] };
    },
    { lines: 1 },
  );
  const station = useStation({ days: [], prepare: site.prepare });
  const orders = new OrderDesk(station);
  const line = () => site.made().lines[0]!.name;
  let whole: OrderRow;
  let cut: OrderRow;
  let bounds: GeoBounds;

  const file = (row: OrderRow, kind: string, ending: string) =>
    join(row.folder!, 'mapped', `${line()}${kind}3b_mapped.${ending}`);
  const mapOf = (row: OrderRow, kind: string) => readMap(file(row, kind, 'bil.zip'));

  async function made(within: GeoBounds | null): Promise<OrderRow> {
    const order = orderOf(site.made(), {
      masking: 'all',
      bounds: within,
      equations: [{ name: 'Both', expression: 'band2*2+band4' }],
      plugins: PLUGINS,
      formats: ['cog', 'netcdf'],
    });
    const lines = wanting(order, { equations: ['Both'], plugins: PLUGINS });
    const { id } = await orders.submit({ ...order, lines }, { needed: false });
    return orders.inState(id, 'complete', 'partly complete', 'failed');
  }

  beforeAll(async () => {
    const { north, south, east, west } = site.made().lines[0]!.bounds;
    const part = (from: number, to: number, share: number) => from + share * (to - from);
    bounds = {
      north: part(south, north, 0.7),
      south: part(south, north, 0.35),
      east: part(west, east, 0.8),
      west: part(west, east, 0.3),
    };
    [whole, cut] = await Promise.all([made(null), made(bounds)]);
  }, PATIENT.timeout);

  it('are the line, its equation, and a plugin in Python, one in JavaScript and the spectral angle', async () => {
    for (const row of [whole, cut]) {
      expect([row.state, row.missing]).toEqual(['complete', []]);
      expect(await orders.entries(row)).toEqual(
        KINDS.map((kind) => `GB18_00_2018123/${line()}${kind}3b_mapped.bil.zip`).sort(),
      );
    }
  });

  it.each(KINDS)('are cut to the bounds, cell by cell as without them: line%s', async (kind) => {
    const [all, part] = [await mapOf(whole, kind), await mapOf(cut, kind)];
    const box = boxOf(bounds, site.made().zone);
    // The cells that the box touches: all of it lies within, and no more than a cell around it.
    const right = part.left + part.samples * part.width;
    const bottom = part.top - part.lines * part.height;
    for (const [outer, inner] of [
      [box.minX - part.left, part.width],
      [right - box.maxX, part.width],
      [part.top - box.maxY, part.height],
      [box.minY - bottom, part.height],
    ] as const) {
      expect(outer).toBeGreaterThanOrEqual(-1e-3);
      expect(outer).toBeLessThan(inner + 1e-3);
    }
    expect(part.samples * part.lines).toBeLessThan((all.samples * all.lines) / 2);
    const column = (part.left - all.left) / all.width;
    const row = (all.top - part.top) / all.height;
    expect([column % 1, row % 1]).toEqual([0, 0]);
    for (let band = 0; band < all.bands; band += 1)
      expect(bandOf(part, band)).toEqual(windowOf(all, band, { column, row, ...part }));
    expect(part.values.some((value) => value !== 0)).toBe(true);
  });

  it.each(KINDS)('have in netCDF and COG what they have in ENVI, and a picture: line%s', async (kind) => {
    const map = await mapOf(cut, kind);
    const cog = gdal.open(file(cut, kind, 'tif'));
    expect(cog.getMetadata('IMAGE_STRUCTURE')).toMatchObject({ LAYOUT: 'COG' });
    expect(cog.geoTransform!.map((value) => value + 0)).toEqual(
      [map.left, map.width, 0, map.top, 0, -map.height].map((value) => value + 0),
    );
    for (let band = 0; band < map.bands; band += 1) {
      const netcdf = gdal.open(`NETCDF:"${file(cut, kind, 'nc')}":Band${band + 1}`);
      expect(netcdf.srs!.toProj4()).toBe(cog.srs!.toProj4());
      for (const [what, read] of [
        ['netCDF', netcdf.bands.get(1)],
        ['COG', cog.bands.get(band + 1)],
      ] as const)
        expect({ what, cells: [...read.pixels.read(0, 0, map.samples, map.lines)] }).toEqual({
          what,
          cells: bandOf(map, band),
        });
      netcdf.close();
    }
    cog.close();
    const picture = gdal.open(file(cut, kind, 'png'));
    expect(picture.driver.description).toBe('PNG');
    expect(picture.rasterSize).toEqual({ x: map.samples, y: map.lines });
    picture.close();
  });

  it('mask an equation where any of its bands is masked, and fill it from the nearest pixel of which none is', async () => {
    const found = await onTheGround(await mapOf(whole, '_Both'), [1, 3], (of) => 2 * of(1) + of(3));
    expect(found.wrong).toEqual([]);
    expect(found.cells).toBeGreaterThan(3_000);
    // Of each band alone, so that neither mask stands for the other.
    expect(found.filledFor).toEqual([expect.any(Number), expect.any(Number)]);
    for (const count of found.filledFor) expect(count).toBeGreaterThan(20);
  });

  it('show what the plugins have made of the pixel that looked there, masked or not', async () => {
    const twice = await onTheGround(await mapOf(whole, '_twice'), [], (of) => 2 * of(0));
    expect(twice.wrong).toEqual([]);
    expect(twice.cells).toBeGreaterThan(3_000);
    const lines = await onTheGround(await mapOf(whole, '_gate'), [], (_, scan) => 1 + scan);
    expect(lines.wrong).toEqual([]);
    const classes = new Set((await mapOf(whole, '_spectral_angle')).values);
    expect([...classes].filter((value) => ![0, 1, 2, 3].includes(value))).toEqual([]);
    expect(classes.size).toBeGreaterThan(2);
  });

  /**
   * Holds a map against the level-1 file: each cell has what `value` makes of the nearest pixel that is masked in none of
   * the bands, or of one that is as near within the accuracy of the positions.
   */
  async function onTheGround(
    map: PackedMap,
    bands: readonly number[],
    value: (of: (band: number) => number, scan: number) => number,
  ) {
    const flight = site.made();
    const { samples, bands: count } = flight.options;
    const level1 = await readAll(flight.lines[0]!.level1, flight.options.scans);
    const pixels = (await pixelsOf(flight, 0)).map((pixel, index) => {
      const scan = Math.floor(index / samples);
      const of = (band: number) => level1[(scan * count + band) * samples + (index % samples)]!;
      const made = Math.fround(value(of, scan));
      return { ...pixel, made, isOut: bands.some((band) => pixel.masked[band]) };
    });
    const tolerance = scanSpacing(flight.options) / 10;
    const found = { cells: 0, wrong: [] as object[], filledFor: bands.map(() => 0) };
    for (let row = 0; row < map.lines; row += 1)
      for (let column = 0; column < map.samples; column += 1) {
        const cell = map.values[row * map.samples + column]!;
        if (cell === 0) continue;
        found.cells += 1;
        const at = centreOf(map, column, row);
        const near = byDistance(pixels, at, 6 * scanSpacing(flight.options));
        const valid = near.filter(({ pixel }) => !pixel.isOut);
        const least = valid[0]!.distance + tolerance;
        if (!valid.some(({ pixel, distance }) => distance <= least && pixel.made === cell))
          found.wrong.push({ row, column, cell, expected: valid[0]!.pixel.made });
        const masked = bands.filter((band) => near[0]!.pixel.masked[band]);
        if (masked.length === 1) found.filledFor[bands.indexOf(masked[0]!)]! += 1;
      }
    return found;
  }
});

/** The pixels within a distance of a place, the nearest first. */
function byDistance<P extends Pixel>(pixels: readonly P[], at: { x: number; y: number }, limit: number) {
  return pixels
    .map((pixel) => ({ pixel, distance: Math.hypot(pixel.x - at.x, pixel.y - at.y) }))
    .filter(({ distance }) => distance < limit)
    .sort((one, other) => one.distance - other.distance);
}

/** A part of one band, row by row. */
function windowOf(
  map: PackedMap,
  band: number,
  { column, row, samples, lines }: { column: number; row: number; samples: number; lines: number },
): number[] {
  const all = bandOf(map, band);
  return Array.from({ length: lines }, (_, index) => {
    const from = (row + index) * map.samples + column;
    return all.slice(from, from + samples);
  }).flat();
}

/** The box in UTM that holds a box of degrees. */
function boxOf({ north, south, east, west }: GeoBounds, zone: number) {
  const [xs, ys]: [number[], number[]] = [[], []];
  const grid = new Float64Array(2);
  for (let step = 0; step <= 64; step += 1) {
    const [longitude, latitude] = [west + ((east - west) * step) / 64, south + ((north - south) * step) / 64];
    for (const [at, to] of [
      [longitude, north],
      [longitude, south],
      [west, latitude],
      [east, latitude],
    ] as const) {
      toUtm(to * RAD, at * RAD, zone, false, grid);
      xs.push(grid[0]!);
      ys.push(grid[1]!);
    }
  }
  return { minX: Math.min(...xs), maxX: Math.max(...xs), minY: Math.min(...ys), maxY: Math.max(...ys) };
}
