import { describe, expect, it } from 'vitest';
import { LineRuns, killWorkers } from '../support/line-runs.js';
import { OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

/** Each program either still runs when the next attempt looks for it, or has ended while nobody was there. */
const STEPS = [
  ['mask', '', 'ends meanwhile'],
  ['bandmaths', '_Ratio', 'still runs'],
  ['geocorrect', '', 'still runs'],
  ['reproject', '', 'ends meanwhile'],
  ['map', '', 'still runs'],
  ['pack', '', 'ends meanwhile'],
  ['map', '_Ratio', 'ends meanwhile'],
  ['pack', '_Ratio', 'still runs'],
] as const;

describe('a flight line whose workers are killed at every stage', PATIENT, () => {
  // Long enough that a program is met while it works.
  const site = orderSite({}, { lines: 1, samples: 200, scans: 600, bands: 12 });
  const station = useStation({ days: [], prepare: site.prepare });
  const orders = new OrderDesk(station);
  let id = '';
  let runs: LineRuns;
  /** The program that runs next: it is waited for before the one before it goes on, because it may be short. */
  let next: ReturnType<LineRuns['frozen']>;
  const wait = (place: string) => {
    next = runs.frozen(place);
    // Who awaits it hears of it.
    next.catch(() => undefined);
  };
  const placeOf = (number: number) => {
    const [step, product] = STEPS[number] ?? [];
    return step === undefined ? 'bundle' : `${line()}/${step} ${line()}${product}`;
  };
  const line = () => site.made().lines[0]!.name;
  const attemptedAgain = () =>
    station().until('the step is attempted again', async () => {
      const { raw } = await orders.handle(id, line()).describe();
      return raw.pendingActivities?.some(({ attempt }) => attempt === 2);
    });

  it('is ordered', async () => {
    const order = orderOf(site.made(), {
      masking: 'all',
      pixelSize: { x: 4, y: 4 },
      equations: [{ name: 'Ratio', expression: 'band2/(band1+1)' }],
      lines: orderOf(site.made()).lines.map((ordered) => ({ ...ordered, equations: ['Ratio'] })),
    });
    ({ id } = await orders.submit(order));
    runs = new LineRuns(station, (await orders.inState(id, 'awaiting confirmation')).folder!);
    // One that is confirmed before it was asked to be is not asked.
    await station().oneMail('NERC-ARF web processor confirmation email');
    wait(placeOf(0));
    await orders.say('confirm', id);
  });

  it.each(STEPS.map((one, number) => [...one, number] as const))(
    'goes on at %s%s, whose program %s',
    async (step, product, how, number) => {
      const program = await next;
      await killWorkers(station());
      if (how === 'still runs') await attemptedAgain();
      wait(placeOf(number + 1));
      runs.thaw(program);
      await station().until(`${step} is told as done`, async () => {
        const [row] = await station().rows('orderRuns', {
          orderId: id,
          stage: step,
          product: line() + product,
        });
        return row?.outcome === 'done' && row.facts !== undefined;
      });
    },
  );

  it('goes on at the master zip', async () => {
    const program = await next;
    await killWorkers(station());
    runs.thaw(program);
    expect((await orders.inState(id, 'complete', 'partly complete', 'failed')).state).toBe('complete');
  });

  it('has run every program once, the one that was interrupted too', async () => {
    const steps = [
      ...['mask', 'geocorrect', 'reproject', 'map', 'pack'].map((step) => `${step} ${line()}`),
      ...['bandmaths', 'map', 'pack'].map((step) => `${step} ${line()}_Ratio`),
    ];
    const all = await runs.all();
    expect(all.filter((run) => !run.startsWith('dem'))).toEqual(
      [...steps.map((step) => `${line()}/${step} 1`), 'bundle 1'].sort(),
    );
    const told = await station().rows('orderRuns', { orderId: id, line: line() });
    expect(
      told.map(({ stage, product, run, outcome }) => `${stage} ${product} ${run} ${outcome}`).sort(),
    ).toEqual(steps.map((step) => `${step} 1 done`).sort());
  });

  it('has one master zip with every product once, and one mail of each kind', async () => {
    const row = (await orders.row(id))!;
    expect(row.missing).toEqual([]);
    expect(await orders.entries(row)).toEqual(
      ['', '_Ratio'].map((product) => `GB18_00_2018123/${line()}${product}3b_mapped.bil.zip`),
    );
    await station().oneMail(`${id} order complete`);
    await station().oneMail(`${id} order processing`);
    expect(await orders.subjects(id)).toEqual([
      `${id} order complete`,
      `${id} order processing`,
      'NERC-ARF web processor confirmation email',
    ]);
  });
});
