import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeBytes } from '../../src/adapters/files/io-error.js';
import { configSchema } from '../../src/adapters/station/config.js';
import { readScopsConfig } from '../../src/adapters/station/scops-config.js';
import { estimateOf, sizeProblems } from '../../src/domain/scops/estimate.js';
import { bytesText } from '../../src/domain/words.js';
import { stationServices } from '../../src/operator/front/station/services.js';
import { makeFlight, type FlightMade } from '../../src/simulator/flight/flight.js';
import { aDelivery, aLine } from '../support/order-facts.js';
import { orderOf } from '../support/order-station.js';
import { anOrder } from '../support/orders.js';

let home: string;
let flight: FlightMade;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'order-size-'));
  flight = await makeFlight({ folder: join(home, 'flights'), geoid: null, samples: 16, scans: 40 });
  // By its record the line is some hundred kilometres long.
  const { information } = flight.lines[0]!;
  const text = await readFile(information, 'utf8');
  await writeFile(
    information,
    text.replace(/(northBound[^\d-]*)[\d.]+/, '$160').replace(/(eastBound[^\d-]*)[-\d.]+/, '$14'),
  );
});
afterAll(() => rm(home, { recursive: true, force: true }));

function services() {
  const mosaics = [{ name: 'srtm', path: '/mosaic.vrt', geoid: null }];
  const config = readScopsConfig(configSchema.parse({ scops: { dem: { mosaics } } }), { home }, {});
  // Nothing is said to the station by looking at an order.
  return stationServices({ client: {} as Client, config });
}

describe('an order that takes more disk than there is', () => {
  it('is no order, and both figures are told', async () => {
    const order = orderOf(flight, { pixelSize: { x: 0.05, y: 0.05 } });
    const { problems, estimate } = await services().check(order);
    expect(problems).toEqual([
      {
        field: 'order',
        sentence: expect.stringMatching(
          /^The order takes about [\d.]+ [TP]B of disk, of which [\d.]+ [kMGTP]?B are free;/,
        ) as string,
      },
    ]);
    expect(problems[0]!.sentence).toContain(bytesText(estimate!.bytes));
    expect(estimate!.bytes).toBeGreaterThan(await freeBytes(home));
  });

  it('is one with larger pixels', async () => {
    const [, line] = orderOf(flight).lines;
    const { problems, estimate } = await services().check(orderOf(flight, { lines: [line!] }));
    expect(problems).toEqual([]);
    expect(estimate!.bytes).toBeLessThan(await freeBytes(home));
  });

  it('counts what is made elsewhere only as far as it is kept', () => {
    const estimate = estimateOf(anOrder, aDelivery([aLine('f123a011'), aLine('f123a021')]));
    const kept = 2 * estimate.perProduct.reduce((sum, { zipBytes }) => sum + zipBytes, 0);
    const fits = (free: number, madeElsewhere: boolean) =>
      sizeProblems(estimate, free, { madeElsewhere }).length === 0;
    expect([fits(kept, true), fits(kept - 1, true), fits(kept, false)]).toEqual([true, false, false]);
    expect([fits(estimate.bytes, false), fits(estimate.bytes - 1, false)]).toEqual([true, false]);
  });
});
