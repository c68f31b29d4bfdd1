import { mkdtemp, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/adapters/station/config.js';
import { readScopsConfig } from '../../src/adapters/station/scops-config.js';
import { readDelivery } from '../../src/airborne/delivery/read-delivery.js';
import { RememberedDeliveries } from '../../src/airborne/delivery/remembered.js';
import { makeFlight, type FlightMade } from '../../src/simulator/flight/flight.js';

const config = readScopsConfig(configSchema.parse({}), { home: '/station' }, {});
/** A clock by which everything was written long ago. */
const later = () => Date.now() + 60_000;

let root: string;
let flight: FlightMade;
let deliveries: RememberedDeliveries;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sipstream-remembered-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  const folder = await mkdtemp(join(root, 'flight-'));
  flight = await makeFlight({ folder, geoid: null, samples: 16, scans: 40 });
  deliveries = new RememberedDeliveries(config, later);
});

const read = () => deliveries.read(flight.project);
const header = () => flight.lines[0]!.level1.replace(/\.bil$/, '.bil.hdr');

/** Writes a file anew with as many bytes and the time that it had. */
async function forge(path: string, change: (text: string) => string): Promise<void> {
  const before = await stat(path);
  const text = change(await readFile(path, 'latin1'));
  expect(text).toHaveLength(before.size);
  await writeFile(path, text, 'latin1');
  await utimes(path, before.atime, before.mtime);
}

describe('a delivery that is asked for again', () => {
  it('is not read again while its files are as they were', async () => {
    const first = await read();
    expect(first).toEqual(await readDelivery(flight.project, config));
    expect(await read()).toBe(first);
    // Of what its files hold nothing is looked at: taken away and brought back, they are the same.
    await rename(flight.lines[0]!.level1, join(root, 'away'));
    await rename(join(root, 'away'), flight.lines[0]!.level1);
    expect(await read()).not.toBe(first);
    expect(await read()).toEqual(first);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'other wavelengths, in as many bytes and of the same time',
      () => forge(header(), (text) => text.replace(/(Wavelength = \{)\d/, '$19')),
    ],
    ['a line that is taken away', () => rm(flight.lines[1]!.level1)],
    [
      'a line that is renamed',
      () => rename(flight.lines[1]!.level1, flight.lines[1]!.level1.replace('021', '077')),
    ],
    ['a mask that is taken away', () => rm(flight.lines[0]!.level1.replace('1b.bil', '1b_mask.bil'))],
    ['no view vectors', () => rm(flight.viewVectors)],
    [
      'no records of lines',
      () => rm(join(flight.delivery, 'flightlines/line_information'), { recursive: true }),
    ],
    ['navigation that is cut', () => writeFile(flight.lines[0]!.navigation, 'short')],
    [
      'a line that became a link out of the delivery',
      async () => {
        const { level1 } = flight.lines[0]!;
        await rename(level1, join(root, 'outside.bil'));
        await symlink(join(root, 'outside.bil'), level1);
      },
    ],
    ['another delivery beside it', () => rename(flight.delivery, `${flight.delivery}-moved`)],
  ])('is read again, as it is now: %s', async (_what, change) => {
    const before = await read();
    expect(await read()).toBe(before);
    await change();
    const fresh = await readDelivery(flight.project, config);
    expect(await read()).toEqual(fresh);
    expect(fresh).not.toEqual(before);
  });

  it('is not there when it is not there any more', async () => {
    await read();
    await rename(flight.delivery, join(root, 'gone'));
    await expect(read()).rejects.toThrow(/matches/);
    await rename(join(root, 'gone'), flight.delivery);
    expect((await read()).lines).toHaveLength(2);
    await rm(join(root, 'gone'), { recursive: true, force: true });
  });

  it('is read each time while it is still being written to', async () => {
    const written = (await stat(header())).ctimeMs;
    deliveries = new RememberedDeliveries(config, () => written);
    const first = await read();
    expect(await read()).not.toBe(first);
  });

  it('is forgotten when sixteen others were asked for since', async () => {
    const first = await read();
    const { project } = flight;
    for (let other = 0; other < 16; other += 1) {
      const link = join(root, `other-${other}`);
      await symlink(project, link);
      await deliveries.read(link);
      if (other < 15) expect(await read()).toBe(first);
    }
    for (let other = 0; other < 16; other += 1) await deliveries.read(join(root, `other-${other}`));
    expect(await read()).not.toBe(first);
  });
});
