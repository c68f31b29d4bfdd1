import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aplStub, type AplStub } from '../support/apl-stub.js';
import { listed, OrderDesk, orderOf, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

describe('an order on a station that has APL', PATIENT, () => {
  let apl: AplStub;
  const site = orderSite(
    async (home) => {
      apl = await aplStub(home);
      return { apl: apl.folder };
    },
    { lines: 1 },
  );
  const station = useStation({ days: [], prepare: site.prepare });
  const orders = new OrderDesk(station);
  let size = 15;

  /** An order that no other test has, sent and confirmed. */
  async function ordered(more: Parameters<typeof orderOf>[1] = {}) {
    size += 1;
    const order = { ...orderOf(site.made()), pixelSize: { x: size, y: 15 }, ...more };
    const { id } = await orders.submit(order);
    await orders.say('confirm', id);
    return { id, x: String(size), folder: join(station().home, 'scops/output', id) };
  }

  it('is made by exactly the commands of SCOPS, and is complete', async () => {
    const { id, x, folder } = await ordered({
      masking: ['u', 'o', 'a', 'c'],
      interpolation: 'cubic',
      equations: [{ name: 'Ratio', expression: 'band2/(band1+1)' }],
      lines: orderOf(site.made()).lines.map((line) => ({
        ...line,
        bands: [{ from: 2, to: 4 }],
        equations: ['Ratio'],
      })),
    });
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect(row.sentence).toBe('Every product can be fetched.');
    const made = site.made();
    const { name, level1, mask, methods, navigation } = made.lines[0]!;
    const dem = join(folder, 'dem', 'GB18_00_2018_123_srtm.dem');
    const igm = join(folder, 'igm', `${name}.igm`);
    const projected = join(folder, 'igm', `${name}_utm_wgs84N_30.igm`);
    const masked = join(folder, 'level1b', `${name}_masked.bil`);
    const ratio = join(folder, 'level1b', `${name}1b_Ratio.bil`);
    const map = (raster: string, bands: string, product: string, type: string) => [
      ...['aplmap', '-igm', projected, '-lev1', raster, '-pixelsize', x, '15', '-bandlist', bands],
      ...['-interpolation', 'cubic', '-mapname', join(folder, 'mapped', `${product}3b_mapped.bil`)],
      ...['-buffersize', '4096', '-outputlevel', 'verbose', '-outputdatatype', type],
    ];
    expect(apl.calls().map((call) => call.map(finalName))).toEqual([
      ...[
        ['aplmask', '-lev1', level1, '-flags', '1', '2', '4', '-onlymaskmethods']
          .concat([methods, 'A', 'C'])
          .concat(['-mask', mask, '-output', masked]),
        ['aplcorr', '-lev1file', level1, '-navfile', navigation, '-vvfile', made.viewVectors].concat([
          '-dem',
          dem,
          '-igmfile',
          igm,
        ]),
        ['apltran', '-inproj', 'latlong', 'WGS84', '-igm', igm, '-output', projected].concat([
          '-outproj',
          'utm_wgs84N',
          '30',
        ]),
        map(masked, '2-4', name, 'uint16'),
        map(ratio, '1', `${name}_Ratio`, 'float32'),
      ],
    ]);
    expect(await listed(join(folder, 'mapped', `${name}3b_mapped.bil.zip`))).toEqual([
      `${name}3b_mapped.bil`,
      `${name}3b_mapped.bil.hdr`,
    ]);
    const runs = await station().rows('orderRuns', { orderId: id, stage: 'map', product: name });
    expect(runs.map(({ facts }) => facts)).toMatchObject([{ program: 'aplmap', megabytes: 3 }]);
    const log = await readFile(join(folder, 'logs', `${name}_log.txt`), 'utf8');
    expect(log).toContain('Final mapped image will require 3 megabytes of disk space.');
  });

  it.each([
    [
      'aplcorr',
      'error',
      'aplcorr printed an error, though it ended with exit status 0: The DEM does not cover the flight line',
    ],
    ['apltran', 'half', 'apltran left only a part of its output'],
    ['aplmap', 'half', 'aplmap left only a part of its output'],
  ] as const)(
    'fault 11: is held with the words of %s that fails (%s), without a corrupt map, and goes on by `retry`',
    async (program, how, words) => {
      await apl.fails(program, how);
      const { id, folder } = await ordered();
      const { name } = site.made().lines[0]!;
      const hold = await orders.held(id, name);
      expect(hold.code).toBe('LINE_FAILED');
      expect(hold.details[0]).toContain(`${name}: APL_FAILED ${words}`);
      const [product] = await station().rows('orderProducts', { orderId: id });
      expect(product).toMatchObject({ state: 'failed', code: 'APL_FAILED' });
      expect(product!.sentence).toContain(words);
      expect(await readdir(join(folder, 'mapped'))).toEqual([]);
      const left = (await readdir(folder, { recursive: true })).map((entry) => basename(entry));
      expect(left.filter((entry) => entry.startsWith('.apl'))).toEqual([]);
      expect(existsSync(join(folder, 'igm', `${name}.igm`))).toBe(program !== 'aplcorr');

      await apl.fails(program, undefined);
      const before = apl.calls().length;
      await orders.say('retry', id, {}, name);
      expect((await orders.inState(id, 'complete', 'failed')).state).toBe('complete');
      const again = apl
        .calls()
        .slice(before)
        .map(([called]) => called);
      expect(again).toEqual(
        ['aplcorr', 'apltran', 'aplmap'].slice(['aplcorr', 'apltran', 'aplmap'].indexOf(program)),
      );
    },
  );
});

/** An output has its own name when it is whole; the program is told another, hidden one beside it. */
function finalName(word: string): string {
  return join(dirname(word), basename(word).replace(/^\.apl-[0-9a-f]{12}-/, ''));
}
