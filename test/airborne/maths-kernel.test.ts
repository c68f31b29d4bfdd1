import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bandMaths } from '../../src/airborne/bandmaths/kernel.js';
import type { BandMathsRequest } from '../../src/airborne/contract.js';
import { RasterReader } from '../../src/airborne/envi/raster-reader.js';
import { emitEnviHeader, type EnviType, type Interleave } from '../../src/formats/envi-header.js';
import { KeptReport, readRaster, writeRaster } from './rasters.js';

const SHAPE = { samples: 30, lines: 40, bands: 6, type: 12 } as const;
const value = (sample: number, line: number, band: number) => (sample * 7 + line * 13 + band * 101) % 500;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('band maths over a level-1 file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sipstream-maths-'));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true, force: true });
  });

  const request = (over: Partial<BandMathsRequest> = {}): BandMathsRequest => ({
    kind: 'bandmaths',
    level1: join(folder, 'l1b.bil'),
    expression: '(band5 - band2) / (band5 + band2)',
    mask: null,
    output: join(folder, 'out.bil'),
    ...over,
  });
  const level1 = (
    type: EnviType = SHAPE.type,
    interleave: Interleave = 'bil',
    fields: Readonly<Record<string, string>> = {},
  ) => writeRaster(join(folder, 'l1b.bil'), { ...SHAPE, type, interleave }, value, fields);
  const ndvi = (sample: number, line: number) => {
    const [a, b] = [value(sample, line, 4), value(sample, line, 1)];
    return Math.fround((a - b) / (a + b));
  };

  it.each([
    [12, 'bil'],
    [12, 'bsq'],
    [12, 'bip'],
    [2, 'bil'],
    [4, 'bsq'],
    [5, 'bil'],
  ] as const)('gives the closed form of NDVI, from type %i %s', async (type, interleave) => {
    await level1(type, interleave);
    const report = new KeptReport();
    const facts = await bandMaths(request(), report);
    const { header, samples } = await readRaster(join(folder, 'out.bil'));
    expect(header).toMatchObject({ samples: 30, lines: 40, bands: 1, type: 4, interleave: 'bil' });
    for (let line = 0; line < 40; line += 1)
      for (let sample = 0; sample < 30; sample += 1)
        expect(samples[line * 30 + sample]).toBe(ndvi(sample, line));
    expect(facts).toMatchObject({
      ...{
        expression: '(band5 - band2) / (band5 + band2)',
        bands: [2, 5],
        pixels: 1200,
        masked: 0,
        nonFinite: 0,
      },
    });
    expect(report.percents.at(-1)).toBe(100);
  });

  it('masks a pixel that is masked in any band of the expression, and no other', async () => {
    await level1();
    // Bits that a sum over bands would take for another: 1 + 1 = 2; and bands that are not in the expression.
    const flags = (sample: number, line: number, band: number) => {
      if (line === 0 && sample === 3 && (band === 1 || band === 4)) return 1;
      if (line === 1 && sample === 4 && band === 4) return 2;
      if (line === 2 && sample === 5 && band === 0) return 2;
      return line === 3 && sample === 6 && band === 1 ? 64 + 2 : 0;
    };
    const file = await writeRaster(join(folder, 'mask.bil'), { ...SHAPE, type: 1 }, flags);
    const facts = await bandMaths(
      request({ expression: 'band5 + band2 + 1', mask: { file, methods: null, flags: 2, methodFlags: 0 } }),
      new KeptReport(),
    );
    const { samples } = await readRaster(join(folder, 'out.bil'));
    const zeros = [...samples].flatMap((pixel, at) => (pixel === 0 ? [at] : []));
    expect(zeros).toEqual([30 + 4, 90 + 6]);
    expect(facts).toMatchObject({ masked: 2, nonFinite: 0, zero: 0 });
  });

  it('counts a bad CCD pixel only for the methods that were chosen, where there is a file of methods', async () => {
    await level1();
    const file = await writeRaster(join(folder, 'mask.bil'), { ...SHAPE, type: 1 }, (sample, line) =>
      line === 0 ? 4 : sample === 0 && line === 1 ? 5 : 0,
    );
    const methods = await writeRaster(
      join(folder, 'methods.bil'),
      { ...SHAPE, type: 1 },
      (sample, _line, band) => (band === 1 ? 1 << (sample % 6) : 0),
    );
    const masked = async (mask: BandMathsRequest['mask']) =>
      (await bandMaths(request({ expression: 'band2 * 2', mask }), new KeptReport()))['masked'];
    expect(await masked({ file, methods: null, flags: 4, methodFlags: 0 })).toBe(31);
    expect(await masked({ file, methods, flags: 4, methodFlags: 1 + 4 })).toBe(10 + 1);
    expect(await masked({ file, methods, flags: 4 + 1, methodFlags: 2 })).toBe(5 + 1);
    expect(await masked({ file, methods, flags: 1, methodFlags: 63 })).toBe(1);
  });

  it('makes 0 of what is no finite number, and counts it apart', async () => {
    await writeRaster(
      join(folder, 'l1b.bil'),
      { samples: 4, lines: 2, bands: 2, type: 12 },
      (sample, _line, band) => (band === 0 ? sample : 1),
    );
    const facts = await bandMaths(
      request({ expression: 'where(band1 == 3, 1e300 * band1, log(band1 - band2))' }),
      new KeptReport(),
    );
    const { samples } = await readRaster(join(folder, 'out.bil'));
    expect([...samples.slice(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(facts).toMatchObject({ nonFinite: 6, zero: 2, masked: 0, least: 0, most: 0 });
  });

  it('reads only the bands of the expression', async () => {
    await level1();
    const read = vi.spyOn(RasterReader.prototype, 'read');
    await bandMaths(request(), new KeptReport());
    expect(read.mock.calls.map(([, , bands]) => bands)).toEqual([[1, 4]]);
  });

  it('keeps of the header what is still true', async () => {
    await level1(12, 'bil', {
      'x start': '12',
      binning: '{1, 2}',
      wavelength: '{400, 500, 600, 700, 800, 900}',
      fwhm: '{1, 1, 1, 1, 1, 1}',
      'radiance data units': 'nW',
      'made up': '{1, 2, 3, 4, 5, 6}',
    });
    await bandMaths(request({ expression: 'where(band5>1, band2, 0)' }), new KeptReport());
    const { fields } = (await readRaster(join(folder, 'out.bil'))).header;
    expect(Object.fromEntries(fields)).toEqual({
      description: '{Band maths: where(band5 > 1, band2, 0)}',
      'x start': '12',
      binning: '{1, 2}',
      'band names': '{band maths}',
      'data ignore value': '0',
      'file type': 'ENVI Standard',
    });
  });

  it('refuses a constant, a band that is not there, and what is no expression, and leaves nothing behind', async () => {
    await level1();
    for (const [expression, sentence] of [
      ['2 + 3', /same for every pixel/],
      ['band7', /no band 7: the file has 6/],
      ['__import__(band1)', /no function '__import__'/],
    ] as const)
      await expect(bandMaths(request({ expression }), new KeptReport())).rejects.toMatchObject({
        code: 'ORDER_INVALID',
        message: expect.stringMatching(sentence),
        details: [expect.stringMatching(/\n *\^$/)],
      });
    expect((await readdir(folder)).sort()).toEqual(['l1b.bil', 'l1b.bil.hdr']);
  });

  it('refuses masks that are not those of the file', async () => {
    await level1();
    const other = await writeRaster(join(folder, 'mask.bil'), { ...SHAPE, bands: 1, type: 1 }, () => 0);
    const wide = await writeRaster(join(folder, 'wide.bil'), SHAPE, () => 0);
    for (const file of [other, wide])
      await expect(
        bandMaths(request({ mask: { file, methods: null, flags: 127, methodFlags: 63 } }), new KeptReport()),
      ).rejects.toMatchObject({ code: 'RASTER_INVALID' });
  });

  it('leaves nothing behind when the level-1 file ends early', async () => {
    await level1();
    vi.spyOn(RasterReader.prototype, 'read').mockRejectedValueOnce(new Error('gone'));
    await expect(bandMaths(request(), new KeptReport())).rejects.toThrow('gone');
    expect((await readdir(folder)).sort()).toEqual(['l1b.bil', 'l1b.bil.hdr']);
  });

  it('needs no more memory for ten times the lines', async () => {
    const peak = async (lines: number) => {
      const path = join(folder, `long${lines}.bil`);
      const header = {
        samples: 1000,
        lines,
        bands: 4,
        type: 12,
        interleave: 'bil',
        offset: 0,
        bigEndian: false,
      } as const;
      await writeFile(`${path}.hdr`, emitEnviHeader({ ...header, fields: new Map(), comments: [] }));
      await writeFile(path, '');
      await truncate(path, 1000 * lines * 4 * 2);
      const asked = JSON.stringify(request({ level1: path, expression: 'sqrt(band1 * 0.5 + band3) - 1' }));
      const program = `
        const { bandMaths } = await import(${JSON.stringify(`${ROOT}dist/airborne/bandmaths/kernel.js`)});
        await bandMaths(${asked}, { progress() {}, say() {} });
        // The system's maxRSS would be no less than what this process has: a child begins as a copy of its parent.
        const { readFileSync } = await import('node:fs');
        console.log(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);`;
      return Number(
        execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
      );
    };
    const [short, long] = [await peak(2000), await peak(20_000)];
    expect(long - short).toBeLessThan(32 * 1024);
    expect(long).toBeLessThan(160 * 1024);
  });
});
