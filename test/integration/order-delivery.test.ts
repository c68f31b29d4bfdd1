import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { boundsOfRecord } from '../../src/airborne/delivery/information.js';
import { orderFacts } from '../../src/airborne/delivery/order-facts.js';
import { readDelivery, type DeliveryConfig } from '../../src/airborne/delivery/read-delivery.js';
import { configSchema } from '../../src/adapters/station/config.js';
import { readScopsConfig } from '../../src/adapters/station/scops-config.js';
import { estimateOf } from '../../src/domain/scops/estimate.js';
import { orderProblems } from '../../src/domain/scops/order-problems.js';
import { makeFlight, type FlightMade } from '../../src/simulator/flight/flight.js';
import { anOrder } from '../support/orders.js';

let root: string;
let folder: string;
let flight: FlightMade;
const config = (more: Partial<DeliveryConfig> = {}, environment: Record<string, string> = {}) => ({
  ...readScopsConfig(configSchema.parse({}), { home: '/station' }, environment),
  ...more,
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sipstream-delivery-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'flight-'));
  flight = await makeFlight({ folder, geoid: null, samples: 16, scans: 40 });
});

const level1 = (line: number) => flight.lines[line]!.level1;

describe('a delivery', () => {
  it('has the lines of a flight: sizes, bands, wavelengths, place and height', async () => {
    const delivery = await readDelivery(flight.project, config());
    expect(delivery.problems).toEqual([]);
    expect(delivery.folder).toBe(flight.delivery);
    expect(delivery.lines.map(({ name }) => name)).toEqual(flight.lines.map(({ name }) => name));
    const [line] = delivery.lines;
    expect(line).toMatchObject({
      sensor: 'f',
      samples: 16,
      lines: 40,
      bands: 8,
      bytes: 16 * 40 * 8 * 2,
      viewVectors: flight.viewVectors,
    });
    expect(line!.wavelengths).toEqual(flight.wavelengths.map((value) => expect.closeTo(value, 3) as number));
    expect(line!.mask).toMatch(/1b_mask\.bil$/);
    expect(line!.methods).toMatch(/1b_mask-badpixelmethod\.bil$/);
    const { latitude, longitude } = flight.options.centre;
    const { north, south, east, west } = line!.bounds;
    expect(Math.abs((north + south) / 2 - latitude)).toBeLessThan(0.02);
    expect(Math.abs((east + west) / 2 - longitude)).toBeLessThan(0.03);
    expect(line!.altitude.min).toBeGreaterThan(1_100);
    expect(line!.altitude.max).toBeLessThan(1_400);
  });

  it('is enough to accept an order and to say what it takes', async () => {
    const order = {
      ...anOrder,
      sourceFolder: flight.project,
      lines: flight.lines.map(({ name }) => ({ ...anOrder.lines[0]!, name, bands: [{ from: 1, to: 8 }] })),
    };
    const facts = { ...(await orderFacts(order, config())), mosaics: ['aster'] };
    expect(orderProblems(order, facts)).toEqual([]);
    expect(estimateOf(order, facts.delivery!).bytes).toBeGreaterThan(10_000);
    expect(
      orderProblems(
        { ...order, sourceFolder: join(folder, 'none') },
        await orderFacts({ sourceFolder: join(folder, 'none') }, config()),
      ).map(({ field }) => field),
    ).toContain('source folder');
  });

  it('lies below the project where the pattern begins with a slash (fault 10)', async () => {
    await rename(flight.delivery, join(flight.project, 'hyperspectral'));
    const delivery = await readDelivery(
      flight.project,
      config({}, { HYPER_DELIVERY_FOLDER: '/hyperspectral' }),
    );
    expect(delivery.folder).toBe(join(flight.project, 'hyperspectral'));
    expect(delivery.lines).toHaveLength(2);
  });

  it('goes without a line that cannot be used, says why, and has all others', async () => {
    const [first, second] = flight.lines.map(({ name }) => name);
    await truncate(level1(0), 100);
    const short = await readDelivery(flight.project, config());
    expect(short.lines.map(({ name }) => name)).toEqual([second]);
    expect(short.problems).toEqual([expect.stringMatching(new RegExp(`^Line ${first}: .*has 100 bytes`))]);

    await rm(flight.lines[1]!.navigation);
    const neither = await readDelivery(flight.project, config());
    expect(neither.lines).toEqual([]);
    expect(neither.problems[1]).toMatch(/The navigation .* is not there/);
  });

  it('has a mask that fits its level 1, or none', async () => {
    await appendFile(`${level1(0)}`.replace('1b.bil', '1b_mask.bil'), 'x');
    await rm(`${level1(1)}`.replace('1b.bil', '1b_mask.bil'));
    const delivery = await readDelivery(flight.project, config());
    expect(delivery.lines.map(({ name, mask }) => [name, mask])).toEqual([[flight.lines[1]!.name, null]]);
    expect(delivery.problems).toHaveLength(1);
  });

  it('has the ground of a line from its navigation where it has no record', async () => {
    const recorded = await readDelivery(flight.project, config());
    await rm(join(flight.delivery, 'flightlines', 'line_information'), { recursive: true });
    const seen = await readDelivery(flight.project, config());
    for (const [index, line] of seen.lines.entries()) {
      const box = recorded.lines[index]!.bounds;
      expect(Math.abs(line.bounds.north - box.north)).toBeLessThan(0.01);
      expect(Math.abs(line.bounds.west - box.west)).toBeLessThan(0.01);
    }
  });

  it('is read nowhere else: neither by a source folder nor by a link that leads out', async () => {
    await expect(
      readDelivery(flight.project, config({ sources: [join(root, 'elsewhere')] })),
    ).rejects.toMatchObject({
      code: 'DELIVERY_MISSING',
    });
    expect((await readDelivery(flight.project, config({ sources: [folder] }))).lines).toHaveLength(2);
    const outside = join(root, 'outside.bil');
    await writeFile(outside, await readFile(level1(0)));
    await rm(level1(0));
    await symlink(outside, level1(0));
    const delivery = await readDelivery(flight.project, config());
    expect(delivery.lines).toHaveLength(1);
    expect(delivery.problems[0]).toMatch(/leads out of the delivery/);
    await rename(flight.delivery, join(root, 'moved'));
    await symlink(join(root, 'moved'), flight.delivery);
    await expect(readDelivery(flight.project, config())).rejects.toMatchObject({ code: 'DELIVERY_MISSING' });
    await rm(join(root, 'moved'), { recursive: true });
  });

  it('that is not there is missing', async () => {
    await mkdir(join(folder, 'empty'));
    for (const source of [join(folder, 'empty'), join(folder, 'nothing'), 'relative'])
      await expect(readDelivery(source, config())).rejects.toMatchObject({ code: 'DELIVERY_MISSING' });
  });
});

describe('the record of a line', () => {
  const box = (north: string) =>
    `<a:X xmlns:a="x"><a:northBoundLatitude><gco:Decimal>${north}</gco:Decimal></a:northBoundLatitude><southBoundLatitude>50</southBoundLatitude><eastBoundLongitude>-4</eastBoundLongitude><westBoundLongitude>-5</westBoundLongitude></a:X>`;

  it('has a box, whatever its prefixes', () => {
    expect(boundsOfRecord(box('51.5'))).toEqual({ north: 51.5, east: -4, south: 50, west: -5 });
  });

  it('without one, or with what is none, has none', () => {
    for (const text of [
      '',
      'x',
      '<a>',
      box('up'),
      box('49'),
      box('&x;'),
      `<!DOCTYPE a [<!ENTITY x "51">]>${box('&x;')}`,
      `${'<a>'.repeat(5_000)}`,
    ])
      expect(boundsOfRecord(text)).toBeUndefined();
  });
});
