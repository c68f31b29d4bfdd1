import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readScopsConfig } from '../../src/adapters/station/scops-config.js';
import { growingFile } from '../support/growing-file.js';
import { OrderDesk, orderSite } from '../support/order-station.js';
import { PATIENT, useStation } from '../support/station.js';

describe('the folder of SCOPS order files', PATIENT, () => {
  const site = orderSite();
  const station = useStation({ days: [], prepare: site.prepare });
  const orders = new OrderDesk(station);
  const line = (index: number) => site.made().lines[index]!.name;
  const folder = () => readScopsConfig(station().running.station.config, station().paths, {}).configs;
  const drop = (name: string, text: string | Buffer) => writeFile(join(folder(), name), text);
  const dropped = (place: string) => readdir(join(folder(), place)).catch(() => [] as string[]);
  const taken = (place: string, name: string) =>
    station().until(`${name} is ${place}`, async () => (await dropped(place)).includes(name));
  /** Nothing else stays; for a moment a file is seen where it lay and where it goes. */
  const leaves = (...names: string[]) =>
    station().until(`there are only ${names.join(', ')}`, async () =>
      isDeepStrictEqual((await dropped('')).sort(), names),
    );
  const byMail = async (email: string) =>
    station().until('the order is known', async () =>
      (await station().rows('orders')).find((order) => order.email === email),
    );

  /** As the form of SCOPS writes it, with formulas set. */
  const cfg = (email: string, changes: Readonly<Record<string, string>> = {}) => {
    const keys = {
      julianday: '123',
      year: '2018',
      sortie: 'a',
      project_code: 'GB18_00',
      projection: `UTM zone ${site.made().zone}N`,
      projstring: '',
      sourcefolder: site.made().project,
      dem: 'srtm',
      dem_name: '',
      ftp_dem: 'False',
      ftp_dem_confirmed: 'False',
      bounds: '51 -4 50 -5',
      email,
      interpolation: 'nearest',
      pixelsize: '15.0 15.0',
      masking: 'uomnrqabcdef',
      bandratio: 'True',
      bandratioset: 'True',
      bandratiomappedset: 'False',
      eq_ratio: '(band2-band1)/(band2+band1)',
      submitted: 'False',
      confirmed: 'True',
      status_email_sent: 'False',
      has_error: 'False',
      restart: 'True',
      ...changes,
    };
    return [
      '[DEFAULT]',
      ...Object.entries(keys).map(([key, value]) => `${key} = ${value}`),
      '',
      `[${line(0)}]`,
      'process = true',
      'band_range = 2-4',
      'eq_ratio = True',
      '',
      `[${line(1)}]`,
      'process = false',
      'band_range = 1-5',
      'eq_ratio = True',
      '',
    ].join('\n');
  };

  it('makes an order of a file, which waits for its client and is made with its band maths', async () => {
    await drop('GB18_00_2018_123_20260101.cfg', cfg('cfg@example.org'));
    await taken('accepted', 'GB18_00_2018_123_20260101.cfg');
    const { id } = await byMail('cfg@example.org');
    await orders.inState(id, 'awaiting confirmation');
    expect((await station().oneMail('NERC-ARF web processor confirmation email')).to).toContain(
      'cfg@example.org',
    );
    await orders.say('confirm', id);
    const row = await orders.inState(id, 'complete', 'partly complete', 'failed');
    expect([row.state, row.missing]).toEqual(['complete', []]);
    expect(await orders.entries(row)).toEqual(
      [line(0), `${line(0)}_ratio`, `${line(1)}_ratio`]
        .map((product) => `GB18_00_2018123/${product}3b_mapped.bil.zip`)
        .sort(),
    );
    const runs = await station().rows('orderRuns', { orderId: id, product: line(0), stage: 'mask' });
    expect(runs).toHaveLength(1);
  });

  it('answers each file that is no order with a sentence beside it and one mail, and keeps it as it came', async () => {
    const bad: Record<string, [string | Buffer, RegExp]> = {
      'empty.cfg': ['', /./],
      'nonsense.cfg': ['Dear station,\nplease map all.\n', /cannot be read: cfg line 1/],
      'bytes.cfg': [Buffer.from([0, 1, 2, 255, 254, 10, 0]), /./],
      'formula.cfg': [cfg('formula@example.org', { eq_ratio: 'band1 ** * 2' }), /at character 10/],
      'band.cfg': [cfg('band@example.org', { eq_ratio: 'band99' }), /There is no band 99/],
      'code.cfg': [cfg('code@example.org', { eq_ratio: '__import__("os")' }), /./],
      'flight.cfg': [cfg('flight@example.org', { sourcefolder: '/nowhere' }), /\/nowhere/],
      'mosaic.cfg': [cfg('mosaic@example.org', { dem: 'moon' }), /moon/],
      'pixels.cfg': [cfg('pixels@example.org', { pixelsize: '0 -3' }), /pixel/i],
      'large.cfg': [
        Buffer.alloc(4 * 1024 * 1024 + 1, '#'),
        /has 4194305 bytes; an order has at most 4194304/,
      ],
      'Upper.CFG': [cfg('upper', {}), /not an e-mail address/],
    };
    for (const [name, [text]] of Object.entries(bad)) await drop(name, text);
    const good = cfg('good@example.org', { eq_ratio: 'band1*2' });
    await drop('zz-good.cfg', good);
    await taken('accepted', 'zz-good.cfg');
    for (const [name, [text, sentence]] of Object.entries(bad)) {
      await taken('refused', name);
      expect(await readFile(join(folder(), 'refused', name))).toEqual(Buffer.from(text));
      expect(await readFile(join(folder(), 'refused', `${name}.txt`), 'utf8')).toMatch(sentence);
      const mail = await station().oneMail(`the order file ${name} was refused`);
      expect(mail.to).toEqual(expect.arrayContaining(['operators@localhost', 'errors@example.org']));
      expect(mail.text).toMatch(sentence);
    }
    await leaves('accepted', 'refused');
    await byMail('good@example.org');
    const emails = (await station().rows('orders')).map(({ email }) => email);
    expect(emails.sort()).toEqual(['cfg@example.org', 'good@example.org']);
    expect(await readFile(join(folder(), 'accepted/zz-good.cfg'), 'utf8')).toBe(good);
  });

  it('takes a file that was mended under its name, and keeps the one that was refused', async () => {
    const text = cfg('mended@example.org');
    await drop('mosaic.cfg', text);
    await taken('accepted', 'mosaic.cfg');
    expect(await dropped('refused')).toContain('mosaic.cfg');
    expect((await byMail('mended@example.org')).request.dem).toEqual({ source: 'mosaic', name: 'srtm' });
  });

  it('does not take a file that is still written, nor what is no file', async () => {
    await mkdir(join(folder(), 'folder.cfg'));
    const text = cfg('slow@example.org');
    const middle = text.indexOf('eq_ratio');
    let written = text.slice(0, middle);
    await growingFile(folder(), 'slow.cfg', written);
    await drop('quick.cfg', cfg('quick@example.org'));
    // It grows as long as another, which came after it, is taken.
    await station().until('the other is taken', async () => {
      await growingFile(folder(), 'slow.cfg', (written += '# \n'));
      return (await dropped('accepted')).includes('quick.cfg');
    });
    await appendFile(join(folder(), 'slow.cfg'), text.slice(middle));
    await taken('accepted', 'slow.cfg');
    expect((await byMail('slow@example.org')).request.equations).toEqual([
      { name: 'ratio', expression: '(band2-band1)/(band2+band1)' },
    ]);
    const { text: told } = await station().oneMail('folder.cfg is no order file');
    expect(told).toContain('is a directory, not a file');
    await leaves('accepted', 'folder.cfg', 'refused');
    expect(await dropped('refused')).not.toContain('slow.cfg');
  });
});
