import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { orderOf } from '../support/order-station.js';
import { makeFlight, type FlightMade } from '../../src/simulator/flight/flight.js';
import type { OrderRow } from '../../src/ledger/order-rows.js';
import { cores, keepTo } from './support/affinity.js';
import { orderEnded, sendOrder } from './support/orders.js';
import { report } from './support/report.js';
import { inCheckout, newHome, startBenchStation, type BenchStation } from './support/station.js';

const LINES = 8;
/** Programs of flight lines that run at once: as a station has it by itself. */
const AT_ONCE = 2;
const SHAPE = { samples: 384, scans: 1500, bands: 40 } as const;
const TITLE = `An order of ${LINES} flight lines of ${SHAPE.samples} × ${SHAPE.scans} pixels and ${SHAPE.bands} bands, all mapped and an NDVI, on the whole station`;

/** On as many cores as there are and on one of them: nothing else differs. */
describe('the flight lines of an order', () => {
  const rates = new Map<number, number>();
  let running: BenchStation | undefined;
  afterAll(async () => {
    await running?.stop();
    keepTo(cores());
  });

  it.each([{ kept: cores() }, { kept: cores().slice(0, 1) }])('on the cores $kept', async ({ kept }) => {
    keepTo(kept);
    const home = await newHome(AT_ONCE);
    const flight = await flightIn(home);
    running = await startBenchStation(home, inCheckout('test/bench/mission.yaml'));
    // One first, so that no measured one waits for the station to warm up.
    await accepted(flight, [flight.lines[0]!.name]);
    const start = performance.now();
    await accepted(flight);
    const seconds = (performance.now() - start) / 1000;
    await running.stop();
    running = undefined;
    rates.set(kept.length, (60 * LINES) / seconds);
    report(
      TITLE,
      `${kept.length} ${kept.length === 1 ? 'core' : 'cores'}`,
      `${seconds.toFixed(1)} s; ${rates.get(kept.length)!.toFixed(1)} flight lines a minute`,
    );
  });

  it('are spread over the cores', () => {
    const [all, one] = [rates.get(cores().length)!, rates.get(1)!];
    report(TITLE, `ratio of ${cores().length} cores to 1`, (all / one).toFixed(2));
  });

  async function accepted(flight: FlightMade, only?: readonly string[]): Promise<void> {
    const order = orderOf(flight, {
      pixelSize: { x: 2, y: 2 },
      masking: 'all',
      equations: [{ name: 'ndvi', expression: '(band30-band20)/(band30+band20)' }],
      lines: orderOf(flight)
        .lines.filter(({ name }) => only?.includes(name) ?? true)
        .map((line) => ({ ...line, equations: ['ndvi'] })),
    });
    const id = await sendOrder(running!, order);
    const row: OrderRow = await orderEnded(running!, id);
    expect(row.sentence).toBe('Every product can be fetched.');
    await rm(join(row.folder!, 'mapped'), { recursive: true });
  }
});

async function flightIn(home: string): Promise<FlightMade> {
  const flight = await makeFlight({ folder: join(home, 'flights'), lines: LINES, ...SHAPE });
  const mosaics = [{ name: 'srtm', path: flight.elevations.tiles, geoid: flight.geoid }];
  const scops = {
    serverBase: 'http://orders.example.org',
    dem: { mosaics },
    confirmation: { needed: false },
  };
  await appendFile(join(home, 'station.yaml'), stringify({ scops }));
  return flight;
}
