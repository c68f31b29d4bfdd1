import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StationContext } from '../../src/activities/context.js';
import { choiceActivities } from '../../src/activities/orders/choices.js';
import { readConfig } from '../../src/adapters/station/config.js';
import { readScopsConfig } from '../../src/adapters/station/scops-config.js';
import { orderRow } from '../../src/ledger/orders.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openLedger } from '../../src/ledger/open.js';
import { makeFlight } from '../../src/simulator/flight/flight.js';
import { orderOf } from '../support/order-station.js';
import { anOrderId as id, putOrder } from '../support/orders.js';

describe('band maths that are answered for an order of no line itself', () => {
  let home: string;
  let ledger: Ledger;
  let context: StationContext;
  let order: ReturnType<typeof orderOf>;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sipstream-choices-'));
    const flight = await makeFlight({ folder: join(home, 'data'), samples: 16, scans: 40, bands: 12 });
    await mkdir(join(home, 'mosaic'));
    await writeFile(
      join(home, 'station.yaml'),
      'scops:\n  sources: [data]\n  dem: { mosaics: [{ name: srtm, path: mosaic }] }\n',
    );
    const all = orderOf(flight, { bandMaths: true });
    order = { ...all, lines: all.lines.map((line) => ({ ...line, process: false })) };
    ledger = await openLedger(':memory:');
    await putOrder(ledger, id, { request: order, folder: join(home, 'none') });
    const scops = readScopsConfig(await readConfig(home), { home }, {});
    context = { ledger, scops } as unknown as StationContext;
  });
  afterAll(async () => {
    await ledger.close();
    await rm(home, { recursive: true, force: true });
  });

  const said = (lines: readonly string[]) => ({
    ...{ by: 'ada', why: 'by the client', plugins: [] },
    equations: lines.length > 0 ? [{ name: 'Ratio', expression: 'band2/(band1+1)', lines }] : [],
  });

  it('are refused where nothing would be made, and the order stays as it is', async () => {
    await expect(
      choiceActivities(context).takeEquations({ order, id, said: said([]) }),
    ).rejects.toMatchObject({
      code: 'ORDER_INVALID',
      message: 'Nothing is ordered; choose at least one equation or plugin, as no line is mapped itself.',
    });
    expect((await orderRow(ledger, { mission: 'scops', id }))!.request).toEqual(order);
  });

  it('are taken where one line has a formula', async () => {
    const line = order.lines[0]!.name;
    const taken = await choiceActivities(context).takeEquations({ order, id, said: said([line]) });
    expect(taken.lines.map(({ equations }) => equations)).toEqual([['Ratio'], []]);
  });
});
