import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listPlugins, pluginNamed } from '../../src/adapters/scops/plugins.js';
import { runPlugin } from '../../src/airborne/plugin/kernel.js';
import { KeptReport, readRaster, writeRaster } from './rasters.js';

const BANDS = 120;
/** Beyond 2500 nm too, where the references are 0. */
const WAVELENGTHS = Array.from({ length: BANDS }, (_, band) => 390 + 20 * band);

/** The table read and interpolated independently of the plugin. */
async function references(): Promise<number[][]> {
  const { plugins } = await listPlugins([]);
  const file = pluginNamed(plugins, 'spectral_angle')!.file.replace('.js', '.txt');
  const rows = (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(/\s+/).map(Number));
  return [1, 2, 3].map((column) =>
    WAVELENGTHS.map((wavelength) => {
      if (wavelength > rows.at(-1)![0]!) return 0;
      const next = rows.find((row) => row[0]! >= wavelength)!;
      const before = rows[rows.indexOf(next) - 1] ?? next;
      const span = next[0]! - before[0]!;
      const part = span === 0 ? 0 : (wavelength - before[0]!) / span;
      return before[column]! + part * (next[column]! - before[column]!);
    }),
  );
}

describe('the spectral-angle plugin', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sipstream-angle-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const classify = async (
    fields: Record<string, string>,
    value: (sample: number, line: number, band: number) => number,
  ) => {
    const level1 = await writeRaster(
      join(folder, 'f1.bil'),
      { samples: 40, lines: 30, bands: BANDS, type: 12 },
      value,
      fields,
    );
    const { plugins } = await listPlugins([]);
    const plugin = pluginNamed(plugins, 'spectral_angle')!.file;
    const request = {
      kind: 'plugin',
      plugin,
      python: 'python3',
      level1,
      folder: join(folder, 'work'),
      output: join(folder, 'out.bil'),
    } as const;
    const facts = await runPlugin(request, new KeptReport());
    return { facts, ...(await readRaster(join(folder, 'out.bil'))) };
  };
  const wavelength = `{${WAVELENGTHS.join(', ')}}`;

  it('gives each pixel the class of the smallest angle, however bright it is', async () => {
    const spectra = await references();
    const mixed = (sample: number, line: number, band: number) => {
      if (line === 0 && sample < 3) return 0;
      const weights = [(sample * 7) % 11, ((line * 5 + sample) % 13) * 4, (line * 3) % 7];
      const sum = weights.reduce((total, weight, index) => total + weight * spectra[index]![band]!, 0);
      return Math.round(sum * (100 + 10 * sample));
    };
    const { samples, header, facts } = await classify({ wavelength }, mixed);
    const pixels = (sample: number, line: number) => WAVELENGTHS.map((_, band) => mixed(sample, line, band));
    const angle = (a: readonly number[], b: readonly number[]) => {
      const dot = a.reduce((sum, value, at) => sum + value * b[at]!, 0);
      return Math.acos(dot / (Math.hypot(...a) * Math.hypot(...b)));
    };
    const counts = new Map<number, number>();
    for (let line = 0; line < 30; line += 1)
      for (let sample = 0; sample < 40; sample += 1) {
        const pixel = pixels(sample, line);
        const angles = spectra.map((spectrum) => angle(pixel, spectrum));
        const expected = Math.hypot(...pixel) === 0 ? 65535 : angles.indexOf(Math.min(...angles)) + 1;
        expect(samples[line * 40 + sample]).toBe(expected);
        counts.set(expected, (counts.get(expected) ?? 0) + 1);
      }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 65535]);
    expect(header).toMatchObject({ type: 12, bands: 1 });
    expect(header.fields.get('class names')).toBe('{none, vegetation, water, mineral}');
    expect(facts).toMatchObject({
      made: 'f1_spectral_angle_classification.bsq',
      type: 'uint16',
      ignoreValue: 65535,
    });
  });

  it('reads wavelengths in micrometres too, and fails without any', async () => {
    const micrometres = `{${WAVELENGTHS.map((value) => value / 1000).join(', ')}}`;
    const [vegetation] = await references();
    const value = (_sample: number, _line: number, band: number) => Math.round(vegetation![band]! * 1000);
    const { samples } = await classify({ wavelength: micrometres, 'wavelength units': 'Micrometers' }, value);
    expect(new Set(samples)).toEqual(new Set([1]));
    await expect(classify({}, value)).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: expect.stringContaining('no wavelengths'),
    });
  });
});
